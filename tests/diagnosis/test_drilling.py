"""Drill-downs of goods: cells of the change, minutes against GMV."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.diagnosis import Shop, drill, pacing
from caopan.diagnosis.drilling import to_length
from caopan.errors import CaopanError


@pytest.fixture(scope="module")
def shop() -> Shop:
    """A sample merchant with event tables in both stretches."""
    return Shop.of("liuyi")


@given(st.lists(st.integers(0, 10**12), max_size=30), st.integers(1, 28), st.integers(1, 28))
def test_scaling_keeps_the_whole_and_is_off_by_less_than_a_fen(counts, of, to):
    """Fen of a stretch of another length stay whole numbers, and their sum is scaled exactly."""
    scaled = to_length(counts, of, to).tolist()
    assert sum(scaled) == (2 * sum(counts) * to + of) // (2 * of)
    assert all(abs(x * of - n * to) < of + 1 for x, n in zip(scaled, counts, strict=True))


def test_cells_add_up_to_the_fen_at_each_grouping(shop):
    """However it is cut, the cells are the whole change, and nothing beyond is left over."""
    goods = shop.goods
    whole = goods.loc[goods["after"], "gmv_fen"].sum() - goods.loc[~goods["after"], "gmv_fen"].sum()
    for by in (["sku"], ["source", "hour"], ["sku", "source", "hour"], ["anchor", "tier"]):
        found = drill(shop, by)
        assert found.cube["change_fen"].sum() == found.change_fen == whole
        assert found.cube["beyond_fen"].sum() == 0
        assert found.cube["change_fen"].abs().is_monotonic_decreasing


def test_one_sku_that_falls_alone_is_named(shop):
    """A best seller without a sale after is the first cell, at the level of SKUs and below."""
    goods = shop.table("goods_hour").copy()
    sku = goods.groupby("sku_id")["gmv_fen"].sum().idxmax()
    late = (goods["sku_id"] == sku) & (shop.day(goods["hour_ts"]) >= 60)
    goods.loc[late, ["gmv_fen", "units", "pays", "buyers"]] = 0
    found = drill(replace(shop, frames={**shop.frames, "goods_hour": goods}))
    assert found.levels.loc["sku", "first"] == sku
    assert any(sku in line for line in found.words)


def test_a_shop_that_only_grows_has_nothing_to_drill_into(shop):
    """Where all cells move alike it is said so."""
    goods = shop.goods
    same = goods[~goods["after"]].drop(columns=["day", "after"])
    shift = pd.Timedelta(days=shop.periods.after.first - shop.periods.before.first)
    later = same.assign(
        hour_ts=same["hour_ts"] + shift,
        session_id=same["session_id"] + "x",
        gmv_fen=same["gmv_fen"] * 3,
    )
    frames = {**shop.frames, "goods_hour": pd.concat([same, later])}
    found = drill(replace(shop, frames=frames))
    assert found.change_fen == 2 * same["gmv_fen"].sum()
    assert (found.cube["beyond_fen"] == 0).all()
    assert "nothing to drill into" in found.words[-1]


def test_minutes_and_gmv_are_those_of_the_tables(shop):
    """Minutes, GMV and visits present equal what a plain loop counts."""
    found = pacing(shop).products
    told, visits, lines = (
        shop.event(table)[1].drop_duplicates("event_id")
        for table in ("explain_seg", "visit", "order_line")
    )
    after = found[found["after"]].set_index("product_id")
    product = after.index[0]
    segments = told[told["product_id"] == product]
    mine = lines[(lines["product_id"] == product) & lines["pay_ts"].notna()]
    present = sold = 0
    for row in segments.itertuples():
        here = visits[visits["session_id"] == row.session_id]
        present += ((here["enter_ts"] < row.end_ts) & (here["leave_ts"] > row.start_ts)).sum()
        inside = (mine["create_ts"] >= row.start_ts) & (mine["create_ts"] < row.end_ts)
        sold += mine.loc[inside, "pay_fen"].sum()
    length = (segments["end_ts"] - segments["start_ts"]).dt.total_seconds().sum() / 60
    seen = after.loc[product]
    assert (seen["minutes"], seen["present"]) == (pytest.approx(length), present)
    assert (seen["told_fen"], seen["gmv_fen"]) == (sold, mine["pay_fen"].sum())
    assert seen["gpm"] == pytest.approx(sold * 10 / present)


def test_a_product_that_talks_and_does_not_sell_is_idle(shop):
    """Take a best seller's orders away: its minutes are said to bring little, others' are not."""
    lines = shop.table("order_line")
    best = lines.groupby("product_id")["pay_fen"].sum().idxmax()
    frames = {**shop.frames, "order_line": lines[lines["product_id"] != best]}
    before, after = pacing(shop), pacing(replace(shop, frames=frames))
    assert not before.products.set_index("product_id").loc[best, "idle"].any()
    assert after.products.set_index("product_id").loc[best, "idle"].all()
    assert any("0.0% of GMV" in line for line in after.words)


def test_without_explanations_pacing_says_so(shop):
    """No event session in either stretch is a sentence."""
    frames = {**shop.frames, "explain_seg": shop.table("explain_seg").iloc[:0]}
    with pytest.raises(CaopanError, match="no explanations in the two stretches"):
        pacing(replace(shop, frames=frames))
