"""Assignment 08's judges: every slip has its own words, and no sound answer is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.market import sample
from caopan.planning import pace
from caopan.practice.assignment08 import (
    _SLIPS,
    due_of,
    hour_cases,
    orders,
    points_of_pacing,
    said_of_due,
    share_of_best,
)
from caopan.practice.assignment08_shop import as_budget, plan_of, played

SEEDS = st.integers(0, 10**6)


@given(SEEDS)
@settings(max_examples=25)
def test_the_formula_itself_is_never_blamed(seed):
    """Whatever orders are drawn, the right answer has no reason against it."""
    assert not [said for order in orders(seed) if (said := said_of_due(due_of, order))]


@pytest.mark.parametrize("slip", _SLIPS, ids=[why for why, _ in _SLIPS])
def test_each_slip_is_found_and_named(slip):
    """A function with one slip hears of that slip on some order, and never the number."""
    why, wrong = slip
    said = [said_of_due(wrong, order) for order in orders(3)]
    assert any(why in one for one in said)
    assert not any(
        f"{due_of(order):.6g}" in one
        for order, one in zip(orders(3), said, strict=True)
        if due_of(order)
    )


@given(SEEDS)
@settings(max_examples=15)
def test_level_hours_get_everything_and_flat_ones_do_not(seed):
    """The toolkit's own pacing is worth all points; one budget for all hours loses some."""
    points, why = points_of_pacing(lambda *case: pace(*case).hours, seed, 4.0)
    assert (points, why) == (4.0, [])

    def flat(values, minutes, budget, power):
        return dict.fromkeys(minutes, budget * 60 / sum(minutes.values()))

    points, why = points_of_pacing(flat, seed, 4.0)
    assert points < 4
    assert any("alike" in one for one in why)


def test_spending_more_than_there_is_is_worth_nothing():
    """Twice the budget would sell more, and is refused."""
    case = hour_cases(5)[1]
    share, said = share_of_best(lambda *c: {h: 2 * f for h, f in pace(*c).hours.items()}, case)
    assert share == 0
    assert "more than the budget" in said


def test_a_budget_is_compiled_to_the_fen():
    """Each hour's money is what was asked for, shared by the shop's own plans."""
    shop = sample("beichen")
    value = {"hours": {20: 100_001, 21: 7}, "leave_fans_out": True}
    plan = plan_of(value, shop)
    assert [sum(one.fen_at(h) for one in plan.paid) for h in (19, 20, 21)] == [0, 100_001, 7]
    assert all(one.exclude_fans for one in plan.paid)
    assert as_budget(value) == ({20: 100_001, 21: 7}, True)


def test_cutting_what_loses_is_a_skill_and_adding_is_harm():
    """Played: a fifth of the budget comes near to the best that is known, twice of it harms."""
    shop, seeds = sample("yunshi"), tuple(range(6))
    own = sum(plan.fen_per_h for plan in shop.paid.plans())
    cut, more = (
        played(
            {"hours": dict.fromkeys(range(24), own * part // 10), "leave_fans_out": False},
            shop,
            seeds,
        )
        for part in (2, 20)
    )
    assert cut.skill > 0.6
    assert more.skill < 0
    assert more.points(6.0) == 0


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([20, 100], "a dict with hours"),
        ({"hours": {20: 1}}, "'leave_fans_out' is missing"),
        ({"hours": {20: 1}, "leave_fans_out": 1}, "True or False"),
        ({"hours": {"20": 1}, "leave_fans_out": True}, "no hour of the clock"),
        ({"hours": {20: True}, "leave_fans_out": True}, "whole fen"),
        ({"hours": dict.fromkeys(range(24), 90_000_000), "leave_fans_out": False}, "account"),
    ],
)
def test_what_cannot_be_played_is_said(value, said):
    """Shape, hours, money, and an account that does not hold so much."""
    with pytest.raises(AssertionError, match=said):
        played(value, sample("yunshi"), (1, 2))
