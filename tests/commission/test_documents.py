"""The documents of the trade: by order, by account, by party, each to the fen."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from settled_shop import PARTIES, at, contract, shop_facts

from caopan.commission import entry_sheet, order_sheet, tax_memo, view_for
from caopan.commission.engine import settle
from caopan.commission.line_coupons import kept_coupons
from caopan.commission.settlement_sheet import COLUMN_OF, HEADERS
from caopan.errors import CaopanError

FACTS = shop_facts(120)
CONTRACT = contract()


@given(st.integers(1, 45))
@settings(max_examples=12)
def test_income_less_charges_is_what_is_settled(day: int) -> None:
    """At any clock each order adds up, and each column's sum is what the role is due by lines."""
    settlement = settle([CONTRACT], FACTS, at(day))
    sheet = order_sheet(settlement, [CONTRACT], FACTS)
    assert list(sheet) == list(HEADERS)
    assert (sheet["income_fen"] - sheet["outgo_fen"] == sheet["settled_fen"]).all()
    roles = {party.id: party.role for party in PARTIES}
    for column in set(COLUMN_OF.values()):
        dues = [one for one in settlement.dues if COLUMN_OF[roles[one.party]] == column]
        assert sheet[column].sum() == sum(int(one.due_fen.sum()) for one in dues)


def test_kept_coupons_are_exact_beyond_what_fits_a_product() -> None:
    """Ten million yuan of coupons: the kept part is that of whole numbers without bounds."""
    big, left = 10**10, 3_333_333_333
    lines = pd.DataFrame(
        {"pay_fen": [big, 0, 0], "kept_fen": [left, 0, 0], "worth_fen": [1, 7, 0]}
    ).assign(gross_fen=[2, 7, 7])
    sold = {who: np.array([big - 1, 7, 7]) for who in ("platform", "channel", "anchor")}
    kept = kept_coupons(lines, sold)["platform"]
    assert kept.tolist() == [(2 * (big - 1) * left + big) // (2 * big), 7, 0]


def test_settled_at_is_the_cycle_after_the_confirm_days() -> None:
    """A line signed four days after it was paid is settled on the Monday after seven more days."""
    settlement = settle([CONTRACT], FACTS, at(45))
    sheet = order_sheet(settlement, [CONTRACT], FACTS).set_index("order_id")
    lines = FACTS.lines.groupby("order_id")["pay_ts"].max()
    for order, paid in lines.items():
        settled = sheet.loc[order, "settle_ts"]
        assert settled.isoweekday() == 1
        assert 0 <= (settled - paid).days - 11 < 7


def test_nobody_sees_more_than_its_own_net_and_the_next_hop() -> None:
    """For each party: every amount of its view is its own due, its own held or the next hop's."""
    settlement = settle([CONTRACT], FACTS, at(20))
    behind = {"host": ("house", "crowd"), "house": ("crowd",), "crowd": (), "ops": (), "plat": ()}
    for party, others in behind.items():
        seen = view_for(party, settlement, [CONTRACT], FACTS)
        money = [name for name in seen if name.endswith("_fen")]
        assert money == ["pay_fen", "due_fen", "held_fen", "passed_fen"]
        assert set(seen["to"]) == ({others[0]} if others else {""})
        due = {name: _by_lines(settlement, name) for name in (party, *others)}
        assert seen["due_fen"].sum() == due[party]
        assert seen["passed_fen"].sum() == sum(due[name] for name in others)
        assert not set(map(str, seen.drop(columns="to").to_numpy().ravel())) & {
            one.id for one in PARTIES
        }


def test_the_merchant_sees_first_hops_alone() -> None:
    """What the anchor passes on stands with the anchor: the promoter's column tells nothing."""
    settlement = settle([CONTRACT], FACTS, at(20))
    seen = view_for("shop", settlement, [CONTRACT], FACTS)
    chain = sum(_by_lines(settlement, name) for name in ("host", "house", "crowd"))
    assert seen["promoter_fen"].sum() == 0
    assert seen["creator_fen"].sum() == chain


def test_entries_stand_in_a_sheet_of_their_own() -> None:
    """Ten sessions that have ended cost ten slot fees, each against the merchant."""
    sheet = entry_sheet(settle([CONTRACT], FACTS, at(20)))
    assert (sheet["term"] == "slot").all()
    assert sheet.groupby("party")["due_fen"].sum().to_dict() == {"host": 50_000, "shop": -50_000}


def test_a_stranger_is_told_who_there_is() -> None:
    """A party that is none is refused with the parties that are."""
    with pytest.raises(CaopanError, match=r"'me' is no party .* crowd, host, house, ops"):
        view_for("me", settle([CONTRACT], FACTS, at(9)), [CONTRACT], FACTS)


@given(st.integers(-(10**12), 10**12))
def test_the_tax_memo_adds_up(due: int) -> None:
    """Net and tax are the due, and the tax is 6 % of the net up to half a fen."""
    memo = tax_memo(due)
    assert memo["net_fen"] + memo["tax_fen"] == due
    assert abs(memo["tax_fen"] * 106 - due * 6) <= 53


def _by_lines(settlement, party):
    return sum(int(one.due_fen.sum()) for one in settlement.dues if one.party == party)
