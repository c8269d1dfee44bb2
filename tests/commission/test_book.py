"""A book that is told facts bit by bit."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from engine_cases import CASES, same
from histories import LAST, Case
from hypothesis import given, settings
from hypothesis import strategies as st
from settlement_compare import TABLES, facts_from
from worked import Told, at, deal, share

from caopan.commission import Book, Deltas, Facts, Fee, Settlement, nothing, settle
from caopan.errors import CaopanError


@settings(max_examples=20)
@given(CASES, st.data())
def test_any_split_and_order_is_the_whole_settlement(case: Case, data: st.DataObject) -> None:
    """Rows dealt out at random over some days: at each clock as one settlement of what was told."""
    many = data.draw(st.integers(1, 4))
    told: dict[str, list[Any]] = {name: [] for name in TABLES}
    book = Book(case.contracts)
    clocks = sorted(data.draw(st.sampled_from([*case.clocks, LAST])) for _ in range(many))
    luck = data.draw(st.randoms())
    day = {name: [luck.randrange(many) for _ in case.tables.get(name, [])] for name in TABLES}
    for number, clock in enumerate(clocks):
        new = {
            name: [row for row, on in zip(case.tables.get(name, []), day[name], strict=True)
                   if on == number]
            for name in TABLES
        }  # fmt: skip
        for name, rows in new.items():
            told[name] += rows
        book.add(facts_from(new), clock)
        same(book.settlement(), settle(case.contracts, facts_from(told), clock))


@settings(max_examples=12)
@given(CASES)
def test_what_changes_is_balanced(case: Case) -> None:
    """Per version the lines' deltas are what came in less what the merchant paid; entries are 0."""
    book = Book(case.contracts)
    for clock, facts in zip(
        sorted(case.clocks), [facts_from(case.tables), nothing(), nothing()], strict=True
    ):
        found = book.add(facts, clock)
        table, inflow = found.table.to_pandas(), found.inflow.to_pandas()
        keys = ["contract_id", "version"]
        lines = table[table["line_id"] != ""]
        given = {key: int(part["delta_fen"].sum()) for key, part in lines.groupby(keys)}
        came = {key: int(part["delta_fen"].sum()) for key, part in inflow.groupby(keys)}
        assert {k: v for k, v in given.items() if v} == {k: v for k, v in came.items() if v}
        beside = table[table["line_id"] == ""]
        assert not beside.groupby([*keys, "session_id", "period", "term"])["delta_fen"].sum().any()
        assert (table["delta_fen"] != 0).all()
        assert (inflow["delta_fen"] != 0).all()


def told_two() -> Told:
    """Two lines of 100.00, one refund."""
    told = Told()
    told.sold("l1", 10_000)
    told.sold("l2", 10_000)
    told.refunded("l1", 1_000, "11-07")
    return told


def test_nothing_new_changes_nothing() -> None:
    """The same facts again, or none at all: no row of deltas."""
    book, facts = Book([deal(share(20))]), facts_from(told_two().tables)
    first = book.add(facts, at("11-08"))
    assert (first.table.num_rows, first.as_of) == (4, at("11-08"))
    assert book.add(facts, at("11-09")).table.num_rows == 0
    assert book.add(nothing(), at("11-10")).inflow.num_rows == 0
    assert book.clock == at("11-10")


def test_a_corrected_line_is_taken_back_under_its_old_key() -> None:
    """A line that moves to another session leaves nothing under the first."""
    told = Told()
    for name in ("s1", "s2"):
        told.session(name, "11-06 20:00", "11-06 23:00")
    told.sold("l1", 10_000, session_id="s1")
    book = Book([deal(share(20))])
    parts = [book.add(facts_from(told.tables), at("11-07")).table.to_pandas()]
    fixed = Told()
    fixed.sold("l1", 10_000, session_id="s2", known="11-07 12:00")
    parts.append(
        book.add(Facts(lines=facts_from(fixed.tables).lines), at("11-08")).table.to_pandas()
    )
    sums = pd.concat(parts).astype({"session_id": "str"}).groupby(["session_id", "party"])
    assert sums["delta_fen"].sum().to_dict() == {
        ("s1", "anna"): 0, ("s1", "shop"): 0, ("s2", "anna"): 2_000, ("s2", "shop"): 8_000,
    }  # fmt: skip


def test_deltas_name_the_sessions_that_changed_and_no_others() -> None:
    """However many sessions a book knows: those of a day's rows, one without id among them."""
    told = Told()
    for name in ("", "s1", "s2", "s3"):
        told.session(name, "11-06 20:00", "11-06 23:00")
        told.sold(f"l-{name}", 10_000, session_id=name)
    book = Book([deal(share(20), Fee(name="slot", party="anna", amount_fen=500))])
    book.add(facts_from(told.tables), at("11-08"))
    more = Told()
    more.sold("l4", 5_000, session_id="s2", known="11-08 12:00")
    more.sold("l5", 6_000, session_id="", known="11-08 12:00")
    more.sold("l6", 7_000, known="11-08 12:00")
    found = book.add(Facts(lines=facts_from(more.tables).lines), at("11-09"))
    for table in (found.table, found.inflow):
        line, session = (table[name].to_pylist() for name in ("line_id", "session_id"))
        where = dict(zip(line, session, strict=True))
        assert where == {"l4": "s2", "l5": "", "l6": ""}
        assert set(table["session_id"].chunk(0).dictionary.to_pylist()) == {"s2", ""}


def test_a_refused_addition_leaves_the_book_as_it_was() -> None:
    """The clock backwards, or a frame that cannot be read: said so, and nothing has changed."""
    facts = facts_from(told_two().tables)
    book = Book([deal(share(20))])
    with pytest.raises(CaopanError, match="nothing was added"):
        book.settlement()
    book.add(facts, at("11-08"))
    before = book.settlement()
    more = Told()
    more.sold("l3", 5_000, when="11-08")
    new = facts_from(more.tables)
    with pytest.raises(CaopanError, match="backwards"):
        book.add(new, at("11-07"))
    bad = Facts(lines=new.lines, sessions=pd.DataFrame({"session_id": ["s1"]}))
    with pytest.raises(CaopanError, match="sessions: the column anchor_id is missing"):
        book.add(bad, at("11-09"))
    naive = new.lines.assign(pay_ts=new.lines["pay_ts"].dt.tz_localize(None))
    with pytest.raises(CaopanError, match=r"lines\.pay_ts: its times have no offset"):
        book.add(Facts(lines=naive), at("11-09"))
    same(book.settlement(), before)
    assert book.clock == at("11-08")


def test_lines_of_one_moment_stand_by_their_ids() -> None:
    """Many lines paid in the same second, told in any order: sorted by line_id throughout."""
    rng = np.random.default_rng(0)
    names = [f"l{n:03d}" for n in rng.permutation(300)]
    book = Book([deal(share(20))])
    for part in (names[:200], names[200:290], names[290:]):
        told = Told()
        for name in part:
            told.sold(name, 1_000)
        book.add(facts_from(told.tables), at("11-08"))
    assert book.settlement().lines["line_id"].tolist() == sorted(names)


@settings(max_examples=20)
@given(CASES, st.integers(0, 99))
def test_what_a_book_has_given_out_stays_as_it_was(case: Case, seed: int) -> None:
    """The book goes on by lines, refunds and corrections: older settlements and deltas keep all."""
    rng = np.random.default_rng(seed)
    book, facts = Book(case.contracts), facts_from(case.tables)
    later = {name: rng.integers(0, 4, len(getattr(facts, name))) for name in TABLES}
    kept = []
    for day, clock in enumerate(sorted([*case.clocks, LAST])):
        new = Facts(**{name: getattr(facts, name)[later[name] == day] for name in TABLES})
        if day == 2 and len(facts.lines):  # all lines once more, and they belong elsewhere
            new = replace(new, lines=facts.lines.assign(session_id=None))
        deltas, settlement = book.add(new, clock), book.settlement()
        kept.append((deltas, _changed(deltas), settlement, _told(settlement)))
    for deltas, changed, settlement, told in kept:
        assert _changed(deltas) == changed
        assert _told(settlement) == told


def _changed(deltas: Deltas) -> list[Any]:
    return [deltas.table.to_pylist(), deltas.inflow.to_pylist()]


def _told(one: Settlement) -> list[Any]:
    dues = [(due.due_fen.tolist(), due.held_fen.tolist()) for due in one.dues]
    return [one.lines.to_dict("list"), dues, one.entries, one.outside, one.refused, one.notices]
