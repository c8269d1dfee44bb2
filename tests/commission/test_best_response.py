"""What a provider makes of a contract: bounds, what moves a choice and what does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from played_shops import SMALL, contracts, shop

from caopan.commission import (
    ADVERSE,
    USUAL,
    Ads,
    Conduct,
    Fee,
    Hop,
    Party,
    Reserve,
    Share,
    Step,
    agreed,
    bench,
    certain,
    customary,
    gamed,
    pay,
    respond,
    sandbagging,
    separating_menu,
)
from caopan.commission.paying import changed, without

SHOP = shop()
MONEY = st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=50).map(np.array)
NET_SHARE = agreed(Share(name="share", party="ops", rate_bp=500))


@given(MONEY, st.integers(-(10**6), 10**6), st.integers(10**4, 10**7))
def test_a_certain_worth_is_below_the_mean_and_moves_with_a_certain_sum(yuan, more, tolerance):
    """Risk costs, never pays; a retainer is worth what it is."""
    worth = certain(yuan, tolerance)
    assert worth <= yuan.mean() + 1e-6
    assert worth >= yuan.min() - 1e-6
    assert certain(yuan + more, tolerance) == pytest.approx(worth + more, abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(contracts(SHOP.net_fen), st.sampled_from([USUAL, ADVERSE]))
def test_no_contract_brings_more_than_the_optimum(contract, stakes):
    """The honest optimum with the risk shared as well as it can be is a bound on every contract."""
    found = respond(contract, SHOP, stakes)
    optimum = bench(SHOP, stakes)
    assert found.surplus <= optimum.worth.max() + 1.0
    assert found.utility[found.choice] == pytest.approx(found.utility.max(), rel=1e-6)
    assert -1 <= found.part <= 1


@settings(max_examples=15, deadline=None)
@given(contracts(SHOP.net_fen), st.integers(0, 10**8))
def test_a_retainer_moves_money_and_no_choice(contract, fen):
    """A certain sum goes from one side to the other, whatever else is agreed."""
    fee = Fee(name="retainer", party="ops", amount_fen=fen, per="month")
    more = contract.model_copy(update={"terms": (*contract.terms, fee)})
    before, after = respond(contract, SHOP), respond(more, SHOP)
    assert after.conduct == before.conduct
    assert after.provider == pytest.approx(before.provider + fen / 100)
    assert after.merchant == pytest.approx(before.merchant - fen / 100)


def test_nothing_is_changed_in_a_shop_for_nothing():
    """Whoever is paid a retainer alone leaves the shop as it is."""
    fee = agreed(Fee(name="retainer", party="ops", amount_fen=10**6, per="month"))
    assert respond(fee, SHOP).conduct == Conduct()
    assert respond(agreed(), SHOP).conduct == Conduct()


def test_a_share_of_sales_overspends_the_merchants_ads():
    """Paid on sales and paying no ads, it spends beyond break-even: named, measured, mended."""
    found = {one.what: one for one in gamed(customary(), SHOP)}["spend"]
    assert found.does == max(SMALL.spend_bp) > found.best
    assert found.term == "share"
    assert found.repair == "take the ads off its base"
    assert found.roi.actual < found.roi.break_even
    assert found.gain_yuan < found.loss_yuan
    mended = changed(customary(), "share", less_ads=True)
    assert respond(mended, SHOP).conduct.spend_bp < found.does
    assert "times the merchant's ad budget" in str(found)


@pytest.mark.parametrize("name", ["tuantuan", "xingtu"])
def test_what_is_paid_closer_to_what_stays_is_gamed_less(name):
    """Gross share, share net of returns, share net of returns and ads: each brings more than the
    one before it, whoever the provider is."""
    played = shop(name)
    ladder = (customary(), NET_SHARE, changed(NET_SHARE, "share", less_ads=True))
    for stakes in (USUAL, ADVERSE):
        parts = [respond(one, played, stakes).surplus for one in ladder]
        assert parts == sorted(parts)
        assert parts[0] < parts[-1]


def whole_ladder(rung_bp: int, mode: str):
    """A ladder whose second rung lies a little above what the shop sells by itself.

    All ads are the provider's, and what was paid stays paid.
    """
    rung = SHOP.sales_fen * rung_bp // 10_000
    steps = (Step(rate_bp=200), Step(from_fen=rung, rate_bp=600))
    share = Share(name="ladder", party="ops", mode=mode, steps=steps, keeps_after_settle=True)
    own_ads = Ads(name="ads", party="ops", does="bears")
    return agreed(share, own_ads, confirm_days=1, every="day")


def test_a_whole_amount_ladder_is_brushed_up_its_rung():
    """Near a rung some brushed orders lift the rate of all sales; on a marginal ladder they pay
    for themselves only, and fewer of them or none are bought."""
    whole = respond(whole_ladder(10_200, "whole"), SHOP, ADVERSE)
    marginal = respond(whole_ladder(10_200, "marginal"), SHOP, ADVERSE)
    assert whole.conduct.brush_bp > marginal.conduct.brush_bp
    found = {one.what: one for one in gamed(whole_ladder(10_200, "whole"), SHOP, ADVERSE)}
    assert found["brushing"].term == "ladder"


def test_an_adversary_keeps_what_it_was_paid_and_a_reserve_holds_it():
    """Paid before returns came it has more than its due; held back until then it has not."""
    early = agreed(Share(name="share", party="ops", rate_bp=1_000), confirm_days=0, every="day")
    late = changed(early, "share", reserve=Reserve(share_bp=10_000, days=40))
    paid, held = pay(early, SHOP), pay(late, SHOP)
    assert (paid.most_fen >= paid.due_fen).all()
    assert (paid.most_fen > paid.due_fen).any()
    assert (held.due_fen == paid.due_fen).all()
    assert (held.most_fen == held.due_fen).all()


def test_terms_are_taken_out_and_changed_by_name():
    """One term at a time: the rest of the contract stays as it is."""
    both = whole_ladder(11_000, "whole")
    assert [term.name for term in without(both, "ladder").terms] == ["ads"]
    assert changed(both, "ladder", mode="marginal").terms[0].mode == "marginal"
    assert changed(both, "ladder", mode="marginal").terms[1] == both.terms[1]


def test_holding_back_before_a_contract_pays_with_a_stale_baseline():
    """Effort withheld lowers the baseline, and the provider gains by it month after month."""
    found = sandbagging(SHOP)
    assert found.low_fen < found.honest_fen
    assert found.gain_yuan > 0
    assert f"{found.gain_yuan:,.0f}" in str(found)


def test_a_menu_tells_a_good_provider_from_a_poor_one():
    """The good one takes the steep share, works, and has no reason to take the other part."""
    found = separating_menu(SHOP)
    assert found.separates
    assert found.good == 0
    assert found.responses["good", 0].conduct.effort == 2
    mine = [found.responses["good", at].provider_worth for at in range(2)]
    assert mine[0] == max(mine)


@pytest.mark.parametrize("stakes", [USUAL, ADVERSE])
def test_nobody_else_pays_for_the_two(stakes):
    """A stranger who bears the ads, by itself or at the end of a chain, changes nothing."""
    parties = (*NET_SHARE.parties, Party(id="mcn", role="mcn", name="nobody"))
    alone = NET_SHARE.model_copy(update={"parties": parties})
    gifts = (
        Ads(name="gift", party="mcn", does="bears"),
        Ads(name="gift", party="ops", does="bears", passes_on=(Hop(to="mcn", share_bp=10_000),)),
    )
    for gift in gifts:
        given = respond(alone.model_copy(update={"terms": (*alone.terms, gift)}), SHOP, stakes)
        assert given.surplus == respond(alone, SHOP, stakes).surplus
