"""The two questions inside lesson 05, on sample merchants, and the owner's own calendar."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from caopan.practice.compare import Want, one_number
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.planning import SessionCalendar, Targets

MORE_H: Final = 30.0
"""Hours on air a week that the question asks about."""
WISH_YUAN: Final = 1_000_000
"""GMV a month that Tuantuan's owner wishes for."""


def owners_calendar(merchant: str, days: int = 84) -> SessionCalendar:
    """A calendar as an owner in a hurry draws it: four hours every evening, an S each Saturday.

    >>> owners_calendar("ruolan").weekly_h[0]
    36.0
    """
    from caopan.events import card
    from caopan.planning import Session, SessionCalendar

    about = card(merchant)
    first = about.first_day + timedelta(days=about.days)
    sessions = []
    for day in range(days):
        if (first + timedelta(days=day)).weekday() == 5:
            sessions.append(Session(day, 600, 720, "S", ("A1", "A2")))
        else:
            sessions.append(Session(day, 1170, 240, "B", ("A1",)))
    return SessionCalendar(first, days, tuple(sessions))


@lru_cache(maxsize=4)
def _targets(merchant: str, air_h: float | None = None) -> Targets:
    from caopan.diagnosis import Shop
    from caopan.planning import weekly_targets

    return weekly_targets(Shop.of(merchant), air_h=air_h)


@exercise(
    "05-hours",
    "weekly_targets(shop, air_h=30) sets the targets with thirty hours a week.",
    ".most_yuan is the most that the funnel carries, in yuan a month.",
    praise="Right: a fifth more hours, and not a fifth more of everything.",
)
def _hours(value: object) -> str | None:
    found, now = _targets("ruolan", MORE_H), _targets("ruolan")
    traps = {
        "this is the most with the hours of now": now.most_yuan,
        "this is the target, not the most": found.month_yuan,
        "hours alone were multiplied; each further hour is shown to fewer": now.most_yuan
        * MORE_H
        / now.start.air_h,
        "millions are given; yuan are asked for": found.most_yuan / 1e6,
    }
    return one_number(value, "most_with_30", Want(found.most_yuan, rel=5e-3, traps=traps))


@exercise(
    "05-tuantuan",
    'hold_wish(weekly_targets(Shop.of("tuantuan")), 1_000_000) holds the wish against the funnel.',
    ".times is the wish ÷ the most that the funnel carries.",
    praise="Right: ask what her shop must learn first, not what it must sell.",
)
def _tuantuan(value: object) -> str | None:
    found = _targets("tuantuan")
    traps = {
        "this is the wish ÷ what it sells now": WISH_YUAN / found.start.month_yuan,
        "this is the wish ÷ the target, not ÷ the most": WISH_YUAN / found.month_yuan,
        "it is turned: the wish stands above the line": found.most_yuan / WISH_YUAN,
        "this is the most, in yuan": found.most_yuan,
    }
    want = Want(WISH_YUAN / found.most_yuan, rel=5e-3, traps=traps)
    return one_number(value, "tuantuan_times", want)
