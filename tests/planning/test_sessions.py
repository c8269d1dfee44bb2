"""Calendars of sessions: the proposed ones are sound, and each conflict is said in words."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import Plan, sample
from caopan.market.week import sessions_in
from caopan.planning import Session, SessionCalendar, calendar_of, check_calendar, propose_calendar
from caopan.planning.conflicts import LEAST_REACH, S_APART, WEEKLY_H
from caopan.planning.growth import calendar_fields

FIRST = date(2021, 11, 1)
DATES = st.dates(date(2018, 1, 1), date(2030, 12, 31))
PLAN = propose_calendar(2, FIRST)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 4), DATES, st.integers(960, 1260), st.integers(120, 290), st.integers(0, 6))
def test_what_is_proposed_has_no_conflict(stage, first, start, minutes, rest):
    """Whatever the stage, the date, the usual hour and the usual length."""
    plan = propose_calendar(stage, first, start_min=start, minutes=minutes, rest=(rest,))
    assert check_calendar(plan) == ()
    big = [one for one in plan.sessions if one.tier == "S"]
    assert bool(big) <= (stage in (2, 3))
    assert all(one.day % 7 != (rest - first.weekday()) % 7 for one in plan.sessions)
    assert all(b.day - a.day >= S_APART for a, b in pairwise(big))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 4), DATES)
def test_a_calendar_is_plain_data_and_back(stage, first):
    """Nothing is lost on the way through dicts."""
    plan = propose_calendar(stage, first, weeks=6)
    assert calendar_of(plan.rows(), first, plan.days) == plan
    assert len(plan.rest) + len(plan.sessions) == plan.days


def test_the_market_opens_what_the_calendar_says_and_nothing_else():
    """Compiled into a plan, each session is on air on its day, with its length and tier."""
    shop = sample("fanhe")
    fields = calendar_fields(PLAN)
    opened = [
        (day, slot.start_min, slot.minutes, slot.tier)
        for day, slot in sessions_in(shop, Plan(**fields), PLAN.days)
    ]
    assert opened == [(one.day, one.start_min, one.minutes, one.tier) for one in PLAN.sessions]


def with_one(**change):
    """A quiet calendar with a B on one day, changed."""
    one = Session(30, 1140, 240, "B", ("A1",))._replace(**change)
    return SessionCalendar(FIRST, 84, (one,))


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        (with_one(minutes=301, anchors=("A1", "A2")), "301 min are no B session"),
        (with_one(tier="S", minutes=700, anchors=("A1", "A2"), stock_day=20, teaser_days=(26,)),
         "700 min are no S session"),
        (with_one(day=84), "outside of the calendar"),
        (with_one(tier="A", minutes=330), "A1 speaks for 330 min"),
        (with_one(anchors=()), "nobody is named"),
        (with_one(day=14, tier="A", minutes=300, anchors=("A1", "A2")), "A session in the dip"),
        (with_one(day=2, tier="A", minutes=300, anchors=("A1", "A2")), "in the hold-back"),
        (with_one(tier="S", minutes=720, anchors=("A1", "A2"), teaser_days=(26,)), "ordered never"),
        (with_one(tier="S", minutes=720, anchors=("A1", "A2"), stock_day=29, teaser_days=(26,)),
         "ordered 1 days before"),
        (with_one(tier="S", minutes=720, anchors=("A1", "A2"), stock_day=20, teaser_days=(28,)),
         "no teaser video"),
        (with_one(tier="S", minutes=720, anchors=("A1", "A2"), stock_day=-1, teaser_days=(26,)),
         "before the calendar begins"),
        (with_one(tier="A", minutes=300, anchors=("A1", "A2"), stock_day=29),
         "stock is ordered 1 days before"),
    ],
)  # fmt: skip
def test_each_conflict_of_a_session_is_said_alone(calendar, words):
    """One thing is wrong, one sentence says what, why and what to do."""
    (found,) = check_calendar(calendar)
    assert words in found.words
    assert found.why
    assert found.todo


def days_on(days, minutes=240, tier="B", start=1140):
    """Sessions on end, anchors in turn."""
    return SessionCalendar(
        FIRST + timedelta(days=25), 42,
        tuple(Session(day, start, minutes, tier, ("A1", "A2")) for day in days),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        (days_on(range(3, 10)), "7 days on end"),
        (days_on([3, 3]), "two sessions are on air at once for"),
        (days_on([3, 4], 900, "S", 1300), "h after the last session ended"),
        (days_on([5, 6], 720, "S"), "on air the day after an S session"),
        (days_on([20, 30], 720, "S"), "an S 10 days after an S"),
        (days_on([*range(14, 20), *range(21, 27)], 720, "A"), "h in seven days"),
        (days_on([*range(14, 20), *range(21, 27)], 720, "A"), "fans feel"),
    ],
)
def test_conflicts_between_sessions_are_among_those_said(calendar, words):
    """All at once: the one that is meant is there, whatever else goes wrong along with it."""
    assert any(words in one.words for one in check_calendar(calendar))


def test_tired_fans_depend_on_how_easily_they_tire():
    """The market's law, by the merchant's own number."""
    busy = days_on([*range(14, 20), *range(21, 27)], 480, "A", 900)
    told = [
        any("fans feel" in one.what for one in check_calendar(busy, tire=tire))
        for tire in (0.0, 0.05, 0.2)
    ]
    assert told == sorted(told)
    assert not told[0]
    assert told[-1]
    assert 0 < LEAST_REACH < 1 < WEEKLY_H


def test_rows_that_do_not_fit_are_refused_all_at_once():
    """Each row's faults are named by its number."""
    rows = [{"day": -1, "start_min": 1140, "minutes": 240, "tier": "B"},
            {"day": 1, "start_min": 1140, "minutes": 2.5, "tier": "C", "host": "A1"}]  # fmt: skip
    with pytest.raises(CaopanError) as refused:
        calendar_of(rows, FIRST, 84)
    parts = ("session 1: day is -1", "session 2: unknown field 'host'", "minutes is 2.5", "'C'")
    for part in parts:
        assert part in str(refused.value)
    for nonsense in ("MTWTF", 7, [3]):
        with pytest.raises(CaopanError, match="dict"):
            calendar_of(nonsense, FIRST, 84)


@pytest.mark.parametrize(
    ("stage", "odd", "words"),
    [(5, {}, "no stage 5"), (1, {"weeks": 0}, "a week or more"), (1, {"anchors": ()}, "an anchor")],
)
def test_an_impossible_proposal_is_refused(stage, odd, words):
    """No such stage, no weeks, nobody to speak."""
    with pytest.raises(CaopanError, match=words):
        propose_calendar(stage, FIRST, **odd)


@pytest.mark.parametrize("field", ["anchors", "teaser_days"])
@pytest.mark.parametrize("value", ["A1", 3])
def test_a_list_is_no_word_and_no_number(field, value):
    """A name alone is not taken for a list of its letters."""
    row = {"day": 5, "start_min": 1140, "minutes": 240, "tier": "B", field: value}
    with pytest.raises(CaopanError, match=f"session 1: {field}: a list is asked for"):
        calendar_of([row], FIRST, 7)


def test_a_morning_shop_keeps_its_hour():
    """Who opens before nine still does; a larger session is not moved to before that."""
    plan = propose_calendar(1, FIRST, weeks=2, start_min=420, minutes=180)
    assert {one.start_min for one in plan.sessions} == {420}
    with pytest.raises(CaopanError, match="no session"):
        propose_calendar(1, FIRST, minutes=0)


def test_a_long_session_meets_each_one_within_it():
    """Two short sessions within a long one are two conflicts, though apart from each other."""
    long = Session(0, 60, 900, "S", ("a", "b"))
    some = (long, Session(0, 120, 60, "B", ("a",)), Session(0, 300, 60, "B", ("a",)))
    told = [one.what for one in check_calendar(SessionCalendar(FIRST, 7, some))]
    assert sum("on air at once" in one for one in told) == 2
