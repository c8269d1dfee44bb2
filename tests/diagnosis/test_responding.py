"""Response of paid traffic: the margin where it can be told, and a plain no where it cannot."""

from dataclasses import replace

import numpy as np
import pytest

from caopan.breakeven import break_even_roi
from caopan.diagnosis import Shop, break_even, response
from caopan.diagnosis.power import fit_power
from caopan.errors import CaopanError


@pytest.fixture(scope="module")
def shop() -> Shop:
    """A sample merchant."""
    return Shop.of("liuyi")


def test_beta_is_found_beside_a_trend_and_covered_at_its_rate():
    """Demand and spend grow together; budgets that take turns tell beta, in 95 % of intervals."""
    rng = np.random.default_rng(2)
    hit, found = 0, []
    for _ in range(200):
        day = np.arange(60.0)
        spend = 1000 * np.exp(0.02 * day) * np.where(day % 2, 1.2, 0.8)
        mean = 3 * np.exp(0.03 * day) * spend**0.6
        outcome = rng.poisson(mean * rng.gamma(20, 1 / 20, 60))
        fit = fit_power(spend, outcome, np.column_stack([day, day**2]))
        hit += fit.low <= 0.6 <= fit.high
        found.append(fit.beta)
    assert np.mean(found) == pytest.approx(0.6, abs=0.02)
    assert hit / 200 >= 0.88


def test_zeros_are_rows_like_others():
    """Days without a sale neither break the fit nor are left out of it."""
    spend = np.tile([1.0, 2.0, 4.0], 20)
    outcome = np.random.default_rng(1).poisson(0.5 * spend**0.7)
    assert (outcome == 0).any()
    fit = fit_power(spend, outcome, np.zeros((60, 0)))
    assert fit.rows == 60
    assert fit.low < 0.7 < fit.high


def test_spend_that_only_follows_the_trend_is_refused():
    """A budget that grows with the shop says nothing of its response."""
    day = np.arange(40.0)
    with pytest.raises(CaopanError, match="only along with the trend"):
        fit_power(np.exp(0.02 * day), np.exp(0.05 * day), day[:, None])
    with pytest.raises(CaopanError, match="at least"):
        fit_power([1, 2], [1, 2], np.zeros((2, 0)))


def taking_turns(shop: Shop, beta: float, level: float) -> Shop:
    """The shop with budgets that take turns by the day, and paid GMV that follows with beta."""
    traffic, goods = shop.table("traffic_hour").copy(), shop.table("goods_hour").copy()
    turn = np.where(shop.day(traffic["hour_ts"]) % 2, 1.3, 0.7)
    paid = (traffic["source"] == "paid").to_numpy()
    traffic.loc[paid, "ad_spend_fen"] = (40_000 * turn[paid]).astype("int64")
    traffic.loc[paid, "visits"] = (300 * turn[paid] ** 0.65).astype("int64")
    turn = np.where(shop.day(goods["hour_ts"]) % 2, 1.3, 0.7) ** beta
    bought = (goods["source"] == "paid").to_numpy()
    hour = goods[bought].groupby(["session_id", "hour_ts"])["sku_id"].transform("size")
    goods.loc[bought, "gmv_fen"] = (level * 40_000 * turn[bought] / hour).astype("int64")
    return replace(shop, frames={**shop.frames, "traffic_hour": traffic, "goods_hour": goods})


@pytest.mark.parametrize(("beta", "level", "verdict"), [(0.5, 6, "past"), (0.9, 9, "room")])
def test_the_margin_decides_not_the_average(shop, beta, level, verdict):
    """Both averages pay; where returns diminish the last yuan does not, and the verdict is past."""
    found = response(taking_turns(shop, beta, level), by="day")
    due = found.break_even.roi
    assert found.average_roi > due
    value, low, high = found.marginal_roi
    assert low <= value <= high
    assert value == pytest.approx(beta * found.average_roi, rel=0.1)
    assert found.verdict == verdict


def test_by_the_hour_partial_hours_are_no_response(shop):
    """Half an hour on air has half the spend: rates an hour on air are compared, with hours."""
    found = response(shop, by="hour")
    assert set(found.rows["hours"].round(6)) >= {0.25, 1.0}
    late = shop.traffic[shop.traffic["after"]]
    paid = shop.goods[shop.goods["after"] & (shop.goods["source"] == "paid")]
    average = paid["gmv_fen"].sum() / late["ad_spend_fen"].sum()
    assert found.average_roi == pytest.approx(average)


def test_an_average_below_break_even_needs_no_beta(shop):
    """Where even the average does not pay, the last yuan does not: past, though beta is unknown."""
    found = response(shop)
    assert found.marginal_roi is None
    assert found.verdict == "past"
    assert "no response" in " ".join(found.words)


def test_break_even_is_the_formula_on_the_tables(shop):
    """Margin, rates and refunds are those of what paid visitors bought, to the last digit."""
    found = break_even(shop)
    goods = shop.goods
    sold = goods[goods["after"] & (goods["source"] == "paid")]
    sold = sold.merge(shop.table("product"), on="sku_id")
    gmv = sold["gmv_fen"].sum()
    margin = 1 - (sold["units"] * sold["unit_cost_fen"]).sum() / gmv
    refund = (sold["gmv_fen"] * sold["exp_refund_bp"]).sum() / gmv / 10_000
    assert (found.margin, found.refund) == pytest.approx((margin, refund))
    assert found.provider_bp == 500
    want = break_even_roi(refund, margin, found.rates, 500, 1000, found.order_fen)
    assert found.roi == pytest.approx(want)
    no_contract = {k: v for k, v in shop.frames.items() if k != "contract_tier"}
    assert break_even(replace(shop, frames=no_contract)).roi < found.roi


def test_a_shop_without_spend_says_so(shop):
    """No spend in the stretch after is a sentence."""
    traffic = shop.table("traffic_hour").assign(ad_spend_fen=0)
    with pytest.raises(CaopanError, match="spent nothing on plans"):
        response(replace(shop, frames={**shop.frames, "traffic_hour": traffic}))
