"""The contract that a merchant's tables describe, and the board's money tile beside it."""

from datetime import datetime

import pandas as pd
import pytest

from caopan.board import Board
from caopan.commission import (
    check_contract,
    facts_of,
    half_up,
    read_contract,
    read_tiers,
    settle,
    standing_contracts,
)
from caopan.commission.contract_writing import contract_text
from caopan.commission.facts import Facts
from caopan.errors import CaopanError
from caopan.events import load, merchants

SHOP, SESSION = "liuyi", "liuyi-052-1"
ROW = load("live_session", merchant=SHOP).set_index("session_id").loc[SESSION]
NEVER_LATE = 10_000_000


@pytest.fixture(scope="module")
def facts() -> Facts:
    """The facts of one session of a merchant, from the tables."""
    whole = facts_of(SHOP)
    lines = whole.lines[whole.lines["session_id"] == SESSION]
    own = {
        name: frame[frame["line_id"].isin(lines["line_id"])]
        for name, frame in (("refunds", whole.refunds), ("deliveries", whole.deliveries))
    }
    return Facts(lines=lines, sessions=whole.sessions, **own)


def tile(facts: Facts, clock: datetime) -> int:
    """M1 of the board at a clock; no row is too late for it."""
    contract = load("contract_tier", merchant=SHOP)
    board = Board(facts.sessions, SESSION, None, contract, watermark_s=NEVER_LATE)
    board.add("order_line", load("order_line", merchant=SHOP).loc[facts.lines.index])
    board.add("refund", facts.refunds)
    found = board.tick(clock)["M1"].total
    assert isinstance(found, int)
    return found


def test_every_merchant_has_a_contract_that_settles() -> None:
    """Each sample's tables give signed contracts without an error, as documents like any other."""
    assert len(merchants()) >= 12
    for merchant in merchants():
        for one in standing_contracts(merchant):
            assert one.unsigned == ()
            assert [found for found in check_contract(one) if found.level == "error"] == []
            assert read_contract(contract_text(one)).value == one
    with pytest.raises(CaopanError, match="there is no merchant"):
        standing_contracts("nobody")


@pytest.mark.parametrize("minutes", [-200, -30, 0, 24 * 60, 30 * 24 * 60])
def test_m1_is_what_the_provider_is_due(facts: Facts, minutes: int) -> None:
    """The tile rounds once, a settlement line by line: at most half a fen a line lies between.

    The tile goes on counting the platform's coupons on what went back; a settlement gives them
    back with it, so the ladder is read on that much less.
    """
    clock = (ROW["end_ts"] + pd.Timedelta(minutes=minutes)).floor("s").to_pydatetime()
    settled = settle(standing_contracts(SHOP), facts, clock)
    assert settled.refused == ()
    due = sum(int(one.due_fen.sum()) for one in settled.dues if one.party == "ops")
    shown = tile(facts, clock)
    lines = settled.lines.merge(facts.lines[["line_id", "p_coupon_fen"]], on="line_id")
    base, back, given_back = (0, 0, 0)
    for paid, kept, refunded, coupon in lines[
        ["pay_fen", "kept_fen", "refunded_fen", "p_coupon_fen"]
    ].itertuples(index=False):
        base, back = base + paid + coupon, back + refunded
        given_back += coupon - (half_up(coupon * kept, paid) if paid else coupon)
    [tiers] = read_tiers(load("contract_tier", merchant=SHOP))
    assert shown == tiers.commission(base - back)
    assert abs(tiers.commission(base - back - given_back) - due) <= len(lines) / 2


def test_before_any_refund_tile_and_settlement_agree(facts: Facts) -> None:
    """At the second before the first refund the two are equal up to half a fen a line."""
    first = facts.refunds["ts"].min() - pd.Timedelta(seconds=1)
    clock = first.floor("s").to_pydatetime()
    settled = settle(standing_contracts(SHOP), facts, clock)
    due = sum(int(one.due_fen.sum()) for one in settled.dues if one.party == "ops")
    assert len(settled.lines) > 20
    assert due > 10_000
    assert abs(tile(facts, clock) - due) <= len(settled.lines) / 2
