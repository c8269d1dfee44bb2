"""What conflicts in a calendar of sessions: each in words, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from caopan.market.couplings import fan_reach
from caopan.market.effects import WEAR
from caopan.market.feasibility import DAYS_ON, LENGTHS, LONGEST_TALK
from caopan.planning.sessions import DAY, LEAD_DAYS, TEASERS, Session, SessionCalendar

if TYPE_CHECKING:
    from datetime import date

WEEKLY_H: Final = 30.0
"""Most hours on air an anchor speaks in seven days (assumed)."""
NIGHT_H: Final = 10.0
"""Least hours between the end of a session and the next one on another day (assumed)."""
S_APART: Final = 14
"""Least days between two S sessions: fans and goods need them (assumed)."""
LEAST_REACH: Final = 0.82
"""Of what rested fans would come; below it they are tired out (assumed)."""
TIRE: Final = 0.05
"""Reach lost an hour on air a day above three, where the merchant's own is not known (assumed)."""


class Conflict(NamedTuple):
    """One thing that does not go together."""

    when: date
    what: str
    why: str
    todo: str

    @property
    def words(self) -> str:
        """The whole sentence."""
        return f"{self.when:%a %d %b}: {self.what}; {self.why}. {self.todo}."


def check_calendar(
    calendar: SessionCalendar,
    *,
    lead_days: int = LEAD_DAYS,
    tire: float = TIRE,
) -> tuple[Conflict, ...]:
    """Find all conflicts of a calendar, in order of their dates.

    lead_days: from ordering stock to having it. tire: how quickly this merchant's fans tire.

    >>> from datetime import date
    >>> from caopan.planning.sessions import propose_calendar
    >>> check_calendar(propose_calendar(1, date(2021, 11, 1)))
    ()
    """
    found = [
        *_lengths(calendar),
        *_overlaps(calendar),
        *_rest(calendar),
        *_tired(calendar, tire),
        *_seasons(calendar),
        *_anchors(calendar),
        *_leads(calendar, lead_days),
    ]
    return tuple(sorted(found))


def _lengths(calendar: SessionCalendar) -> Iterator[Conflict]:
    for one in calendar.sessions:
        least, most = LENGTHS[one.tier]
        if not 0 <= one.day < calendar.days:
            yield _at(
                calendar,
                one,
                "a session outside of the calendar",
                f"it has the days 0 to {calendar.days - 1}",
                "Move or drop it",
            )
        if not (least <= one.minutes <= most):
            fits = next(
                (t for t, (low, high) in LENGTHS.items() if low <= one.minutes <= high), "S"
            )
            yield _at(
                calendar,
                one,
                f"{one.minutes} min are no {one.tier} session",
                f"{one.tier} takes {least} to {most}",
                f"Make it {'shorter' if one.minutes > 960 else fits}",
            )


def _overlaps(calendar: SessionCalendar) -> Iterator[Conflict]:
    ordered = sorted(calendar.sessions, key=lambda one: one.day * DAY + one.start_min)
    for before, (_, after) in zip(
        accumulate(ordered, _ends_later), pairwise(ordered), strict=False
    ):
        pause = after.day * DAY + after.start_min - before.end
        if pause < 0:
            yield _at(
                calendar,
                after,
                f"two sessions are on air at once for {-pause} min",
                "there is one room",
                "Start later or end the first sooner",
            )
        elif after.day != before.day and pause < NIGHT_H * 60:
            yield _at(
                calendar,
                after,
                f"{pause / 60:.1f} h after the last session ended",
                f"the crew needs {NIGHT_H:.0f} h",
                "Start later",
            )


def _ends_later(one: Session, other: Session) -> Session:
    return other if other.end >= one.end else one


def _rest(calendar: SessionCalendar) -> Iterator[Conflict]:
    busy = sorted({one.day for one in calendar.sessions})
    for _, run in groupby(enumerate(busy), key=lambda pair: pair[1] - pair[0]):
        days = [day for _, day in run]
        if len(days) > DAYS_ON:
            yield Conflict(
                calendar.date_of(days[DAYS_ON]),
                f"{len(days)} days on end with a session",
                "fans and crew tire",
                f"Rest one day after {DAYS_ON}",
            )
    for one in calendar.sessions:
        if one.tier == "S" and one.day + 1 in busy:
            yield Conflict(
                calendar.date_of(one.day + 1),
                "on air the day after an S session",
                "crew and fans were up for half a day",
                "Rest on this day",
            )


def _tired(calendar: SessionCalendar, tire: float) -> Iterator[Conflict]:
    """Fans by the market's law: hours as they feel them, smoothed over days."""
    big = sorted(one.day for one in calendar.sessions if one.tier == "S")
    for before, after in pairwise(big):
        if after - before < S_APART:
            yield Conflict(
                calendar.date_of(after),
                f"an S {after - before} days after an S",
                f"fans and goods need {S_APART}",
                "Make it an A, or move it",
            )
    felt = dict.fromkeys(range(calendar.days), 0.0)
    for one in calendar.sessions:
        if one.day in felt:
            felt[one.day] += WEAR[one.tier] * one.minutes / 60
    level, down = sum(felt.values()) / max(len(felt), 1), False
    for day, hours in felt.items():
        level = 0.8 * level + 0.2 * hours
        reach = float(fan_reach(level, tire, 1.0, 0.0))
        if reach < LEAST_REACH and not down:
            yield Conflict(
                calendar.date_of(day),
                f"fans feel {level:.1f} h a day",
                f"{1 - reach:.0%} of those who would come stay away",
                "Shorten or drop sessions of the days before",
            )
        down = reach < LEAST_REACH


def _seasons(calendar: SessionCalendar) -> Iterator[Conflict]:
    for one in calendar.sessions:
        phase = calendar.phase(one.day).phase
        if one.tier != "B" and phase in ("hold-back", "dip"):
            why = (
                "buyers wait for the festival" if phase == "hold-back" else "they have just bought"
            )
            yield _at(
                calendar,
                one,
                f"{one.tier} session in the {phase}",
                why,
                "Make it a B, or move it into the festival or beyond the dip",
            )


def _anchors(calendar: SessionCalendar) -> Iterator[Conflict]:
    spoken: dict[str, dict[int, float]] = {}
    for one in calendar.sessions:
        if not one.anchors:
            yield _at(
                calendar,
                one,
                "nobody is named to speak",
                "a room needs an anchor",
                "Name one or more",
            )
            continue
        each = one.minutes / len(set(one.anchors))
        if len(set(one.anchors)) == 1 and one.minutes > LONGEST_TALK:
            yield _at(
                calendar,
                one,
                f"{one.anchors[0]} speaks for {one.minutes} min",
                f"{LONGEST_TALK} on end are the most",
                "Add a second anchor",
            )
        for name in set(one.anchors):
            days = spoken.setdefault(name, {})
            days[one.day] = days.get(one.day, 0.0) + each / 60
    for name, by_day in spoken.items():
        yield from _too_many_hours(calendar, name, by_day)


def _too_many_hours(
    calendar: SessionCalendar, name: str, by_day: Mapping[int, float]
) -> Iterator[Conflict]:
    week = -7  # told once a week
    for day in sorted(by_day):
        hours = sum(h for other, h in by_day.items() if day - 7 < other <= day)
        if hours > WEEKLY_H and day - week >= 7:
            week = day
            yield Conflict(
                calendar.date_of(day),
                f"{name} speaks {hours:.0f} h in seven days",
                f"{WEEKLY_H:.0f} are the most",
                "Share with another anchor",
            )


def _leads(calendar: SessionCalendar, lead_days: int) -> Iterator[Conflict]:
    latest, earliest = TEASERS
    for one in calendar.sessions:
        if one.tier != "S":
            if (
                one.tier == "A"
                and one.stock_day is not None
                and one.day - one.stock_day < lead_days
            ):
                yield _at(
                    calendar,
                    one,
                    f"stock is ordered {one.day - one.stock_day} days before",
                    f"it takes {lead_days}",
                    "Order sooner",
                )
            continue
        if one.stock_day is None or one.day - one.stock_day < lead_days:
            before = "never" if one.stock_day is None else f"{one.day - one.stock_day} days before"
            yield _at(
                calendar,
                one,
                f"stock for an S is ordered {before}",
                f"it takes {lead_days} days",
                "Order sooner, or move the session",
            )
        if not any(latest <= one.day - day <= earliest for day in one.teaser_days):
            yield _at(
                calendar,
                one,
                f"no teaser video {latest} to {earliest} days before an S",
                "nobody will know of it",
                "Post one in those days",
            )
        early = [day for day in (*one.teaser_days, one.stock_day) if day is not None and day < 0]
        if early:
            yield _at(
                calendar,
                one,
                "it is prepared before the calendar begins",
                "that day is over",
                "Move the session back",
            )


def _at(calendar: SessionCalendar, one: Session, what: str, why: str, todo: str) -> Conflict:
    return Conflict(calendar.date_of(one.day), what, why, todo)


def said(conflicts: Sequence[Conflict]) -> list[str]:
    """The conflicts in words, or that there is none.

    >>> said(())
    ['No conflicts.']
    """
    return [one.words for one in conflicts] or ["No conflicts."]
