"""Lesson 01: it runs, what it says is true of its tables, and its own questions judge rightly."""

import pytest

from caopan.events import card, load
from caopan.practice import check, my_merchant, spoiled

LESSON = "01_operators_job"


def test_the_lesson_runs_and_says_what_is_true(lesson):
    """Each number and each direction that the text claims holds in the sample's tables."""
    names, ran = lesson
    per_merchant = names["per_merchant"]
    assert [round(v, 2) for v in per_merchant.values()] == [1.12, 0.9]
    assert names["ours"] / names["theirs"] > 1.05  # the trap is worth falling into
    funnel = names["paid"].groupby("path")["pay_fen"].sum()["funnel"]
    assert funnel == round(names["theirs"] * 100)  # "give the hour table's sum"
    assert len(names["broken"]) > 0
    shares = [round(v, 2) for v in names["share_of_merchants"].values()]
    assert shares == [0.92, 1.07]  # "92 % of the growth, or more than all of it"
    found = [int(rows.sum()) for rows in names["rules"].values()]
    assert found[0] > 0  # "visits came twice"
    assert found[1:] == [0, 0]
    moved = dict(zip(names["names"], names["moved"], strict=True))
    assert 26.5 < moved["impressions"] < 27.5  # "twenty-sevenfold", and on the axis
    assert 0.92 < moved["buyers per viewer"] < 1.03  # "stayed near 1"
    assert all(0.75 < v < 1.35 for k, v in moved.items() if k != "impressions")  # "one bar"
    assert max(moved, key=moved.get) == "impressions"
    gmv = names["end"]["gmv_fen"] / 100
    product = names["levers"].prod()
    assert product == pytest.approx(gmv)
    assert my_merchant() == "liuyi"
    assert [r.value.status for r in ran if hasattr(r.value, "status")] == ["not attempted"] * 2


def test_blanks_are_told_from_answers_and_traps_have_their_reason(in_folder):
    """The lesson's two questions pass the right number and name the rule behind each usual one."""
    lines = load("order_line", merchant="liuyi", session=card("liuyi").event_sessions[-1])
    paid = lines[lines["pay_ts"].notna()]
    yuan, funnel = paid["pay_fen"].sum() / 100, paid[paid["path"] == "funnel"]
    assert check("01-per-buyer", yuan / paid["user_id"].nunique()).passed
    for wrong, rule in [
        (yuan * 100 / paid["user_id"].nunique(), "unit"),
        (yuan / len(paid), "lines are counted"),
        (lines["pay_fen"].sum() / 100 / lines["user_id"].nunique(), "nobody paid"),
        (funnel["pay_fen"].sum() / 100 / paid["user_id"].nunique(), "divided by all buyers"),
        (funnel["pay_fen"].sum() / 100 / funnel["user_id"].nunique(), "only the funnel's lines"),
        (1.0, "does not follow"),
        (paid["pay_fen"], f"a Series of {len(paid)} numbers"),
        ("many", "a finite number"),
    ]:
        outcome = check("01-per-buyer", wrong)
        assert outcome.status == "wrong"
        assert rule in outcome.message


def test_the_transfer_question_is_about_jade(in_folder):
    """GMV per viewer of the jade shop passes; views, buyers, means and net sums are told apart."""
    goods, traffic = load("goods_hour", merchant="yunshi"), load("traffic_hour", merchant="yunshi")
    yuan, viewers = goods["gmv_fen"].sum() / 100, traffic["viewers"].sum()
    assert check("01-jade", yuan / viewers).passed
    for wrong, rule in [
        (yuan / traffic["visits"].sum(), "views"),
        (yuan / goods["buyers"].sum(), "buyers stand"),
        ((yuan - goods["refund_fen"].sum() / 100) / viewers, "refunds are taken off"),
    ]:
        assert rule in check("01-jade", wrong).message


def test_a_spoiled_table_is_the_same_on_every_call_and_breaks_its_rule(in_folder):
    """Trainee and text see the same broken rows; the table on disk stays clean."""
    night = card("liuyi").event_sessions[-1]
    first, second = (spoiled("pay_in_yuan", merchant="liuyi", session=night) for _ in range(2))
    assert first.equals(second)
    clean = load("order_line", merchant="liuyi", session=night)
    assert (
        (first["pay_fen"] != clean["pay_fen"]).sum()
        == (first["pay_fen"] < clean["pay_fen"]).sum()
        > 0
    )
