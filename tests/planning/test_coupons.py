"""Coupons: only incremental buyers count, budgets are exact, and playing agrees."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.diagnosis import Shop
from caopan.errors import CaopanError
from caopan.market import sample
from caopan.planning import (
    allocate,
    coupon_offer,
    coupon_table,
    lift_of,
    play_coupons,
    shop_coupons,
)

DEPTH = st.integers(1, 60)


@st.composite
def offers(draw):
    """Offers for up to four SKUs, up to three depths each."""
    found = []
    for sku in range(draw(st.integers(1, 4))):
        price = draw(st.integers(5_000, 30_000))
        cost = round(price * draw(st.floats(0.1, 0.6)))
        base, refund = draw(st.floats(1, 60)), draw(st.floats(0, 0.5))
        for off in draw(st.lists(DEPTH, min_size=1, max_size=3, unique=True)):
            made = coupon_offer(
                f"k{sku}", "all", base, price, min(off * 100, price - 100),
                cost_fen=cost, refund=refund, rates=0.1,
            )  # fmt: skip
            found.append(made)
    return found


@given(offers(), st.integers(0, 400_000))
@settings(max_examples=80, deadline=None)
def test_a_budget_is_kept_to_the_fen_and_nothing_loses(some, budget):
    """Given and left add up, one coupon a SKU, each earns more than it costs."""
    plan = allocate(some, budget)
    assert plan.spent_fen + plan.left_fen == budget
    assert plan.spent_fen == sum(one.quantity * one.offer.off_fen for one in plan.given)
    skus = [one.offer.sku_id for one in plan.given]
    assert len(set(skus)) == len(skus)
    assert all(one.offer.roi > 1 and one.gain_fen > 0 for one in plan.given)


@given(offers())
@settings(max_examples=40, deadline=None)
def test_without_a_bound_every_sku_gets_its_best_coupon(some):
    """With money enough the best of all combinations is found (compared with all of them)."""
    plan = allocate(some, 10**9)
    by_sku = {}
    for one in some:
        by_sku.setdefault(one.sku_id, [0.0]).append(
            one.gain_fen * max(round(one.redeemers), 1) / one.redeemers
        )
    best = max(sum(choice) for choice in product(*by_sku.values()))
    assert plan.gain_fen == pytest.approx(best, rel=1e-9, abs=1e-6)


@given(offers(), st.integers(0, 200_000), st.integers(0, 200_000))
@settings(max_examples=40, deadline=None)
def test_half_of_the_best_is_found_whatever_the_budget(some, one, more):
    """Whole coupons cost little: no budget gains less than its best single coupon."""
    plan = allocate(some, one + more)
    single = [
        each.gain_fen * min((one + more) // each.off_fen, round(each.redeemers)) / each.redeemers
        for each in some
    ]
    assert plan.gain_fen >= 0.5 * max(0.0, *single) - 1e-6


def test_a_coupon_for_buyers_one_already_had_says_so():
    """A deep coupon with a small lift pays for those who would have come."""
    numbers = {"cost_fen": 4_000, "refund": 0.3, "rates": 0.1}
    bought = coupon_offer("k", "fans", 100, 10_000, 3_000, lift=1.1, **numbers)
    earned = coupon_offer("k", "new", 100, 10_000, 500, lift=1.6, **numbers)
    assert bought.anyway > 0.9
    assert bought.roi < 1 < earned.roi
    table = coupon_table([bought, earned]).set_index("gate")["says"]
    assert table["fans"] == "buys buyers one already had"
    assert table["new"] == "earns"
    assert [one.offer for one in allocate([bought, earned], 10**6).given] == [earned]


@given(st.floats(1.0, 3.0), st.floats(1, 500), st.integers(100, 5_000))
def test_incremental_and_anyway_are_the_redeemers(lift, base, off):
    """Two ways to count: one over the lift would have bought, the rest is new."""
    made = coupon_offer("k", "all", base, 10_000, off, lift=lift, cost_fen=1, refund=0.2, rates=0.1)
    assert made.incremental + made.anyway * made.redeemers == pytest.approx(made.redeemers)
    assert (made.gain_fen > 0) == (made.roi > 1) or made.roi == pytest.approx(1)


def test_an_own_test_holds_the_true_lift_as_often_as_it_says():
    """Of 400 made tests about 95 % of the intervals hold the true lift."""
    rng = np.random.default_rng(5)
    pairs = zip(rng.binomial(4000, 0.048, 400), rng.binomial(4000, 0.03, 400), strict=True)
    found = [lift_of((int(a), 4000), (int(b), 4000)) for a, b in pairs]
    assert 0.92 <= np.mean([one.low <= 1.6 <= one.high for one in found]) <= 0.98


def test_playing_agrees_about_whom_a_coupon_buys_and_what_it_earns():
    """Pieces beside none are those that were estimated; who earns less by estimate earns less."""
    shop = sample("liuyi")
    some = shop_coupons(Shop.of("liuyi"), depths=(0.05, 0.3), gates=("all",), most=2)
    played = play_coupons(shop, some, days=5, seeds=range(12))
    sessions = len(shop.slots) / 7
    more = np.array([one.incremental * sessions for one in some])
    gain = np.array([one.gain_fen / 100 * sessions for one in some])
    assert played["more"].to_numpy() == pytest.approx(more, rel=0.5)
    assert np.corrcoef(gain, played["gain"])[0, 1] > 0.9
    deep = [one.off_fen > 0.2 * one.price_fen for one in some]
    assert (played["gain"][deep] < 0).all()
    assert (gain[deep] < 0).all()


def test_benefits_are_what_the_plan_says():
    """Quantity, depth, gate and SKU go over into the market's benefit."""
    one = coupon_offer("k", "new", 10, 9_900, 500, cost_fen=2_000, refund=0.1, rates=0.1)
    (benefit,) = allocate([one], 10**6).benefits()
    assert (benefit.amount_fen, benefit.gate, benefit.sku_ids) == (500, "new", ("k",))
    assert benefit.quantity == round(one.redeemers)


def test_what_is_no_coupon_is_refused():
    """Deeper than the price, shares above one, a negative budget, a test without buyers."""
    numbers = {"cost_fen": 1, "refund": 0.1, "rates": 0.1}
    with pytest.raises(CaopanError, match="no coupon"):
        coupon_offer("k", "all", 1, 100, 100, **numbers)
    with pytest.raises(CaopanError, match="shares below 1"):
        coupon_offer("k", "all", 1, 100, 50, **{**numbers, "refund": 1.0})
    with pytest.raises(CaopanError, match="negative"):
        allocate([], -1)
    with pytest.raises(CaopanError, match="more visitors"):
        lift_of((0, 10), (1, 10))
