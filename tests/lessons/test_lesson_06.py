"""Lesson 06: it runs, what it says is true of its shops, and its own questions judge rightly."""

import numpy as np
import pytest

from caopan.market import as_found
from caopan.planning import played_demand
from caopan.practice import check, my_order
from caopan.practice.lesson06 import LARDER, PEARLS, _ordered, _profit

LESSON = "06_goods_and_stock"
ADOPTS = "liuyi"


def test_demand_is_half_as_many_again_as_sales_and_the_simulator_agrees(lesson):
    """1,386 sold, 2,100 foreseen, a tenth below 1,800 and above 2,400; the truth is near."""
    names, ran = lesson
    shop, apples = names["shop"], names["apples"]
    table = shop.table("goods_hour")
    last = table[shop.day(table["hour_ts"]) >= shop.days - 14]
    assert last.loc[last["sku_id"] == apples, "units"].sum() == 1386
    told = names["demand"].quantiles([0.1, 0.9]).loc[apples]
    assert 2_050 < told["mean"] < 2_150
    assert told["mean"] / 1386 == pytest.approx(1.5, abs=0.05)
    assert told["P10"] == pytest.approx(1_800, abs=25)
    assert told["P90"] == pytest.approx(2_400, abs=40)
    true = played_demand(as_found("gutian"), seeds=range(16)).only(names["heroes"]).quantiles()
    told = names["demand"].quantiles()
    assert told["mean"].to_numpy() == pytest.approx(true["mean"].to_numpy(), rel=0.1)
    assert "leaves 93" in ran[0].text
    assert "leaves 159" in ran[0].text


def test_both_orders_lie_where_it_says_and_the_mean_costs_what_it_says(lesson):
    """Apples 1,815 below the mean, scallops above; the mean of both gives away 11,700 yuan."""
    names, _ = lesson
    table, apples, scallops = names["found"].table, names["apples"], names["scallops"]
    assert table.loc[apples, "quantity"] == 1815 < table.loc[apples, "demand"]
    assert table.loc[scallops, "quantity"] > 1.05 * table.loc[scallops, "demand"]
    assert table.loc[apples, "stock_out"] == pytest.approx(0.7, abs=0.02)
    lost = table["profit_yuan"] - names["found"].profit_at(names["mean"])
    assert round(float(lost.sum()), -2) == 11_700
    # "near its top the curve is flat": fifty cases more or less cost a hundredth of it at most
    for more in (-50, 50):
        other = names["found"].profit_at(table["quantity"].to_numpy() + np.array([more, 0]))
        assert other[0] > 0.99 * table.loc[apples, "profit_yuan"]


def test_what_changes_an_order_and_a_shelf_is_as_it_says(lesson):
    """Lead time costs 41,000; substitutes and returns shrink orders; the best seller stays out."""
    names, _ = lesson
    usual, slow, plain, again = (one.table for one in names["changes"].values())
    assert round(usual["profit_yuan"].sum() - slow["profit_yuan"].sum(), -3) == 41_000
    assert (plain["quantity"] > usual["quantity"]).all()
    assert (again["quantity"] < usual["quantity"]).all()
    shelf, goods = names["shelf"], names["goods"]
    assert set(shelf.binding) == {"number", "cash"}
    assert (len(shelf.chosen), round(shelf.one_more_fen / 100), shelf.more_cash_fen) == (8, 5167, 0)
    assert goods["value_fen"].idxmax() == names["scallops"] not in shelf.chosen
    dear = goods.loc[names["scallops"]]
    assert dear["value_fen"] / dear["cost_fen"] == pytest.approx(0.34, abs=0.005)
    assert dear["cost_fen"] == pytest.approx(50_000_000, rel=0.05)


def test_heads_pay_up_to_four_or_five(lesson):
    """The played fortnights: 1,400 pieces a plain day, 4,000 in the festival; fewer come back."""
    names, ran = lesson
    gain = dict(zip(names["heads"], names["gain"], strict=True))
    assert max(gain, key=gain.get) == 4
    assert gain[10] < gain[4] / 2
    pieces = names["played"][0].units.mean(axis=0)
    assert pieces.min() == pytest.approx(1_400, rel=0.05)
    assert pieces.max() == pytest.approx(4_000, rel=0.05)
    assert (names["played"][0].gmv_fen == names["played"][-1].gmv_fen).all()
    assert any("34.1 % with none, 33.2 % with four" in one.text for one in ran)


def test_the_own_order_is_filed(lesson):
    """The last cell leaves an order that later lessons find, made from the reference."""
    kept, reference = my_order(), my_order(reference=True)
    assert kept.own
    assert not reference.own
    assert kept.orders == reference.orders
    assert set(kept.orders) == {"liuyi-k01", "liuyi-k02"}


def test_the_own_questions_judge_rightly(lesson):
    """The right numbers pass; the mean, an order left as it was and a turned sign have reasons."""
    worth = _profit((2000, 0)) - _profit((6000, 0))
    assert check("06-cold-store", worth).passed
    usual = _ordered(*LARDER, (6000, 0)).table["quantity"].to_numpy()
    same = float(_ordered(*LARDER, (2000, 0)).profit_at(usual).sum()) - _profit((6000, 0))
    best = int(_ordered(*PEARLS, (0, 0)).table.loc["zhenyun-k01", "quantity"])
    mean = float(_ordered(*PEARLS, (0, 0)).table.loc["zhenyun-k01", "demand"])
    assert best > 1.2 * mean
    assert 38 < mean < 42  # "about 40"
    assert check("06-pearls", best).passed
    for name, value, rule in [
        ("06-cold-store", same, "order stayed"),
        ("06-cold-store", -worth, "sign"),
        ("06-cold-store", _profit((2000, 0)), "all profit"),
        ("06-pearls", round(mean), "mean demand"),
        ("06-pearls", "many", "a finite number"),
    ]:
        assert rule in check(name, value).message
