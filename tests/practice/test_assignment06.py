"""Assignment 06: what is held to be true is, by other means; orders are played."""

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.market import Plan, play_many, sample, variant
from caopan.planning import Pieces, choose_shelf
from caopan.practice.assignment06 import (
    best_order,
    choices,
    leaves,
    loss,
    pieces_of,
    said_of_leaves,
    said_of_order,
)
from caopan.practice.assignment06_heads import best_heads, cost, fortnights, said_of_heads
from caopan.practice.assignment06_shelf import (
    LEAST_ROLES,
    as_shelf,
    cap_broken,
    offer,
    points_of_shelf,
)
from caopan.practice.assignment06_shops import (
    DAYS,
    FAR,
    LEAD,
    NEAR,
    as_asked,
    as_orders,
    plan_of,
    played,
    points_of_asked,
    points_of_orders,
    reference_order,
)

SEEDS = st.integers(0, 2**31)
LUCK = range(3)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_what_a_piece_leaves_is_what_the_toolkit_counts(seed):
    """Each made piece leaves the margin of ``Pieces``, up to a fen's rounding of its parts."""
    for one in pieces_of(seed):
        told = Pieces(
            ("s",),
            np.array([round(one.income * 100)]),
            np.array([round(one.cost * 100)]),
            np.array([one.refund]),
            np.array([1]),
            early=one.early,
            rate_bp=round(one.fee * 10_000),
            ship_fen=round(one.ship * 100),
            return_fen=round(one.handling * 100),
        )
        assert leaves(**asdict(one)) == pytest.approx(float(told.margin_yuan[0]), abs=1e-6)
        assert said_of_leaves(leaves, one) == ""


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_no_other_order_loses_less(seed):
    """Trying all quantities by the loss itself finds the same order, and no smaller one as good."""
    for one in choices(seed):
        best = best_order(one.draws, one.few, one.many)
        near = range(max(best - 60, 0), best + 60)
        assert loss(one, best) == pytest.approx(min(loss(one, q) for q in near), abs=1e-9)
        assert best == 0 or loss(one, best - 1) > loss(one, best)
        assert said_of_order(best_order, one) == ""


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_habits_do_not_pass_for_orders(seed):
    """Mean, median and largest demand are wrong in most of the cases."""
    for habit in (np.mean, np.median, max):
        wrong = [said_of_order(lambda d, *_, h=habit: int(h(d)), one) for one in choices(seed)]
        assert sum(bool(one) for one in wrong) >= 6


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_no_other_number_of_heads_is_cheaper(seed):
    """Costs fall up to the best number; in the last case nobody is needed."""
    for at, one in enumerate(fortnights(seed)):
        best = best_heads(one.pieces, one.able, one.per_head, one.wage, one.late)
        assert (best == 0) == (at == 5)
        assert cost(one, best) == min(cost(one, heads) for heads in range(40))
        waits, nights = 0, 0
        for day in one.pieces:
            waits = max(0, waits + day - one.able - best * one.per_head)
            nights += waits
        assert cost(one, best) == pytest.approx(best * one.wage * 14 + nights * one.late)
        assert said_of_heads(best_heads, one) == ""


@pytest.fixture(scope="module")
def shop():
    """A merchant as the assignment draws it."""
    return variant("qijia", "06", "tests", b"key", days=42, faults=["FG2"], severity=3)


def test_an_order_is_on_the_shelf_when_the_task_says(shop):
    """Nothing differs before the morning of day 3, and on that day heroes are sold."""
    order = plan_of(reference_order(shop, LUCK))
    idle, with_order = play_many([(shop, Plan()), (shop, order)], days=LEAD + 1, seeds=LUCK)
    assert (idle.units[:, :LEAD] == with_order.units[:, :LEAD]).all()
    assert (idle.units[:, LEAD] < with_order.units[:, LEAD]).all()


def test_the_reference_order_is_skill_one_and_habits_earn_less(shop):
    """The method's order gets its points; hardly anything, and far too much, much less."""
    best = reference_order(shop, LUCK)
    truth = {"mine": shop}

    def points(times):
        order = {"mine": {sku: round(n * times) for sku, n in best.items()}}
        return points_of_orders(order, truth, LUCK, 6.0)[0]

    assert points(1.0) == pytest.approx(5.0, abs=0.01)
    assert points(3.0) < 3
    assert 0 < points(0.05) < 1 < points(0.4) < 5


def test_the_terms_of_the_task_are_those_that_are_played(shop, request):
    """What the task tells about warehouse, parcels and days is what the fees of the play are."""
    fees = played(shop).fees
    assert (fees.hold_bp, fees.ship_fen, fees.return_fen) == (100, 500, 900)
    page = request.config.rootpath / "solutions" / "06_goods_and_stock" / "06_goods_and_stock.py"
    text = page.read_text(encoding="utf-8")
    assert "costs 1 % of its goods" in text
    assert "a parcel costs ¥5, a return ¥9" in text
    assert f"on the morning of day {LEAD}" in text
    assert f"Up to {NEAR:.0%} off".replace("%", " %") in text
    assert f"from {FAR:.0%} on none".replace("%", " %") in text


def test_points_for_a_forecast_fall_evenly(shop):
    """All points up to a fifth off, half of them at a third and more, none from a half on."""
    from caopan.planning import played_demand

    demand = played_demand(shop, days=DAYS, seeds=LUCK)
    heroes = [sku.sku_id for sku in shop.skus if sku.role == "hero"]
    mean = demand.only(heroes).quantiles()["mean"]

    def points(times):
        asked = {"mine": {sku: times * mean[sku] for sku in heroes}}
        return points_of_asked(asked, {"mine": shop}, LUCK, 4.0)[0]

    assert points(1.0) == points(0.81) == points(1.19) == 4
    assert points(0.65) == pytest.approx(2.0)
    assert points(0.45) == points(1.6) == 0


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "a dict by shop"),
        ({}, "'mine' is missing"),
        ({"mine": {}}, "'k1' is missing"),
        ({"mine": {"k1": "many"}}, "a finite number"),
        ({"mine": {"k1": -1.0}}, "less than nothing"),
    ],
)
def test_a_forecast_that_is_none_is_refused_in_words(value, said):
    """The shop, the hero or the number is named."""
    with pytest.raises(AssertionError, match=said):
        as_asked(value, {"mine": ["k1"]})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"mine": 3}, "pieces by SKU"),
        ({"mine": {"k9": 3}}, "not a hero of mine"),
        ({"mine": {"k1": True}}, "whole pieces"),
        ({"mine": {"k1": 2_000_000}}, "whole pieces"),
    ],
)
def test_an_order_that_is_none_is_refused_in_words(value, said):
    """Only heroes, only whole pieces, none beyond reason; a hero may be left out."""
    with pytest.raises(AssertionError, match=said):
        as_orders(value, {"mine": ["k1"]})
    assert as_orders({"mine": {}}, {"mine": ["k1"]}) == {"mine": {}}


def test_a_shelf_gets_points_by_its_worth_and_none_beyond_its_caps():
    """The best one all, one SKU less fewer, one that breaks a cap none."""
    given = offer("fanhe")
    goods, most, cash = given
    best = choose_shelf(goods, most=most, cash_fen=cash, at_least=LEAST_ROLES)
    assert set(best.binding) & {"number", "cash"}
    assert points_of_shelf(best.chosen, given, 4.0) == (4.0, "")
    free = [sku for sku in best.chosen if goods.loc[sku, "role"] == "profit"]
    fewer = [sku for sku in best.chosen if sku != free[-1]]
    assert 0 < points_of_shelf(fewer, given, 4.0)[0] < 4
    for broken, said in (
        (goods.index.to_list(), "are allowed"),
        (goods["cost_fen"].nlargest(most).index.to_list(), "yuan are there|are there"),
        ([sku for sku in best.chosen if goods.loc[sku, "role"] != "hook"], "no hook"),
    ):
        points, why = points_of_shelf(broken, given, 4.0)
        assert points == 0
        assert any(part in why for part in said.split("|"))
    assert cap_broken(best.chosen, given) == ""
    for wrong, said in (("k1", "a list"), (["x"], "not among"), ([*fewer, fewer[0]], "twice")):
        with pytest.raises(AssertionError, match=said):
            as_shelf(wrong, goods)


def test_the_reference_knows_what_it_plays():
    """The reference order of a sound merchant covers most of what is asked for, and not all."""
    sound = sample("yunshi")
    order = reference_order(sound, LUCK)
    from caopan.planning import played_demand

    asked = (
        played_demand(sound, days=DAYS, seeds=LUCK).only(list(order)).pieces[:, LEAD:].sum(axis=1)
    )
    for k, sku in enumerate(order):
        assert asked[:, k].min() <= order[sku] <= asked[:, k].max()
