"""Contracts as plain data: read to the fen, refused in words, kept in the case file."""

import json
from itertools import combinations

import pytest

from caopan.commission import Grid, outcomes, respond
from caopan.errors import CaopanError
from caopan.market import sample
from caopan.practice import adopt, assignment10_shop, drafted, keep_contract, my_contract
from caopan.practice.assignment10_shop import (
    OFFERS,
    PAIRS,
    POOL,
    WORDS,
    as_contract,
    as_gamed,
    gamed_in,
    offers_by,
    points_of_gamed,
    reasons_for,
)
from caopan.practice.casefile_contract import FILE

SMALL = Grid(spend_bp=(4_000, 10_000, 20_000), hype=(None,), weeks=15)


@pytest.fixture(scope="module")
def shop():
    """A small shop's months."""
    return outcomes(sample("tuantuan"), SMALL)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An empty folder to work in, with the samples; Tuantuan is adopted."""
    from caopan.events.places import folder_of

    monkeypatch.setenv("CAOPAN_DATASETS", str(folder_of("tuantuan").parent))
    monkeypatch.chdir(tmp_path)
    adopt("tuantuan")
    return tmp_path


def test_every_term_stands_in_the_contract_to_the_fen(shop):
    """Rate, baseline, ads, reserve, retainer: what was said is what is agreed."""
    made = drafted(
        shop,
        rate_bp=2_000,
        baseline_bp=8_000,
        less_ads=True,
        bears_bp=1_500,
        retainer_bp=100,
        reserve_bp=2_500,
    )
    share, ads, fee = made.terms
    assert (share.rate_bp, share.less_ads, share.keeps_after_settle) == (2_000, True, False)
    assert share.baseline.amount_fen == shop.net_fen * 8 // 10
    assert (share.reserve.share_bp, share.reserve.days) == (2_500, 30)
    assert (ads.does, ads.share_bp) == ("bears", 1_500)
    assert (fee.amount_fen, fee.per) == (shop.sales_fen // 100, "month")
    assert (made.confirm_days, made.cycle.every) == (15, "month")


def test_a_rung_is_a_ladder_and_the_night_is_settled_at_once(shop):
    """Two steps from the shop's own sales; sales of the night are final a day after delivery."""
    made = drafted(
        shop, rate_bp=300, counts="night", rung_bp=11_000, rung_rate_bp=600, mode="whole"
    )
    (share,) = made.terms
    assert [(step.from_fen, step.rate_bp) for step in share.steps] == [
        (0, 300),
        (shop.sales_fen * 11 // 10, 600),
    ]
    assert (share.mode, share.keeps_after_settle) == ("whole", True)
    assert (made.confirm_days, made.cycle.every) == (1, "day")


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"rate": 5}, "'rate' is no term"),
        ({"rate_bp": 0.05}, "whole basis points"),
        ({"rate_bp": True}, "whole basis points"),
        ({"rate_bp": 10_001}, "0 to 10000"),
        ({"rate_bp": 1, "rung_bp": 11_000}, "both or neither"),
        ({"counts": "gross"}, "'kept' or 'night'"),
        ({"less_ads": 1}, "False or True"),
    ],
)
def test_a_wrong_term_is_said(shop, terms, said):
    """A name that is none, fractions, too much, half a rung, another word."""
    with pytest.raises(CaopanError, match=said):
        drafted(shop, **terms)
    with pytest.raises(AssertionError, match=said):
        as_contract(terms)


@pytest.mark.parametrize("value", [None, [], {}, "5 %"])
def test_no_contract_is_said(value):
    """Nothing, a list, no term, a text: none is a contract."""
    with pytest.raises(AssertionError, match="contract:"):
        as_contract(value)


def test_offers_hold_a_pair_of_each_kind_and_differ_by_shop():
    """Each shop gets one pair of every row, side by side, no offer twice; not all get the same."""
    made = [offers_by(number) for number in range(40)]
    for offers in made:
        assert tuple(offers) == OFFERS
        assert len({json.dumps(terms, sort_keys=True) for terms in offers.values()}) == len(OFFERS)
        pairs = [(offers[f"{pair}1"], offers[f"{pair}2"]) for pair in PAIRS]
        kinds = [[two in row or two[::-1] in row for row in POOL].index(True) for two in pairs]
        assert sorted(kinds) == list(range(len(POOL)))
    assert len({json.dumps(offers) for offers in made}) > 20


@pytest.fixture(scope="module")
def gamed_in_xingtu():
    """What is gamed in each pair of the pool, by row, in the shop on which trainees try."""
    grid = Grid(spend_bp=(4_000, 10_000, 20_000), hype=(None,), weeks=15)
    shop = outcomes(sample("xingtu"), grid)
    return [
        [tuple(gamed_in(respond(drafted(shop, **terms), shop)) for terms in two) for two in row]
        for row in POOL
    ]


def test_one_term_makes_the_difference(gamed_in_xingtu):
    """The offers of a pair differ in one term, and by it in what is gamed: no constant answer is
    right for both. Each row has its own conduct; the last one ends sound."""
    for row in POOL:
        for one, other in row:
            assert sum(one.get(name) != other.get(name) for name in {**one, **other}) == 1
    for row, conduct in zip(gamed_in_xingtu, ("ads", "brushing", "effort", "ads"), strict=True):
        for one, other in row:
            assert one <= set(WORDS)
            assert conduct in one - other
    assert all(other == set() for _, other in gamed_in_xingtu[-1])


@pytest.mark.parametrize("size", range(len(WORDS) + 1))
def test_the_same_answer_everywhere_earns_nothing(monkeypatch, gamed_in_xingtu, size):
    """Every set of words, said of all eight offers, gets no pair right, and hears why."""
    true = iter([gamed for row in gamed_in_xingtu for gamed in row[0]] * 99)
    monkeypatch.setattr(assignment10_shop, "my_offers", lambda: {offer: {} for offer in OFFERS})
    monkeypatch.setattr(assignment10_shop, "drafted", lambda shop: None)
    monkeypatch.setattr("caopan.commission.respond", lambda *_: None)
    monkeypatch.setattr(assignment10_shop, "gamed_in", lambda _: next(true))
    for words in combinations(WORDS, size):
        points, why = points_of_gamed({offer: set(words) for offer in OFFERS}, None, 4.0)
        assert points == 0
        assert len(why) == len(PAIRS)
        assert all("differ in one term" in one for one in why)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (["ads"], "a dict by offer"),
        ({"A1": []}, "offer A2 is missing"),
        (dict.fromkeys(OFFERS, "ads"), "a list of words"),
        ({offer: ["price"] for offer in OFFERS}, "'price' is none of"),
        ({offer: [3] for offer in OFFERS}, "3 is none of"),
    ],
)
def test_a_wrong_shape_of_what_is_gamed_is_said(value, said):
    """A list for a dict, an offer left out, a text for a list, words that are none."""
    with pytest.raises(AssertionError, match=said):
        as_gamed(value)


def test_a_score_says_who_would_not_sign_and_what_is_gamed(shop):
    """All of the base loses the merchant, nothing the provider; 5 % at night doubles the ads."""
    from caopan.commission import score_contract

    def reasons(**terms):
        return " ".join(reasons_for(score_contract(drafted(shop, **terms), shop)))

    assert "the merchant is better off alone" in reasons(rate_bp=10_000)
    assert "earns its wage in too few months" in reasons(rate_bp=0)
    assert "more on ads" in reasons(rate_bp=500, counts="night")


def test_what_was_kept_is_read_back(desk):
    """Terms and reason come back as they were, and as a contract of the shop."""
    kept = keep_contract({"rate_bp": 800, "less_ads": True}, why="ads are its own business")
    assert my_contract() == kept
    assert "your contract: rate_bp 800, less_ads True\nads" in repr(kept)
    assert json.loads((desk / FILE).read_text())["terms"] == {"rate_bp": 800, "less_ads": True}


@pytest.mark.parametrize(
    ("terms", "why", "said"),
    [
        ([1], "", "a dict of terms"),
        ({"rate": 1}, "", "is no term"),
        ({"rate_bp": 1}, 3, "why is text"),
    ],
)
def test_a_wrong_part_is_said_and_nothing_is_kept(desk, terms, why, said):
    """No dict, no term, no text: there is no file afterwards."""
    with pytest.raises(CaopanError, match=said):
        keep_contract(terms, why=why)
    assert not (desk / FILE).exists()


def test_a_file_edited_by_hand_is_refused_in_words(desk):
    """A term that was made up in the file is named, and what to do."""
    keep_contract({"rate_bp": 800})
    (desk / FILE).write_text('{"merchant": "tuantuan", "terms": {"rate": 1}, "why": ""}')
    with pytest.raises(CaopanError, match=r"'rate' is no term.*keep_contract again"):
        my_contract()
