"""Lesson 09: it runs, what it says is true to the fen, and its own questions judge rightly."""

from datetime import timedelta

import pytest

from caopan.commission import settle
from caopan.practice import check
from caopan.practice.lesson09 import ladder_deal, made_facts, moment, plain_deal

LESSON = "09_commission_engine"
ADOPTS = "fanhe"


def test_six_yuan_an_order(lesson):
    """¥270.60, ¥266.10 and ¥264.60 on three bases."""
    names, _ = lesson
    assert list(names["nets"].values()) == [270.6, 266.1, 264.6]
    assert names["order"].lines["pay_fen"].tolist() == [35_800]


def test_the_coupon_and_the_refunds_are_as_it_says(lesson):
    """2001 fen by rounding, 667/667/666 by largest remainder; 5.56, 5.55, 5.56 of 16.67."""
    _, ran = lesson
    assert ran[2].text.split("] ")[1].strip() == "2001"
    assert "[667, 667, 666]" in ran[3].text
    assert "by itself: [556, 556, 556] of 1667" in ran[3].text
    assert "by what is kept: [556, 555, 556] of 1667" in ran[3].text


def test_the_cliff_is_as_it_says(lesson):
    """22 yuan and 6,022 for the next 200: whole amounts, to the fen."""
    assert lesson[0]["added"] == {"marginal": 22.0, "whole": 6_022.0}
    deal = ladder_deal("whole", steps=lesson[0]["TEXTBOOK"], session=None)
    due = [
        settle([deal], made_facts(fen), moment(1)).due("upwind") for fen in (29_990_000, 30_010_000)
    ]
    assert due == [2_999_000, 3_601_200]
    after = settle([deal], made_facts(30_010_000, refunds=[(1, 10_503_500)]), moment(2))
    assert after.due("upwind") == 1_950_650
    assert round(due[1] / 1_950_650, 2) == 1.85


def test_the_night_and_three_weeks_later(lesson):
    """¥10,500 are shown at a base of ¥87,500, ¥5,100 are left, 48 of 100; all is settled then."""
    names, _ = lesson
    told, left = names["told"]["whole"], names["left"]["whole"]
    assert (round(told, -4), round(left, -4)) == (1_050_000, 510_000)
    assert round(100 * left / told) == 48
    assert round(told / left, 1) == 2.1
    assert (round(left, -3), round(names["left"]["marginal"], -3)) == (506_000, 446_000)
    liuyi, end = names["liuyi"], names["end"]
    night, later = (settle([ladder_deal("whole")], liuyi, end + timedelta(days=n)) for n in (0, 21))
    bases = [one.due("upwind") * 10_000 / bp for one, bp in ((night, 1_200), (later, 1_000))]
    assert round(bases[0], -4) == 8_750_000
    assert 0.40 < 1 - bases[1] / bases[0] < 0.45  # "four yuan in ten"
    series = names["desk"].over_time(names["clocks"], "upwind")
    assert (series["confirmed_fen"] + series["settled_fen"]).iloc[:5].sum() == 0
    assert series["settled_fen"].iloc[-1] > 0.98 * left
    assert series["due_fen"].is_monotonic_decreasing


def test_the_statement_is_wrong_in_eight_rows(lesson):
    """All to the provider's good, of every cause that the text names; nothing else differs."""
    names, ran = lesson
    wrong = ran[11].value
    assert len(wrong) == 8
    again = wrong["twice"]
    assert again.sum() == 1
    assert (wrong.loc[~again, "due_fen"] > wrong.loc[~again, "ours_fen"]).all()
    unlike = ran[12].value
    found = {
        "twice": unlike["twice"],
        "unpaid": ~unlike["paid"],
        "outside": ~unlike["on_air"],
        "refund": unlike["left_out_fen"] > 0,
        "coupon": unlike["base_above_fen"] > 0,
    }
    assert {cause: int(rows.sum()) for cause, rows in found.items()} == {
        "twice": 1, "unpaid": 1, "outside": 1, "refund": 2, "coupon": 2
    }  # fmt: skip
    assert not sum(rows.astype(int) for rows in found.values()).gt(1).any()  # the eighth: a rung
    more = int(names["stated"]["due_fen"].sum()) - names["ours"].due("upwind")
    assert more == int((wrong["due_fen"] - wrong["ours_fen"].where(~again, 0)).sum())
    assert names["ours"].leak_fen() == 0


def test_a_fen_is_explained(lesson):
    """The engine's steps end at what is due on the line, and show the refund that was left out."""
    names, ran = lesson
    said = ran[13].text
    line = names["mine"][names["wrong"]]
    assert f"{line / 100:.2f} yuan" in said
    assert "refund" in said
    assert "half up to the fen" in said


def test_the_own_merchant_is_settled_by_its_own_contract(lesson):
    """Every party has its sum, and not a fen is lost between them."""
    names, ran = lesson
    given = ran[14].value
    assert given.shape == (4, 4)
    assert (given.iloc[:3].sum() == given.loc["due_fen"]).all()
    assert (given.loc["due_fen"] > 0).all()
    assert names["known"].leak_fen() == 0


def test_the_own_questions_judge_rightly(lesson):
    """Both numbers pass; a refund rounded by itself and turned shares have their reasons."""
    deal = plain_deal(upwind=700)
    line = made_facts(8_888, refunds=[(1, 2_963), (2, 2_963), (3, 2_962)])
    due = [settle([deal], line, moment(day, "21:00")).due("upwind") for day in range(4)]
    assert check("09-second", due[1] - due[2]).passed
    assert "rounded by itself" in check("09-second", 207).message
    assert "not yuan" in check("09-second", 2.08).message
    names, _ = lesson
    left, told = larder(names)
    assert check("09-larder", 100 * left / told).passed
    assert "per cent" in check("09-larder", left / told).message
    assert "what was lost" in check("09-larder", 100 - 100 * left / told).message
    assert left / told > 0.8  # "would it be as dangerous there?"


def larder(names):
    """Settle the larder's session at both clocks."""
    end, facts = names["night_ends"]("gutian-052-1"), names["facts_of"]("gutian")
    deal = plain_deal(upwind=500, session="gutian-052-1")
    return [settle([deal], facts, end + timedelta(days=n)).due("upwind") for n in (21, 0)]


@pytest.mark.parametrize("days", [0, 1, 2, 3, 30])
def test_made_orders_conserve_every_fen(days):
    """What the parties get is what came in less what went back, at any clock."""
    facts = made_facts(
        39_800,
        merchant_fen=2_000,
        platform_fen=1_500,
        anchor_fen=500,
        refunds=[(1, 9_999), (2, 77)],
    )
    deal = plain_deal(("platform", "anchor"), square=500, host=2_000, upwind=333)
    assert settle([deal], facts, moment(days, "21:00")).leak_fen() == 0
