"""The made cases of assignment 05: what is held to be true is, by other means."""

from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from caopan.market import Plan, sample
from caopan.planning import bounds, funnel_of, peer_funnels, propose_calendar
from caopan.practice.assignment05 import (
    FACTORS,
    SIZES,
    carry,
    loads,
    paths,
    place,
    said_of_carry,
    said_of_place,
)
from caopan.practice.assignment05_shop import (
    as_plan,
    first_day,
    said_of_calendar,
    said_of_mandate,
    said_of_targets,
    wrong_hours,
)

SEEDS = st.integers(0, 2**31)
GMV = st.floats(1e4, 1e8)


@given(st.lists(GMV, min_size=1, max_size=6), st.none() | st.floats(-0.5, 0.5))
def test_a_stage_is_a_size_or_two_falls(months, peers):
    """Renewal asks for two falls, and for nothing that the peers explain; else the size decides."""
    found = place(months, peers)
    sizes = dict(reversed(SIZES))
    if found != "renewal":
        border = sorted(sizes.values())
        assert list(sizes)[int(np.searchsorted(border, months[-1], side="right")) - 1] == found
        return
    assert months[-1] < months[-2] < months[-3]
    if peers is not None:
        assert months[-1] / months[-2] < 1 + peers
        assert place(months, months[-1] / months[-2] * 0.99 - 1) != "renewal"


@settings(max_examples=25)
@given(SEEDS)
def test_the_courses_decide_what_they_say(seed):
    """The own answer passes each course; one name for all wins at most half of them."""
    courses = paths(seed)
    assert all(said_of_place(place, one) == "" for one in courses)
    for name in {place(list(one.months), one.peers) for one in courses}:
        wrong = [one for one in courses if said_of_place(lambda *_, n=name: n, one)]
        assert len(wrong) >= len(courses) / 2


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_what_a_factor_needs_is_the_root_of_the_identity(seed):
    """Found by search: with that value and all others at their bounds the month is the wish."""
    for one in loads(seed):
        found = carry(one.own, one.upper, one.times, one.wish)
        at_bounds = {
            name: found["needed"][name] * found["most_yuan"] / one.wish for name in FACTORS
        }
        assert prod(at_bounds.values()) * 30 / 7 == pytest.approx(found["most_yuan"])
        for name in FACTORS:
            rest = prod(value for other, value in at_bounds.items() if other != name) * 30 / 7
            root = brentq(lambda x, r=rest, w=one.wish: x * r - w, 0, 1e12)
            assert found["needed"][name] == pytest.approx(root, rel=1e-6)
            assert one.own[name] <= at_bounds[name] * 1.000001
            reach = max(one.own[name], min(one.upper[name], one.own[name] * 2))
            assert at_bounds[name] <= reach * 1.000001
        assert found["carried"] == (one.wish <= found["most_yuan"])
        assert said_of_carry(carry, one) == []


def test_a_calendar_is_judged_as_the_owner_and_the_trade_do():
    """Too few sessions, no large one in a festival, two S: each is said."""
    rows = propose_calendar(1, first_day("yunshi")).rows()
    none = [{**row, "tier": "B", "minutes": 180, "stock_day": None} for row in rows]
    said = said_of_calendar(none, "yunshi")
    assert [one for one in said if "has no A and no S" in one] == [
        "The festival of November has no A and no S.",
        "The festival of December has no A and no S.",
    ]
    few = [row for row in rows if row["day"] // 7 != 3 or row["day"] % 7 > 3]
    assert "Week 4: fewer than 5 sessions." in said_of_calendar(few, "yunshi")
    two = propose_calendar(2, first_day("yunshi")).rows()
    assert "The owner wants one S session; there are 3." in said_of_calendar(two, "yunshi")


def test_targets_are_judged_by_product_bounds_hours_and_ambition():
    """The toolkit's targets pass; each way to spoil them hears its own reason."""
    from caopan.diagnosis import Shop

    calendar = propose_calendar(1, first_day("yunshi"))
    now, peers = funnel_of(Shop.of("yunshi")), peer_funnels(Shop.of("yunshi"))
    goals = [bounds(now, hours, peers)[0] for hours in calendar.weekly_h]
    good = [{**goal._asdict(), "gmv_yuan": goal.gmv_yuan} for goal in goals]
    assert said_of_targets(good, "yunshi") == []
    assert wrong_hours(good, calendar.rows(), "yunshi") == []
    wish = [{**row, "enter": row["enter"] * 2, "gmv_yuan": row["gmv_yuan"] * 2} for row in good]
    assert said_of_targets(wish, "yunshi") == [
        f"Week 1: enter is {wish[0]['enter']:.4g}, beyond its bound."
    ]
    off = [{**row, "gmv_yuan": row["gmv_yuan"] * 1.01} for row in good]
    assert "not the product" in said_of_targets(off, "yunshi")[0]
    longer = [{**row, "air_h": row["air_h"] + 1} for row in good]
    assert "the calendar 27" in wrong_hours(longer, calendar.rows(), "yunshi")[0]


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (Plan(private_fen=2_000_000), "private_fen"),
        (Plan(quality_control=tuple(sku.sku_id for sku in sample("yunshi").skus)), "inspected"),
        (Plan(videos=5, creatives=5.0), None),
    ],
)
def test_a_plan_beyond_the_mandate_is_told_so(plan, reason):
    """A season's mandate bounds it, and says where."""
    said = said_of_mandate(sample("yunshi"), plan)
    assert bool(said) == (reason is not None)
    assert reason is None or reason in said[0]


@pytest.mark.parametrize("value", ["grow", 3, {1: 2}, {"videos": -1}, {"specials": [{"day": 1}]}])
def test_what_is_no_plan_is_refused_with_its_field(value):
    """An assertion with words, which the trainee reads."""
    with pytest.raises(AssertionError, match="plan:"):
        as_plan(value)
