"""The trade's worked numbers, and what every settlement holds."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

import pandas as pd
import pytest
from engine_cases import CASES, same
from histories import Case
from hypothesis import given, settings
from hypothesis import strategies as st
from settlement_compare import facts_from
from worked import PARTIES, Told, at, deal, share

from caopan.commission import (
    Contract,
    Facts,
    Settlement,
    Step,
    cycle_moments,
    due,
    paid,
    settle,
    signed,
)
from caopan.commission.folding import half_up
from caopan.commission.intake import MOST_FEN
from caopan.commission.periods import civil, day_number
from caopan.errors import CaopanError


def settled(told: Told, *contracts: Contract, when: str = "12-30") -> Settlement:
    """The settlement of what was told."""
    return settle(list(contracts), facts_from(told.tables), at(when))


@pytest.mark.parametrize(
    ("base", "merchant"),
    [((), 27_060), (("platform",), 26_610), (("platform", "anchor"), 26_460)],
)
def test_the_base_moves_six_yuan_an_order(base: Any, merchant: int) -> None:
    """358.00 paid, 15.00 and 5.00 of coupons: 5 %, 20 % and 5 % leave three different sums."""
    told = Told()
    told.sold("l1", 39_800, m=2_000, p=1_500, a=500, qty=2)
    terms = [share(5, "plat"), share(20, "anna"), share(5, "ops")]
    found = settled(told, deal(*terms, base=base))
    assert (found.due("shop"), int(found.lines["worth_fen"].sum())) == (merchant, 37_800)


def test_each_party_rounds_and_the_merchant_gets_what_is_left() -> None:
    """333.33 at 5, 18 and 3 %: 16.67 + 60.00 + 10.00, and 246.66 are left."""
    told = Told()
    told.sold("l1", 33_333)
    found = settled(told, deal(share(5, "plat"), share(18, "anna"), share(3, "ops")))
    assert [found.due(one) for one in ("plat", "anna", "ops", "shop")] == [
        1_667, 6_000, 1_000, 24_666,
    ]  # fmt: skip


def test_partial_refunds_take_back_what_was_given_and_no_fen_more() -> None:
    """100.00 at 16.67 %, back in thirds: 5.56, 5.55 and 5.56 go back, together the 16.67."""
    told, dues = Told(), []
    told.sold("l1", 10_000)
    contract = deal(share(0, rate_bp=1_667))
    dues.append(settled(told, contract).due("anna"))
    for fen in (3_333, 3_333, 3_334):
        told.refunded("l1", fen)
        dues.append(settled(told, contract).due("anna"))
    assert [one - two for one, two in pairwise(dues)] == [556, 555, 556]
    assert dues[-1] == 0


@pytest.mark.parametrize(
    ("mode", "sales", "commission"),
    [
        ("whole", 29_990_000, 2_999_000),
        ("whole", 30_010_000, 3_601_200),
        ("whole", 19_506_500, 1_950_650),
        ("marginal", 29_990_000, 2_799_000),
        ("marginal", 30_010_000, 2_801_200),
        ("marginal", 19_506_500, 1_750_650),
    ],
)
def test_a_whole_ladder_has_a_cliff(mode: str, sales: int, commission: int) -> None:
    """8 % to 100,000, 10 % to 300,000, 12 % above: 200 yuan of sales move 6,022 yuan, or 22."""
    steps = ((0, 800), (10_000_000, 1_000), (30_000_000, 1_200))
    ladder = tuple(Step(from_fen=start, rate_bp=rate) for start, rate in steps)
    told = Told()
    for n in range(10):
        told.sold(f"l{n}", sales // 10)
    found = settled(told, deal(share(0, rate_bp=None, steps=ladder, mode=mode)))
    assert found.due("anna") == commission


@settings(max_examples=20)
@given(CASES, st.randoms())
def test_the_order_of_rows_changes_nothing(case: Case, luck: Any) -> None:
    """Rows that arrived at moments of their own settle alike in any order of the tables."""
    tables = {name: list(rows) for name, rows in case.tables.items()}
    for name, rows in tables.items():
        if name not in ("sessions", "peer_index"):
            ids = "line_id" if name in ("lines", "deliveries") else "event_id"
            rows[:] = {(row[ids], row["arrive_ts"]): row for row in rows}.values()
    one = settle(case.contracts, facts_from(tables), case.clocks[-1])
    for name in ("lines", "refunds", "deliveries", "spend"):
        luck.shuffle(tables.get(name, []))
    same(settle(case.contracts, facts_from(tables), case.clocks[-1]), one)


@settings(max_examples=12)
@given(CASES)
def test_told_twice_is_told_once(case: Case) -> None:
    """The same rows again (a feed that delivers at least once) change no due and refuse nothing."""
    facts = facts_from(case.tables)
    again = {
        name: pd.concat([frame, frame], ignore_index=True) if len(frame) else frame
        for name in ("lines", "refunds", "deliveries", "sessions", "spend")
        for frame in [getattr(facts, name)]
    }
    clock = case.clocks[0]
    one, two = (settle(case.contracts, each, clock) for each in (facts, replace(facts, **again)))
    same(two, one)
    assert {(r.table, r.id, r.code) for r in two.refused} == {
        (r.table, r.id, r.code) for r in one.refused
    }


@settings(max_examples=12)
@given(CASES)
def test_all_goods_back_leave_no_commission(case: Case) -> None:
    """Every line void: each share, whatever its ladder or base, is exactly 0 on each line."""
    tables = {name: list(rows) for name, rows in case.tables.items()}
    tables["refunds"] = [
        {
            "event_id": f"void-{n}",
            "arrive_ts": row["arrive_ts"],
            "ts": row["pay_ts"],
            "line_id": row["line_id"],
            "amount_fen": None,
            "kind": "void",
        }
        for n, row in enumerate(tables["lines"])
    ]
    found = settle(case.contracts, facts_from(tables), case.clocks[-1])
    # what came first in a line's history may have said another pay_ts: only lines without a refusal
    lost = {one.id for one in found.refused if one.table == "refunds"}
    names = [row["line_id"] for row in tables["lines"]]
    bad = {names[int(one.removeprefix("void-"))] for one in lost if one.startswith("void-")}
    good = ~found.lines["line_id"].isin(bad).to_numpy()
    assert all(not one.due_fen[good].any() for one in found.dues)


@given(st.integers(0, MOST_FEN), st.integers(0, MOST_FEN), st.integers(1, MOST_FEN))
def test_a_part_of_a_large_amount_is_exact(one: int, two: int, of: int) -> None:
    """Products beyond 64 bits round as fractions do: what is kept of a coupon is never above it."""
    two = min(two, of)
    assert half_up(one, two, of) == floor(Fraction(one * two, of) + Fraction(1, 2))


@given(st.dates())
def test_days_are_those_of_the_calendar(day: date) -> None:
    """Years, months and days since 1970 agree with Python's, both ways."""
    number = (day - date(1970, 1, 1)) // timedelta(days=1)
    assert civil(number) == (day.year, day.month, day.day)
    assert day_number(*civil(number)) == number


def test_the_largest_lines_settle_to_the_fen() -> None:
    """A line of 100 million yuan, half of it coupons, refunded by an odd part: exact."""
    told = Told()
    told.sold("l1", MOST_FEN, p=MOST_FEN // 2 - 1)
    told.refunded("l1", 3_333_333_333)
    pay, coupon = MOST_FEN - (MOST_FEN // 2 - 1), MOST_FEN // 2 - 1
    left = pay - 3_333_333_333
    base = left + floor(Fraction(coupon * left, pay) + Fraction(1, 2))
    found = settled(told, deal(share(20)))
    assert found.due("anna") == floor(Fraction(base, 5) + Fraction(1, 2))
    assert found.leak_fen() == 0


def test_a_frames_own_values_are_left_alone() -> None:
    """Settling changes no value of the frames that it is given."""
    told = Told()
    told.sold("l1", 1_000)
    told.refunded("l1", 100)
    facts = facts_from(told.tables)
    copy = {name: getattr(facts, name).copy() for name in ("lines", "refunds")}
    assert due([deal(share(20))], facts, "anna", at("12-30")) == 180
    for name, frame in copy.items():
        pd.testing.assert_frame_equal(getattr(facts, name), frame)


def test_contracts_that_do_not_settle_are_refused_by_name() -> None:
    """Unsigned, changed after signing, given twice, or out of order: said with name and remedy."""
    facts = Facts(lines=pd.DataFrame())
    good = deal(share(20))
    draft = good.model_copy(update={"signatures": ()})
    changed = good.model_copy(update={"confirm_days": 1})
    earlier = deal(share(20), version=2, effective_from=at("10-01"))
    for contracts, reason in (
        ([draft], "not signed as it stands by shop"),
        ([changed], "not signed as it stands"),
        ([good, good], "given twice"),
        ([good, earlier], "takes effect before version 1"),
    ):
        with pytest.raises(CaopanError, match=reason):
            settle(contracts, facts, at("12-01"))
    with pytest.raises(CaopanError, match="has no offset"):
        settle([good], facts, at("12-01").replace(tzinfo=None))
    for asked in (settle, paid):
        with pytest.raises(CaopanError, match="is after 2099"):
            asked([good], facts, at("12-01").replace(year=9_999))
    assert settle([good], facts, at("12-01")).lines.empty


def test_cycles_go_on_with_the_version_in_force() -> None:
    """By months, then by weeks from the second version on, and on after the contract's end."""
    one = deal()
    two = signed(
        Contract(
            contract_id="deal", version=2, parties=PARTIES, effective_from=at("12-10"),
            effective_until=at("12-20"), cycle={"every": "week", "on": 3},
        )
    )  # fmt: skip
    found = cycle_moments([two, one], "deal", at("11-01"), at("12-29"))
    assert [(f"{when:%m-%d}", version) for when, version in found] == [
        ("12-01", 1), ("12-15", 2), ("12-22", 2), ("12-29", 2),
    ]  # fmt: skip
    assert cycle_moments([one], "deal", None, at("11-30")) == [(at("11-01"), 1)]
    with pytest.raises(CaopanError, match="no contract"):
        cycle_moments([one], "other", None, at("12-01"))
