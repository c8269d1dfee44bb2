"""Assignment 10's judges: every slip has its own words, and no sound answer is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.practice import assignment10_response, assignment10_sign
from caopan.practice.assignment10 import _SLIPS, deals, said_of_uplift, uplift_of
from caopan.practice.assignment10_response import (
    best_of,
    conducts,
    earned,
    points_of_responses,
    response_deals,
    said_of_response_to,
)
from caopan.practice.assignment10_sign import offers, points_of_signs, signs_of, worth_of

SEEDS = st.integers(0, 10**6)


@given(SEEDS)
@settings(max_examples=25)
def test_the_right_answers_are_never_blamed(seed):
    """Whatever cases are drawn, the right functions have no reason against them."""
    assert not [said for deal in deals(seed) if (said := said_of_uplift(uplift_of, deal))]
    assert points_of_responses(best_of, seed, 5.0) == (5.0, [])
    assert points_of_signs(signs_of, seed, 4.0) == (4.0, [])


def test_the_uplift_is_the_published_arithmetic():
    """5 % of a margin of 20 % and of 12 %, 8 % of 12 %: a third, 71 % and 200 % more."""
    plain = {"sales": 1.0, "returns": 0.0, "of": "kept", "retainer": 0.0, "above": False}
    asked = [(0.05, 0.2), (0.05, 0.12), (0.08, 0.12)]
    found = [uplift_of({**plain, "fee": fee, "margin": margin}) for fee, margin in asked]
    assert found == pytest.approx([1 / 3, 0.05 / 0.07, 2.0])


@given(SEEDS)
@settings(max_examples=25)
def test_at_the_uplift_the_merchant_is_exactly_as_well_off(seed):
    """Both sides of the comparison, written out, are equal at the uplift that is given."""
    for deal in deals(seed):
        up = uplift_of(deal)
        if up is None:
            continue
        sales, kept = deal["sales"], 1 - deal["returns"]
        base = (up if deal["above"] else 1 + up) * sales * (1 if deal["of"] == "gross" else kept)
        left = (1 + up) * sales * kept * deal["margin"] - deal["fee"] * base - deal["retainer"]
        assert left == pytest.approx(sales * kept * deal["margin"])


@pytest.mark.parametrize("slip", _SLIPS, ids=[why for why, _ in _SLIPS])
def test_each_slip_of_the_uplift_is_named(slip):
    """A function with one slip hears of that slip on some deal, and never the number."""
    why, wrong = slip
    said = [(deal, said_of_uplift(wrong, deal)) for deal in deals(3)]
    assert any(why in one for _, one in said)
    assert not any(f"{uplift_of(deal):.6g}" in one for deal, one in said if uplift_of(deal))


RESPONSE_SLIPS = assignment10_response._SLIPS


@pytest.mark.parametrize("slip", RESPONSE_SLIPS, ids=[why for why, _ in RESPONSE_SLIPS])
def test_each_slip_of_the_response_loses_points(slip):
    """A term read wrongly, or the other side's money, gives a wrong row on some deal."""
    why, wrong = slip
    points, said = points_of_responses(wrong, 7, 5.0)
    assert points < 5
    assert any(why in one for one in said)


@given(SEEDS)
@settings(max_examples=20)
def test_a_whole_ladder_near_its_rung_is_brushed_and_a_sure_wage_is_not_worked_for(seed):
    """The made cases teach what they claim: brushing at the cliff alone, no effort for a wage."""
    rows = conducts(seed)
    wage, gross, kept, less, bears, whole, marginal, _ = response_deals(seed)
    chosen = {
        name: rows[best_of(rows, deal)]
        for name, deal in [("wage", wage), ("gross", gross), ("kept", kept), ("less", less)]
    }
    assert rows[best_of(rows, whole)]["brushed"]
    assert not rows[best_of(rows, marginal)]["brushed"]
    assert chosen["wage"]["effort"] == 0
    assert chosen["gross"]["hype"] > chosen["kept"]["hype"] == 0
    assert chosen["less"]["ads"] < chosen["kept"]["ads"]
    assert rows[best_of(rows, bears)]["ads"] < chosen["kept"]["ads"]


def test_equal_rows_are_equally_right():
    """Where the provider does not care about ads, any of the rows that cost it nothing counts."""
    rows, wage = conducts(4), response_deals(4)[0]
    alike = [n for n, row in enumerate(rows) if earned(row, wage) == wage["retainer"]]
    assert len(alike) == 3
    assert all(said_of_response_to(lambda *_, n=n: n, rows, wage) == "" for n in alike)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.floats(1e-6, 1e-2))
def test_worth_is_between_the_worst_and_the_mean(yuan, aversion):
    """Risk costs something, never more than the worst case; and no exponent overflows."""
    worth = worth_of(yuan, aversion)
    assert min(yuan) - 1e-6 * (1 + abs(min(yuan))) <= worth
    assert worth <= sum(yuan) / len(yuan) + 1e-3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda w, o, a: signs_of(w, o, 0), "risk has no price"),
        (lambda w, o, a: {**signs_of(w, o, a), "gain": worth_of(w, a)}, "is taken off"),
        (lambda w, o, a: {**signs_of(w, o, a), "gain": -signs_of(w, o, a)["gain"]}, "turned"),
        (
            lambda w, o, a: {
                **signs_of(w, o, a),
                "share": sum(x > y for x, y in zip(w, o, strict=True)) / len(w),
            },
            "as well off counts",
        ),
        (
            lambda w, o, a: {**signs_of(w, o, a), "signs": signs_of(w, o, a)["share"] >= 0.9},
            "both",
        ),
        (lambda w, o, a: {"gain": signs_of(w, o, a)["gain"]}, "'share' is missing"),
        (lambda w, o, a: None, "gives nothing back"),
    ],
)
def test_each_slip_of_the_decision_is_named(wrong, said):
    """Mean for worth, no outside option, a turned sign, ties, one test of two, half an answer."""
    points, why = points_of_signs(wrong, 5, 4.0)
    assert points < 4
    assert any(said in one for one in why)


@pytest.mark.parametrize("answer", [None, "signs", -1, 99, 1.0, True])
def test_a_row_that_is_none_is_refused(answer):
    """Nothing, a word, and numbers of no row earn nothing, and are told why."""
    points, why = points_of_responses(lambda *_: answer, 2, 5.0)
    assert points == 0
    assert len(why) == 1


def test_made_offers_hold_a_wage_that_is_worth_more_and_signs_nothing():
    """A gain in worth alone is not enough, nor are nine good months beside a ruin."""
    answers = [signs_of(*offer) for offer in offers(11)]
    assert answers[5]["gain"] > 0 > answers[2]["gain"]
    assert answers[5]["share"] < assignment10_sign.ENOUGH <= answers[2]["share"]
    assert not answers[5]["signs"]
    assert not answers[2]["signs"]
