"""Lesson 04: it runs, what it says is true of its shops, and its own questions judge rightly."""

import numpy as np
import pytest

from caopan.diagnosis import Shop, mix_and_rate
from caopan.practice import check, faults_table, my_diagnosis

LESSON = "04_why_it_fell"
ADOPTS = "liuyi"


def test_the_headline_and_the_price_of_a_cut_are_as_it_says(lesson):
    """View-to-buy fell by a seventh, orders for a click too; a cut needs half as many again."""
    names, _ = lesson
    sums = names["sums"]
    buys = sums["buyers"] / sums["viewers"]
    assert buys.round(4).tolist() == [0.0533, 0.0459]
    assert 0.13 < 1 - buys["after"] / buys["before"] < 0.15
    assert (sums["creates"] / sums["clicks"]).diff().iloc[-1] < -0.01
    kept = list(names["kept"].values())
    assert 1.45 < kept[0] / kept[1] < 1.55  # "near 50 %"
    assert kept[1] == pytest.approx(kept[0] * 2 / 3, rel=0.05)  # "a third of the margin"
    goods = Shop.of("xingtu")
    sold = goods.goods[~goods.goods["after"]].groupby("sku_id")[["units", "gmv_fen"]].sum()
    sold = sold.join(goods.table("product").drop_duplicates("sku_id").set_index("sku_id"))
    cost = (sold["units"] * sold["unit_cost_fen"]).sum() / sold["gmv_fen"].sum()
    fees = (sold["gmv_fen"] * (sold["fee_bp"] + sold["comm_bp"]) / 1e4).sum() / sold[
        "gmv_fen"
    ].sum()
    assert (round(cost, 2), round(fees, 2)) == (0.66, 0.05)


def test_the_fall_is_mix_and_the_fans_buy_as_before(lesson):
    """0.65 of 0.74 points are mix; the rate part may be chance; followers 22 after 23."""
    names, _ = lesson
    found = names["found"]
    value = found.terms["value"]
    assert value[["mix", "rate", "change"]].round(2).tolist() == [-0.65, -0.1, -0.74]
    assert found.terms.loc["rate", ["low", "high"]].round(2).tolist() == [-0.34, 0.18]
    follow = found.groups.loc["follow"]
    assert (int(follow["rate_before"]), int(follow["rate_after"])) == (23, 22)
    assert follow["share_after"] < follow["share_before"]
    feed = found.groups.loc["recommend", "rate_before"]
    assert 7.5 < follow["rate_before"] / feed < 8.5  # "eight times as often"
    kinds = names["kinds"]
    grew = kinds.loc["after"] / kinds.loc["before"]
    assert grew.round(2).tolist() == [1.25, 1.54]
    peers = names["peers"]["pays"] / names["peers"]["visits"]
    assert 0.11 < 1 - peers[True] / peers[False] < 0.14  # "by an eighth"
    assert "fell in each of the 8 groups" in lesson[1][6].text


def test_the_evidence_the_test_and_the_score_are_as_it_says(lesson):
    """What stands out, which test wins, and where the expected score is highest."""
    names, ran = lesson
    first = names["seen"]["key"].head(5).tolist()
    assert first[:4] == ["shared", "peers_buy", "fans_come", "hour"]
    worth = next(r.value for r in ran if hasattr(r.value, "to_dict"))
    assert worth.idxmax() == "two days at the old hour"
    assert worth.iloc[0] == 1950
    assert (worth.iloc[1:] < 0).all()
    expected = 0.7 * names["right"] + 0.3 * names["wrong"]
    assert names["said"][expected.argmax()] == pytest.approx(0.7)
    assert (round(expected[70], 2), round(expected[100], 2)) == (0.58, 0.4)
    assert names["clipped"].argmax() == 100
    assert round(2 / 29 - 29 / 29**2, 2) == 0.03


def test_the_own_merchant_is_filed(lesson):
    """The last cell leaves a diagnosis that later lessons find, made from the reference."""
    kept, reference = my_diagnosis(), my_diagnosis(reference=True)
    assert kept.own
    assert not reference.own
    assert kept.beliefs == pytest.approx(reference.beliefs)
    assert sum(kept.beliefs.values()) == pytest.approx(1)


def test_the_own_questions_judge_rightly(lesson):
    """The two parts pass; the other part, the whole and the turned sign have their reasons."""
    terms = mix_and_rate(Shop.of("xingtu"), "creates", "clicks", draws=0).terms["value"]
    assert check("04-orders", terms["mix"]).passed
    pearls = mix_and_rate(Shop.of("zhenyun"), "buyers", "viewers", draws=0)
    assert (round(pearls.before, 2), round(pearls.after, 2)) == (2.06, 1.57)
    part = pearls.terms["value"]
    assert abs(part["rate"]) > 5 * abs(part["mix"])  # not the same story
    assert check("04-pearls", np.float64(part["rate"])).passed
    for name, value, rule in [
        ("04-orders", terms["rate"], "the rate part"),
        ("04-orders", terms["change"], "the whole change"),
        ("04-orders", -terms["mix"], "sign"),
        ("04-pearls", part["mix"], "the mix part"),
        ("04-pearls", part["rate"] / 100, "unit"),
        ("04-pearls", "much", "a finite number"),
    ]:
        assert rule in check(name, value).message


def test_the_table_of_faults_is_the_markets():
    """Each of the 28 stands in it with code, both names and what it is taken for."""
    from caopan.market import CARDS

    page = faults_table()._repr_html_()
    for fault, card in CARDS.items():
        assert f">{fault}<" in page
        assert card.zh in page
    assert page.count("<td") == 4 * len(CARDS)
