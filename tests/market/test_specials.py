"""Dated sessions open in place of the weekly calendar's, and are checked as those are."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import (
    Outcome,
    PaidPlan,
    Plan,
    Scenario,
    Slot,
    Special,
    check_plan,
    feasibility,
    history,
    make_plan,
    plan_problems,
    play,
    play_many,
    sample,
)
from caopan.market.air import slots_of
from caopan.market.week import clashes, scheduled_fen, sessions_in

SHOP = sample("yunshi")
DAYS = 5
BIG = Special(day=2, start_min=600, minutes=480, tier="A")


def arrays(outcome: Outcome) -> dict[str, Any]:
    """All numbers of a play."""
    return {name: one for name, one in vars(outcome).items() if isinstance(one, np.ndarray)}


def dated(scenario: Scenario, days: int) -> tuple[Special, ...]:
    """The merchant's own sessions, each on its date."""
    return tuple(
        Special(day=day, **slot.model_dump(exclude={"weekday"}))
        for day, slot in sessions_in(scenario, Plan(), days)
    )


def test_the_own_calendar_dated_is_the_own_calendar() -> None:
    """Session by session on its date, or by the week: the same numbers, bit by bit."""
    plan = Plan(sessions=(), specials=dated(SHOP, DAYS))
    weekly, by_date = play_many([(SHOP, Plan()), (SHOP, plan)], days=DAYS, seeds=range(3))
    for name, numbers in arrays(weekly).items():
        np.testing.assert_array_equal(numbers, arrays(by_date)[name], err_msg=name)
    assert weekly.gmv_fen.sum() > 0


def test_a_special_moves_its_own_day_and_those_after() -> None:
    """The days before are bit by bit as they were; on the day itself the longer room earns more."""
    usual, special = play_many(
        [(SHOP, Plan()), (SHOP, Plan(specials=(BIG,)))], days=DAYS, seeds=range(3)
    )
    for name, numbers in arrays(usual).items():
        if numbers.ndim == 2 and numbers.shape[1] == DAYS:
            np.testing.assert_array_equal(numbers[:, :2], arrays(special)[name][:, :2])
    assert (special.visits[:, 2] > usual.visits[:, 2]).all()


def test_several_specials_of_a_day_open_in_order_and_alone() -> None:
    """They take the place of all the weekly sessions of that day, and of no other day's."""
    early = Special(day=2, start_min=400, minutes=60, tier="S")
    plan = Plan(specials=(BIG, early))
    found = [slots_of(SHOP, plan, SHOP.days + day, SHOP.days) for day in range(DAYS)]
    assert [slot.start_min for slot in found[2]] == [400, 600]
    weekday = (SHOP.first_day + timedelta(days=SHOP.days + 2)).weekday()
    assert {slot.weekday for slot in found[2]} == {weekday}
    for day in (0, 1, 3, 4):
        assert found[day] == slots_of(SHOP, Plan(), SHOP.days + day, SHOP.days)
    assert slots_of(SHOP, plan, 2) == slots_of(SHOP, Plan(), 2)  # a day of the history


def test_the_tables_tell_a_special() -> None:
    """The session table has the special's opening and length on its date."""
    short = SHOP.model_copy(update={"days": 4, "event_days": (2,)})
    tables = history(short, plan=Plan(specials=(BIG,)))
    date = short.first_day + timedelta(days=2)
    rows = tables["live_session"]
    rows = rows[rows["start_ts"].dt.date == date]
    assert rows["start_ts"].dt.strftime("%H:%M").tolist() == ["10:00"]
    assert (rows["end_ts"] - rows["start_ts"] == timedelta(minutes=BIG.minutes)).all()


def special(day: int, start: int, minutes: int, tier: str = "A") -> dict[str, Any]:
    """A special as plain data."""
    return {"day": day, "start_min": start, "minutes": minutes, "tier": tier}


NIGHT = tuple(Slot(weekday=day, start_min=1380, minutes=120) for day in range(7))
NOON = {"start_min": 720, "minutes": 60}
WEEK = range(7)
TALK = [{"sku_id": SHOP.skus[0].sku_id, "minutes": 61}]
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"specials": [special(DAYS, 0, 60)]}, "specials.0.day", "give 0 to 4"),
    ({"specials": [special(1, 0, 60)], "pause": [1]}, "specials.0.day", "day 1 is paused"),
    ({"specials": [special(1, 0, 961)]}, "specials.0.minutes", "give at most 960"),
    (
        {"specials": [special(1, 600, 60), special(1, 659, 60)]},
        "specials.1",
        "day 1 10:59 meets specials.0 of day 1 10:00 for 1 min",
    ),
    (
        {"specials": [special(2, 30, 60), special(1, 1400, 71)]},
        "specials.1",
        "two sessions at once",
    ),
    (
        {"specials": [special(2, 59, 60)], "sessions": NIGHT},
        "specials.0",
        "meets the weekly session of day 1 23:00 for 1 min",
    ),
    (
        {"specials": [special(2, 1400, 960)], "sessions": [{**NOON, "weekday": n} for n in WEEK]},
        "specials.0",
        "day 2 23:20 meets the weekly session of day 3 12:00 for 60 min",
    ),
    ({"specials": [special(1, 600, 60, "S")], "rundown": {"S": TALK}}, "rundown.S", "leave out 1"),
    ({"specials": [special(1, 600, 60, "X")]}, "specials.0.tier", "mend that field"),
]
ALLOWED: list[dict[str, Any]] = [
    {"specials": [special(1, 600, 60), special(1, 660, 960)]},
    {"specials": [special(2, 60, 60)], "sessions": NIGHT},
    {"specials": [special(2, 60, 60)], "pause": [1, 3]},
    {"specials": [special(2, 0, 60)], "pause": [1], "sessions": NIGHT},
    # the short session of the week never opens, so the long rundown finds its time
    {"specials": [special(n, 600, 90, "B") for n in range(DAYS)], "rundown": {"B": TALK}},
]


@pytest.mark.parametrize(("fields", "path", "reason"), REFUSED)
def test_a_special_that_cannot_open_is_refused(
    fields: dict[str, Any], path: str, reason: str
) -> None:
    """By path and reason: outside, paused, too long, two at once, a rundown without room."""
    with pytest.raises(CaopanError) as caught:
        check_plan(SHOP, make_plan(**fields), DAYS)
    assert f"carried out: {path}: " in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize("fields", ALLOWED)
def test_a_special_that_just_fits_can_open(fields: dict[str, Any]) -> None:
    """At the edge of a neighbour, of a pause, of a rundown."""
    check_plan(SHOP, make_plan(**fields), DAYS)


week = st.lists(
    st.builds(
        Slot,
        weekday=st.integers(0, 6),
        start_min=st.integers(0, 1439),
        minutes=st.integers(1, 960),
    ),
    max_size=4,
)
dates = st.lists(
    st.builds(
        Special,
        day=st.integers(0, DAYS - 1),
        start_min=st.integers(0, 1439),
        minutes=st.integers(1, 960),
    ),
    max_size=4,
)


def minutes_of(day: int, start: int, length: int) -> set[int]:
    """The minutes of the plan in which a session is on air."""
    return set(range(day * 1440 + start, day * 1440 + start + length))


@settings(deadline=None)
@given(week, dates, st.sets(st.integers(0, DAYS - 1), max_size=2))
def test_a_special_on_air_with_another_session_is_found(
    weekly: list[Slot], specials: list[Special], pause: set[int]
) -> None:
    """Refused if and only if some minute of the plan has a special and a second session."""
    specials = [one for one in specials if one.day not in pause]
    weekly = weekly if next(clashes(weekly), None) is None else []
    plan = Plan(sessions=tuple(weekly), specials=tuple(specials), pause=tuple(pause), paid=())
    dated = [minutes_of(one.day, one.start_min, one.minutes) for one in specials]
    taken = pause | {one.day for one in specials}
    for day in set(range(DAYS)) - taken:
        weekday = (SHOP.first_day + timedelta(days=SHOP.days + day)).weekday()
        here = [slot for slot in weekly if slot.weekday == weekday]
        dated += [minutes_of(day, slot.start_min, slot.minutes) for slot in here]
    double = sum(map(len, dated)) > len(set().union(*dated))
    assert (
        any("two sessions at once" in why for _, why in plan_problems(SHOP, plan, DAYS)) == double
    )


def test_specials_are_questioned_and_paid_for_as_sessions() -> None:
    """Length by tier, days on end, the change of anchors, and the account."""
    daily = tuple(Special(day=day, start_min=600, minutes=300, tier="S") for day in range(9))
    said = feasibility(SHOP, Plan(sessions=(), specials=daily), 9)
    assert any(one.startswith("specials: 300 min for a session of tier S") for one in said)
    assert any("9 days on end" in one for one in said)
    assert any(one.startswith("roster: none is given for a session of 300 min") for one in said)
    assert feasibility(SHOP, Plan(sessions=(), specials=dated(SHOP, DAYS)), DAYS) == ()
    paid = PaidPlan(plan_id="p", fen_per_h=60_000)
    plan = Plan(sessions=(), specials=(BIG,), paid=(paid,))
    assert scheduled_fen(SHOP, plan, DAYS) == 480_000
    assert play(SHOP, plan, days=DAYS, seeds=[1]).spend_fen.sum(axis=0).nonzero()[0].tolist() == [2]
