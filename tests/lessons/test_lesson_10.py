"""Lesson 10: it runs, what it says is true of its shops, and its own questions judge rightly."""

import pytest

from caopan.commission import respond, sandbagging
from caopan.practice import check, drafted, keep_contract, my_contract

LESSON = "10_commission_incentives"
ADOPTS = "tuantuan"


@pytest.fixture(scope="module")
def played(lesson):
    """What a provider does under each contract that the lesson drafts, by name."""
    names, _ = lesson
    return {name: respond(contract, names["shop"]) for name, contract in names["offers"].items()}


def gains(found):
    """Mean gain a month beside outside, of provider and merchant, in thousand yuan."""
    sides = (found.provider - found.bench.wage, found.merchant - found.bench.outside)
    return tuple(round(float(side.mean()) / 1000) for side in sides)


def test_the_uplift_is_as_it_says(lesson):
    """¥1.67 million a month, ¥300,000 left, 18 %; 39 % more for a fee of 5 %."""
    names, _ = lesson
    assert (round(names["sales"] / 1e8, 2), round(names["left"] / 1e7, 1)) == (1.67, 3.0)
    assert round(100 * names["margin"]) == 18
    assert round(names["uplift"]["5 %"]) == 39


def test_the_customary_contract_is_the_trap(lesson, played):
    """Ads doubled, no work; ¥70,000 for the provider, ¥300,000 lost, in each of the months."""
    found = played["5 % of sales"]
    assert (found.conduct.spend_bp, found.conduct.effort, found.conduct.brush_bp) == (20_000, 0, 0)
    earned, lost = gains(found)
    assert 70 < earned < 76  # "a good ¥70,000"
    assert -340 < lost < -300
    assert found.merchant_in == 0
    assert (found.utility > found.bench.wage).all()  # "it can't lose"
    said = " ".join(next(one.text for one in lesson[1] if "It spends" in one.text).split())
    assert "spends 2 times" in said
    assert "bring 0.6 yuan of sales a yuan, and pay from 2.2 on" in said


def test_each_term_answers_one_conduct(played):
    """Kept sales change nothing; ads off the base cut them; 10 % brings the work about."""
    kept, less, best = (
        played[name] for name in ("5 % of what is kept", "5 %, less ads", "10 %, less ads")
    )
    assert kept.conduct == played["5 % of sales"].conduct
    assert (less.conduct.spend_bp, less.conduct.effort) == (4_000, 0)
    assert best.conduct == best.optimum
    assert best.conduct.effort == 2
    assert 153 < gains(best)[1] < 160  # "almost ¥160,000"
    assert 0.45 < gains(less)[1] / gains(best)[1] < 0.55


def test_the_rung_is_brushed_and_the_marginal_ladder_is_not(lesson):
    """306 pieces a day, 92 more are faked at a cliff of ¥55,000; neither ladder cures the ads."""
    names, _ = lesson
    assert round(names["shop"].pieces) == 306
    assert [round(number) for number in names["brushed"]] == [92, 0]
    step = names["ladders"]["whole"].terms[0].steps[1]
    assert round(step.from_fen * (step.rate_bp - 300) / 1e4 / 1e5) == 55
    assert {one.spend_bp for one in names["does"].values()} == {20_000}


def test_who_signs_is_as_it_says(played):
    """A dear retainer loses the merchant, a high baseline the provider; the last is just signed."""
    dear, thin, steep = (
        played[name] for name in ("10 %, and 10 % retainer", "6 % above 90 %", "20 % above 80 %")
    )
    assert dear.conduct == dear.optimum
    assert dear.merchant_in < 0.5 < dear.provider_in
    assert thin.provider_in < 0.5 < thin.merchant_in
    assert steep.taken
    assert steep.provider_in < 0.95
    assert gains(steep)[1] > 2 * gains(steep)[0]


def test_baseline_and_words_are_as_it_says(lesson):
    """Holding back pays; the contract reads as sentences, the usual one is questioned thrice."""
    _, ran = lesson
    back = sandbagging(lesson[0]["shop"])
    assert any(str(back) in " ".join(one.text.split()) for one in ran)
    assert back.gain_yuan > 300_000
    said = next(one.text for one in ran if "ops gets 10 % of the base" in one.text)
    assert " ".join(said.split()).count("it gains by") == 3


def test_the_own_merchant_goes_on(lesson):
    """The last cell leaves terms that later lessons find, made from the reference."""
    kept, reference = my_contract(), my_contract(reference=True)
    assert kept.own
    assert not reference.own
    assert kept.terms == reference.terms
    assert keep_contract(kept.terms, why="again").why == "again"
    assert kept.contract().terms[0].rate_bp == kept.terms["rate_bp"]


def test_the_own_questions_judge_rightly(lesson):
    """Uplift and rate pass; what is left out, mixed up or signed by one side has its reason."""
    names, _ = lesson
    fee, left = 0.05 * names["sales"], float(names["left"])
    needed = (fee + 2_000_000) / (left - fee)
    assert check("10-needed", needed).passed
    assert check("10-bags", 900).passed
    for name, value, rule in [
        ("10-needed", fee / (left - fee), "retainer is left out"),
        ("10-needed", (fee + 2_000_000) / left, "divide by margin less fee"),
        ("10-needed", fee / left, "the added sales pay the fee, too"),
        ("10-needed", 3.3, "what does a yuan more leave"),
        ("10-needed", (fee + 20_000) / (left - fee), "2,000,000 fen"),
        ("10-needed", 100 * needed, "unit"),
        ("10-bags", 100, "nobody works"),
        ("10-bags", 800, "one side does not sign"),
        ("10-bags", 1_000, "a lower rate would do"),
        ("10-bags", 9, "unit"),
        ("10-bags", "nine", "a finite number"),
    ]:
        assert rule in check(name, value).message


def test_just_below_the_rate_the_bags_pay_for_nothing(lesson):
    """At Qingzhou 7 and 8 % buy no work and are not signed; 9 % buys all of it and is."""
    from caopan.commission import QUICK, outcomes

    bags = outcomes("qingzhou", QUICK)
    seven, eight, nine = (
        respond(drafted(bags, rate_bp=rate, less_ads=True), bags) for rate in (700, 800, 900)
    )
    assert [one.conduct.effort for one in (seven, eight, nine)] == [0, 0, 2]
    assert [one.taken for one in (seven, eight, nine)] == [False, False, True]
