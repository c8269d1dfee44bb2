"""What a contract scores: nothing for a trivial one, one for the reference, nothing unsettled."""

from dataclasses import replace

import pytest
from played_shops import SMALL, shop

from caopan.commission import (
    Fee,
    Guarantee,
    Scope,
    Share,
    agreed,
    customary,
    offered,
    reference_contract,
    score_contract,
    trivial,
    worth,
)
from caopan.commission.clocks import BEGIN
from caopan.commission.contract_score import CAP
from caopan.commission.contract_value import signs
from caopan.commission.paying import changed
from caopan.commission.trial_settlement import settles
from caopan.errors import CaopanError
from caopan.market import as_found

SOME = ("tuantuan", "xingtu")


@pytest.mark.parametrize("name", SOME)
def test_no_trivial_contract_has_skill(name):
    """All to one side, empty, 0 %, 100 %, a retainer for nothing: none is better than no deal."""
    played = shop(name)
    skills = {key: score_contract(one, played).skill for key, one in trivial(played).items()}
    assert max(skills.values()) <= 0, skills
    assert score_contract(customary(), played).skill <= 0


@pytest.mark.parametrize("name", SOME)
def test_the_reference_has_skill_one_and_can_be_signed(name):
    """A search over the family finds a contract that both sign and that no adversary ruins."""
    found = reference_contract(shop(name))
    score = score_contract(found.contract, shop(name))
    assert score.skill == pytest.approx(1)
    assert min(score.provider_in, score.merchant_in) >= 0.9
    assert score.resistance > 0.9
    assert score.points(12) == pytest.approx(10)
    assert not score.refusal


def test_a_better_contract_has_more_skill():
    """From what is customary towards the reference skill rises; it is never above the cap."""
    share = agreed(Share(name="share", party="ops", rate_bp=500))
    ladder = (customary(), changed(share, "share", less_ads=True))
    skills = [score_contract(one, shop()).skill for one in ladder]
    assert skills[0] < skills[1] < 1
    assert all(skill <= CAP for skill in skills)
    assert "A provider would choose" in score_contract(share, shop()).sentences()[0]


def test_a_score_is_the_same_for_a_name_a_scenario_and_played_weeks():
    """One merchant, one luck, one score."""
    by_weeks = score_contract(customary(), shop())
    for merchant in ("tuantuan", as_found("tuantuan")):
        again = score_contract(customary(), merchant, grid=SMALL)
        assert (again.skill, again.joint) == (by_weeks.skill, by_weeks.joint)


def test_what_does_not_settle_has_no_skill():
    """A month that the engine refuses is said in words, and nothing is scored on it."""
    broken = replace(shop(), refund_bp=(0,) * 7 + (90_000,))
    said = settles(customary(), broken, 0)
    assert "rows of a month are refused, first: refunds row" in said
    score = score_contract(reference_contract(shop()).contract, broken)
    assert score.skill <= 0
    assert score.points(10) == 0
    assert score.sentences() == (f"It does not settle: {score.refusal}",)


def test_both_have_to_sign():
    """A contract that leaves the merchant worse off is worth nothing, however large the cake."""
    offer = reference_contract(shop()).offer._replace(retainer_fen=shop().sales_fen // 4)
    found = worth(offered(offer, shop()), shop())
    assert found.usual.part > 0.9
    assert found.usual.merchant_in < 0.5
    assert found.value <= 0


def test_signing_rises_with_the_months_in_which_one_is_well_off():
    """Nothing at half of the months, all from nine in ten on."""
    shares = [at / 20 for at in range(21)]
    signed = [signs(one) for one in shares]
    assert signed == sorted(signed)
    assert (signed[10], signed[18]) == (0.0, 1.0)


def test_a_guarantee_that_cannot_be_counted_is_refused():
    """A fee times its sales that whole numbers of 64 bits do not hold is said, not miscounted."""
    for sales in ({"roi_bp": 10**6}, {"sales_fen": 10**13}):
        fee = Fee(name="slot", party="ops", amount_fen=10**13, guarantee=Guarantee(**sales))
        with pytest.raises(CaopanError, match="terms: slot: a fee of 100000000000 yuan"):
            score_contract(agreed(fee), shop())


def test_a_contract_for_nobody_has_no_skill():
    """With an empty scope, or for a time that is over, it would pay nobody: it is refused."""
    good = reference_contract(shop("tuantuan")).contract
    never = agreed(*(t.model_copy(update={"ends": t.starts or BEGIN}) for t in good.terms))
    for one in (good.model_copy(update={"scope": Scope(sessions=())}), never):
        score = score_contract(one, shop("tuantuan"))
        assert score.skill <= 0
        assert "leave out scope" in score.refusal
