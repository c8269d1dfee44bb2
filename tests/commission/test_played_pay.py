"""What a contract pays in played months is what the settlement engine says, to the fen."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from played_shops import SMALL, contracts, shop

from caopan.commission import Conduct, Grid, agreed, customary, outcomes, pay
from caopan.commission.clocks import LAST, clocks
from caopan.commission.conduct import shop_under
from caopan.commission.paying import _View
from caopan.commission.playing import MONTH_WEEKS
from caopan.commission.trial_settlement import settled_month
from caopan.errors import CaopanError
from caopan.market import play_many, sample

NET = shop().net_fen


@settings(max_examples=20, deadline=None)
@given(
    contracts(NET),
    st.integers(0, SMALL.size - 1),
    st.integers(0, SMALL.weeks - 1),
    st.integers(1, 80) | st.just(LAST),
)
def test_any_contract_pays_what_the_engine_settles(contract, conduct, month, day):
    """Due to all, due to the provider, payable to it: at any clock, of any month and conduct."""
    found = settled_month(contract, shop(), conduct, month, day)
    cell, level = divmod(conduct, len(SMALL.brush_bp))
    given, due, payable = _View(contract, shop(), "ops").sums(day)[cell, level, month]
    assert not found.refused
    assert found.leak_fen() == 0
    assert sum(found.due(party) for party in found.parties if party != "shop") == given
    assert (found.due("ops"), found.payable("ops")) == (due, payable)


@settings(max_examples=6, deadline=None)
@given(contracts(NET), st.integers(0, SMALL.size - 1), st.integers(0, SMALL.weeks - 1))
def test_the_most_that_is_paid_is_what_the_engine_pays_at_its_best(contract, conduct, month):
    """An account's height: the largest payable at the days that count, and at the end."""
    days = (*clocks(contract.cycle, contract.confirm_days), LAST)
    settled = [settled_month(contract, shop(), conduct, month, day) for day in days]
    paid = pay(contract, shop())
    assert max(one.payable("ops") for one in settled) == paid.most_fen[conduct, month]
    assert settled[-1].due("ops") == paid.due_fen[conduct, month]


def test_brushed_orders_cost_a_merchant_what_the_market_says():
    """Adding them by arithmetic is right: with brushers the market differs by parcels alone."""
    one = sample("tuantuan")
    brushed = one.model_copy(update={"brushed": 12.0})
    plain, faked = play_many(
        [(one, shop_under(one, Conduct())[1]), (brushed, shop_under(brushed, Conduct())[1])],
        days=7,
        seeds=range(30),
    )
    handling = one.fees.ship_fen + one.fees.return_fen
    pieces = (plain.contribution_fen - faked.contribution_fen) / handling
    assert (pieces == pieces.astype(int)).all()
    assert pieces.mean() == pytest.approx(12.0, abs=1.0)
    more = faked.gmv_fen - plain.gmv_fen
    assert (more == faked.refund_fen - plain.refund_fen).all()
    assert (plain.spend_fen == faked.spend_fen).all()


def test_months_share_one_week_at_most():
    """Two months are as good as independent: their weeks differ but for one."""
    weeks = [{(month + at) % SMALL.weeks for at in MONTH_WEEKS} for month in range(SMALL.weeks)]
    assert all(len(one & two) <= 1 for one, two in combinations(weeks, 2))
    assert all(len(one) == len(MONTH_WEEKS) for one in weeks)


def test_months_add_their_weeks_up():
    """What a month has is what its four weeks have."""
    weekly = np.arange(SMALL.weeks)[None, :]
    months = shop().months(weekly)
    assert months[0, 2] == sum((2 + at) % SMALL.weeks for at in MONTH_WEEKS)
    assert months.sum() == len(MONTH_WEEKS) * weekly.sum()


def test_the_same_luck_for_all_conducts_and_other_luck_for_other_seeds():
    """Conducts differ by what is done; a seed changes the weather."""
    small = Grid(effort=(0,), spend_bp=(10_000,), hype=(None,), weeks=15)
    one, other = outcomes("tuantuan", small), outcomes("tuantuan", small, seed=400)
    own = SMALL.played().index(Conduct())
    assert (one.gross_fen[0] == shop().gross_fen[own, :15]).all()
    assert (one.gross_fen != other.gross_fen).any()
    assert (outcomes("tuantuan", small, seed=5).gross_fen[0, :10] == one.gross_fen[0, 5:]).all()


def test_a_contract_with_two_providers_is_refused():
    """What one does for its own benefit would be the other's: said in words."""
    two = customary()
    more = two.parties[1].model_copy(update={"id": "other"})
    with pytest.raises(CaopanError, match="are all providers"):
        pay(two.model_copy(update={"parties": (*two.parties, more)}), shop())


def test_a_contract_without_a_provider_pays_it_nothing():
    """An empty contract is no error: it moves nothing."""
    alone = agreed().model_copy(update={"parties": agreed().parties[:1]})
    paid = pay(alone, shop())
    assert not paid.given_fen.any()
    assert not paid.most_fen.any()


@pytest.mark.parametrize(
    ("fields", "says"), [({"effort": (1, 2)}, "the merchant's own way"), ({"weeks": 3}, "weeks: 3")]
)
def test_a_grid_that_cannot_be_compared_is_refused(fields, says):
    """Without the merchant's own way there is no outside, without weeks no months."""
    with pytest.raises(CaopanError, match=says):
        Grid(**fields)
