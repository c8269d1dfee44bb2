"""Earnings: every fen in one state, at risk without counting twice, each party's own view."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from histories import Case, seeded_case
from hypothesis import given, settings
from hypothesis import strategies as st
from settlement_compare import facts_from
from worked import Told, at, deal, share

from caopan.commission import (
    Ads,
    EarningsDesk,
    Fee,
    Hop,
    Reserve,
    Step,
    earnings_of,
    seen_by,
    settle,
    waterfall_of,
)
from caopan.commission.earnings import MONEY, STATES
from caopan.commission.earnings_seen import by_period, passed_by_period
from caopan.commission.earnings_states import states_of
from caopan.errors import CaopanError

numbers = st.integers(0, 10**6)
"""Each is a case of random contracts, a history and clocks: quick to draw, and to draw again."""


def drawn(number: int) -> Case:
    """The case of a number."""
    return seeded_case(number, 0)


def desk(told: Told, *contracts: Any) -> EarningsDesk:
    """A desk over what happened."""
    return EarningsDesk(contracts, facts_from(told.tables))


def line_of(told: Told, name: str, fen: int, **more: Any) -> None:
    """A paid line of a session on 6 November, sent back in 35.00 % of cases."""
    told.sold(name, fen, "11-06 20:30", session_id="s1", **{"exp_refund_bp": 3_500} | more)


@settings(max_examples=8)
@given(numbers)
def test_every_fen_due_is_in_one_state(number: int) -> None:
    """Any contracts, history and clock: the four states add up to ``Settlement.due`` of each party
    to the fen, what could be paid to ``payable``, and all parties to what came in."""
    case = drawn(number)
    facts = facts_from(case.tables)
    for clock in case.clocks:
        made = settle(case.contracts, facts, clock)
        found = earnings_of(made, case.contracts, facts.sessions)
        rows = found.rows
        assert (rows[list(STATES)].sum(axis=1) == rows["due_fen"]).all()
        for party in found.parties:
            total = found.total(party)
            assert total["due_fen"] == made.due(party)
            assert total["confirmed_fen"] + total["settled_fen"] == made.payable(party)
        inflow = made.lines["worth_fen"].sum() - made.lines["borne_fen"].sum()
        assert found.total()["due_fen"] == inflow
        assert found.places["gross_fen"].sum() == made.lines["gross_fen"].sum()
        assert set(rows["place"]) <= set(found.places["place"])


@settings(max_examples=8)
@given(numbers)
def test_quick_sums_are_those_of_the_tables(number: int) -> None:
    """``states_of`` of any party and place says what the rows of ``earnings_of`` add up to."""
    case = drawn(number)
    facts = facts_from(case.tables)
    made = settle(case.contracts, facts, case.clocks[0])
    found = earnings_of(made, case.contracts, facts.sessions)
    names = [*STATES, "due_fen"]
    for party in (None, *found.parties):
        for place in (None, *found.places["place"].head(5)):
            total = found.total(party, place)
            assert states_of(made, party, place) == {name: total[name] for name in names}


@settings(max_examples=8)
@given(numbers)
def test_a_party_sees_its_own_and_the_next_hop(number: int) -> None:
    """The merchant's hops add up to all that the others have; another party sees rows of its own
    and, of what it passes on, only who comes next; periods keep every fen."""
    case = drawn(number)
    facts = facts_from(case.tables)
    found = earnings_of(settle(case.contracts, facts, case.clocks[0]), case.contracts,
                        facts.sessions)  # fmt: skip
    merchants = {one.merchant for one in case.contracts}
    for party in found.parties:
        seen = seen_by(found, party)
        assert set(seen.rows["party"]) <= {party}
        for per in ("session", "day", "month"):
            told = by_period(seen, per)
            assert told[list(MONEY)].sum().to_dict() == seen.rows[list(MONEY)].sum().to_dict()
            passed = passed_by_period(seen, per)["due_fen"].sum()
            assert passed == seen.passed["due_fen"].sum()
        if party not in merchants:
            assert "worth_fen" not in seen.places
            assert set(seen.passed["to"]) <= nexts(found, party)
    if len(merchants) == 1:
        others = sum(found.total(one)["due_fen"] for one in found.parties if one not in merchants)
        assert seen_by(found, found.merchant).passed["due_fen"].sum() == others


def nexts(found: Any, party: str) -> set[str]:
    """Those who come directly after a party in some chain."""
    pairs = [pair for chain in found.chains.values() for pair in pairwise(chain)]
    return {after for before, after in pairs if before == party}


@settings(max_examples=5)
@given(numbers)
def test_a_waterfall_ends_at_what_is_left(number: int) -> None:
    """From what came in, step by step, to the merchant's due: of all and of each place, as the
    merchant sees it and as the course does; another party's ends at its own net."""
    case = drawn(number)
    facts = facts_from(case.tables)
    found = earnings_of(settle(case.contracts, facts, case.clocks[0]), case.contracts,
                        facts.sessions)  # fmt: skip
    if len({one.merchant for one in case.contracts}) > 1:
        return
    for place in (None, *found.places["place"].head(2)):
        for party in (None, *found.parties):
            *steps, last = waterfall_of(found, place, party)
            assert last.fen == found.total(party or found.merchant, place)["due_fen"]
            assert sum(one.fen for one in steps) == last.fen


def test_what_may_go_back_is_at_risk_once() -> None:
    """10 % of 1,000.00 are 100.00, of them 20 % held; 35 % of the other 80.00 may go back: 48.00
    are at risk. Once the line is settled only what is held is, and after 30 days nothing."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    line_of(told, "l1", 100_000)
    told.signed("l1", "11-10")
    looked = desk(told, deal(share(10, reserve=Reserve(share_bp=2_000, days=30))))
    early, late, after = (looked.at(at(day)) for day in ("11-07", "12-02", "12-07"))
    assert early.total("anna")["risk_fen"] == 2_000 + 2_800
    assert early.total("anna")["estimated_fen"] == 10_000
    assert late.total("anna") == {
        "estimated_fen": 0,
        "confirmed_fen": 0,
        "held_fen": 2_000,
        "settled_fen": 8_000,
        "due_fen": 10_000,
        "risk_fen": 2_000,
        "receivable_fen": 0,
    }
    assert after.total("anna")["settled_fen"] == 10_000
    assert after.total("anna")["risk_fen"] == 0


@pytest.mark.parametrize(("fen", "back"), [(1, 0), (2, 1), (3, 1), (333, 117), (99_999, 35_000)])
def test_expected_refunds_are_half_up_for_a_session_and_rule(fen: int, back: int) -> None:
    """The exact 35.00 % of a share of 100 % is rounded once, a half going up."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    line_of(told, "l1", fen)
    found = desk(told, deal(share(100))).at(at("11-07"))
    assert found.total("anna")["risk_fen"] == back


def test_what_was_paid_and_sent_back_is_receivable_and_at_risk() -> None:
    """A refund after settling: the party's due falls below what it was paid."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    line_of(told, "l1", 100_000)
    told.signed("l1", "11-10")
    told.refunded("l1", 100_000, "12-05")
    total = desk(told, deal(share(10))).at(at("12-06")).total("anna")
    assert (total["due_fen"], total["receivable_fen"], total["risk_fen"]) == (0, 10_000, 10_000)


def test_a_fee_is_settled_once_a_cycle_took_it_up() -> None:
    """A slot fee is confirmed at the session's end and settled on the 1st; the series says so, too;
    a month's retainer stands under its month."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    line_of(told, "l1", 100)
    terms = (
        Fee(name="slot", party="anna", amount_fen=50_000),
        Fee(name="retainer", party="ops", amount_fen=30_000, per="month"),
    )
    looked = desk(told, deal(*terms))
    days = [at(day) for day in ("11-06", "11-07", "12-01", "12-02", "2022-01-01")]
    assert [looked.at(day).total("anna")["confirmed_fen"] for day in days] == [0, 50_000, 0, 0, 0]
    series = looked.over_time(days, "anna")
    assert series["settled_fen"].to_list() == [0, 0, 50_000, 50_000, 50_000]
    rows = looked.at(days[-1]).of("ops")
    assert dict(zip(rows["place"], rows["settled_fen"], strict=True)) == {
        "2021-11": 30_000,
        "2021-12": 30_000,
    }


@settings(max_examples=6)
@given(numbers)
def test_one_book_over_many_clocks_is_many_settlements(number: int) -> None:
    """``over_time`` says of each clock and party what ``at`` says there."""
    case = drawn(number)
    looked = EarningsDesk(case.contracts, facts_from(case.tables))
    party = case.contracts[0].parties[-1].id
    for row in looked.over_time(case.clocks, party).to_dict("records"):
        total = looked.at(row.pop("as_of").to_pydatetime()).total(party)
        assert row == {name: total[name] for name in row}


def test_the_night_shows_more_than_is_settled() -> None:
    """The whole-amount ladder of the worked numbers: 300,100.00 yuan on the night pay 36,012.00,
    after 35 % refunds 19,506.50 are settled: the night showed 1.85 times as much."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    line_of(told, "l1", 30_010_000)
    told.signed("l1", "11-10")
    told.refunded("l1", 10_503_500, "11-12")
    steps = tuple(
        Step(from_fen=low, rate_bp=bp)
        for low, bp in ((0, 800), (10_000_000, 1_000), (30_000_000, 1_200))
    )
    ladder = share(0, "ops", rate_bp=None, steps=steps, mode="whole", per="session")
    looked = desk(told, deal(ladder))
    night = looked.night("s1", "ops")["due_fen"]
    settled = looked.at(at("12-01")).total("ops", "s1")["settled_fen"]
    assert (night, settled) == (3_601_200, 1_950_650)
    assert round(night / settled, 2) == 1.85


def test_ads_that_were_fronted_are_a_step_of_their_own() -> None:
    """In a waterfall they are no part of what the provider's commission took."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    line_of(told, "l1", 100_000)
    told.spent("s1", 7_000, "11-06 21:00")
    terms = (share(10, "ops"), Ads(name="ads", party="ops", does="fronts"))
    steps = waterfall_of(desk(told, deal(*terms)).at(at("11-07")), "s1")
    assert [(one.name, one.fen) for one in steps[1:-1]] == [
        ("Ops", -10_000),
        ("ads back 投流回款", -7_000),
    ]


def test_the_merchant_sees_the_first_hop_and_the_course_each() -> None:
    """Of 10.00 that go to an MCN, 6.00 reach its anchor: the merchant sees 10.00, the MCN its 4.00
    and whom the 6.00 go to, the anchor 6.00 and nobody else."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    line_of(told, "l1", 10_000)
    chain = share(10, "mcn1", passes_on=(Hop(to="anna", share_bp=6_000),))
    found = desk(told, deal(chain)).at(at("11-07"))
    assert [one.fen for one in waterfall_of(found, None, "shop")] == [10_000, -1_000, 9_000]
    assert [one.fen for one in waterfall_of(found, None)] == [10_000, -600, -400, 9_000]
    own = waterfall_of(found, "s1", "mcn1")
    assert [(one.name, one.fen) for one in own] == [
        ("share-mcn1", 1_000),
        ("to Anna", -600),
        ("Mcn1: net 净得", 400),
    ]
    assert seen_by(found, "anna").passed.empty
    with pytest.raises(CaopanError, match="is no party of these contracts: take one of shop"):
        seen_by(found, "nobody")


def test_a_session_over_midnight_is_of_the_day_on_which_it_began() -> None:
    """Lines after midnight count where the session started; outside of sessions each day's pool."""
    told = Told()
    told.session("s1", "11-30 22:00", "12-01 02:00")
    told.sold("l1", 100, "12-01 01:00", session_id="s1")
    told.sold("l2", 300, "12-01 01:00")
    places = desk(told, deal(share(10))).at(at("12-02")).places
    assert places[["place", "day", "month", "gross_fen"]].to_numpy().tolist() == [
        ["s1", "2021-11-30", "2021-11", 100],
        ["outside 2021-12-01", "2021-12-01", "2021-12", 300],
    ]


def test_no_sale_no_earnings_no_error() -> None:
    """Before the first sale all is zero and every table empty; a desk without a paid line says so;
    so does one without a contract, and a night that is not over."""
    told = Told()
    told.session("s1", "11-06 20:00", None)
    line_of(told, "l1", 100, known="11-06")
    looked = desk(told, deal(share(10)))
    found = looked.at(at("11-05"))
    assert found.total("anna") == dict.fromkeys([*MONEY, "receivable_fen"], 0)
    assert found.rows.empty
    assert found.places.empty
    assert [one.fen for one in waterfall_of(found, None, "shop")] == [0, 0]
    with pytest.raises(CaopanError, match="has not ended"):
        looked.night("s1")
    with pytest.raises(CaopanError, match="there is no session 's9'"):
        looked.night("s9")
    with pytest.raises(CaopanError, match="no contract to settle by"):
        EarningsDesk((), looked.facts)
    with pytest.raises(CaopanError, match="no line is paid yet"):
        print(EarningsDesk(looked.contracts, facts_from(Told().tables)).last)


def test_clocks_come_close_together_while_money_moves() -> None:
    """After a session's day each day at first, then rarer; the given clock is the last."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    line_of(told, "l1", 100)
    told.signed("l1", "11-10")
    looked = desk(told, deal(share(10)))
    found = looked.clocks("s1", at("11-09 12:00"))
    assert found == [at("11-07"), at("11-08"), at("11-09"), at("11-09 12:00")]
    assert looked.first == at("11-06")
    assert looked.last == at("11-11")
    assert looked.clocks() == [at(f"11-{day:02}") for day in range(6, 12)]


def test_sums_stay_whole_beyond_what_a_float_holds() -> None:
    """Three lines of a hundred million yuan each, 100 % of them: no fen is lost in any sum."""
    told = Told()
    told.session("s1", "11-06 20:00", "11-06 23:00")
    fens = [10**10, 10**10 - 1, 10**10 - 3]
    for number, fen in enumerate(fens):
        line_of(told, f"l{number}", fen, exp_refund_bp=9_999)
    found = desk(told, deal(share(100))).at(at("11-07"))
    assert found.total("anna")["due_fen"] == sum(fens)
    assert found.total("anna")["risk_fen"] == (2 * sum(fens) * 9_999 + 10_000) // 20_000
    assert found.rows["due_fen"].dtype == np.int64
    assert isinstance(found.rows, pd.DataFrame)
    assert isinstance(found.as_of, datetime)
