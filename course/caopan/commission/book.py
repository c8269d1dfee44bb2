"""A book of dues that takes in new facts and says what changed, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.commission.changes import Changes, Deltas, totals
from caopan.commission.columns import add_taken, each
from caopan.commission.drawing_up import payable_of, settlement_of
from caopan.commission.dues import Dues, LineBases
from caopan.commission.entries import drafts_of, entries_of
from caopan.commission.intake import NEVER
from caopan.commission.judging import judge
from caopan.commission.moments import clock_us, moment_of, us_of
from caopan.commission.refusals import refused_of
from caopan.commission.shares import by_itself, passed
from caopan.commission.state import INFLOW, State
from caopan.commission.store import Store
from caopan.commission.versions import Scopes, versions_of
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from caopan.commission.contract import Contract
    from caopan.commission.facts import Facts
    from caopan.commission.settlement import Entry, Refused, Settlement
    from caopan.commission.store import Added

MOMENTS = {
    "lines": ("arrive", "pay_ts"),
    "refunds": ("arrive", "ts"),
    "deliveries": ("arrive", "promise", "ship", "sign"),
}
"""Moments of a row at which its line may change."""


class Book:
    """Dues under some contracts, kept up to date as facts come and the clock goes on.

    Raises CaopanError as ``settle`` does for contracts that do not settle.
    """

    def __init__(self, contracts: Sequence[Contract]) -> None:
        self._versions = versions_of(contracts)
        self._store = Store()
        shares = [share for one in self._versions for share in one.shares]
        self._cuts = any(share.keeps_after_settle for share in shares)
        rules = max((len(one.rules) for one in self._versions), default=0)
        self._state = State(self._store, rules, cuts=self._cuts)
        self._us: int | None = None
        self._refunds = np.zeros(0, np.int8)
        self._later = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        self._measured: dict[Any, int] = {}
        self._entries: tuple[Entry, ...] = ()
        self._notices: tuple[Refused, ...] = ()

    @property
    def clock(self) -> datetime | None:
        """The clock of the last addition; None before the first."""
        return None if self._us is None else moment_of(self._us)

    def add(self, facts: Facts, as_of: datetime) -> Deltas:
        """Take in new facts, move the clock, and say what changed.

        facts: only new rows (none are needed: then the clock alone moves); what arrives after as_of
        is kept until the clock gets there. Raises CaopanError if the clock would go backwards, has
        no offset or is after 2099, and if a frame cannot be read; then nothing has changed.
        """
        changes = Changes(self._versions, self._store)
        before = totals(self._entries)
        self.advance(facts, as_of, changes)
        after = totals(self._entries)
        moved = {
            key: (after.get(key, 0) - before.get(key, 0), after.get(key, 0))
            for key in sorted({*before, *after})
            if after.get(key, 0) != before.get(key, 0)
        }
        tables = changes.due_table(moved), changes.inflow_table()
        return Deltas(moment_of(us_of(as_of)), *tables, self._refused(), self._notices)

    def settlement(self) -> Settlement:
        """All dues at the clock. Raises CaopanError if nothing was added yet."""
        if self._us is None:
            raise CaopanError("nothing was added to the book yet; add facts with a clock first")
        return settlement_of(
            self._store, self._state, self._versions, self._us, self._entries, self._refused(),
            self._notices,
        )  # fmt: skip

    def payable(self) -> dict[tuple[str, str], int]:
        """What a cycle would pay now by (contract_id, party): confirmed and not held, in fen."""
        if self._us is None:
            return {}
        return payable_of(self._state, self._versions, self._entries, self._us)

    def advance(self, facts: Facts, as_of: datetime, changes: Changes | None = None) -> None:
        """``add`` without its tables: what changed is told to changes, if there are any."""
        clock = self._next(as_of)
        before = {name: len(self._store.tables[name]) for name in MOMENTS}
        added = self._store.add(facts)
        self._us = clock
        lines = self._due_lines(added, before, clock)
        if self._measured:
            self._forget(added)
        self._refresh(lines, clock, changes)

    def _next(self, as_of: datetime) -> int:
        clock = clock_us(as_of)
        if self._us is not None and clock < self._us:
            raise CaopanError(
                f"the clock would go backwards, from {self.clock} to {as_of}; settle anew for an "
                "earlier moment"
            )
        return clock

    def _due_lines(
        self, added: Added, before: dict[str, int], clock: int
    ) -> NDArray[np.int64] | None:
        """Lines that may have changed, rising; None for all. Later moments are noted."""
        at, code = self._later
        fired = at <= clock
        old = code[fired]
        moments, codes = [at[~fired]], [code[~fired]]
        for name, columns in MOMENTS.items():
            table = self._store.tables[name]
            new = slice(before[name], None)
            line = table["line"][new]
            for column in columns:
                values = table[column][new]
                some = (values > clock) & (values != NEVER) & (line >= 0)
                moments.append(values[some])
                codes.append(line[some].astype(np.int64))
        self._later = np.concatenate(moments), np.concatenate(codes)
        if added.lines is None:
            return None
        return each(len(self._store.line_ids), old, added.lines)

    def _forget(self, added: Added) -> None:
        """Drop measured sales of sessions on which something new is known."""
        if added.lines is None or added.sessions:
            self._measured.clear()
            return
        rows, _ = self._store.rows_of("lines", added.lines)
        named = set(np.unique(self._store.tables["lines"]["session"][rows]).tolist())
        self._measured = {k: fen for k, fen in self._measured.items() if not named & set(k[2])}

    def _refresh(
        self, lines: NDArray[np.int64] | None, clock: int, changes: Changes | None
    ) -> None:
        store, state = self._store, self._state
        state.widen(len(store.line_ids))
        scopes = Scopes(self._versions, store)
        found = judge(store, scopes, lines, clock, cuts=self._cuts)
        self._note(found.refund_rows, found.refund_why)
        where: Any = slice(None) if lines is None else lines
        new = state.columns_of(found)
        if changes is not None or lines is not None:
            some = np.arange(len(found.row)) if lines is None else lines
            self._take_back(some, new, changes)
        state.write(where, new)
        spent = store.spent(clock).tolist()
        dues = Dues(store, state, self._versions, spent)
        for v in range(len(self._versions)):
            fresh = None if lines is None else state.rank(lines[new["version"] == v])
            self._reckon(v, dues, fresh, changes)
        bases = LineBases(store, scopes, self._versions, dues, state, self._measured)
        entries: list[Entry] = []
        for v, version in enumerate(self._versions):
            entries += entries_of(version, drafts_of(version, store, bases, spent, clock))
            for share in version.shares:
                entries += entries_of(version, dues.floors(v, share, clock))
        self._entries, self._notices = tuple(entries), tuple(sorted(dues.notices, key=str))

    def _note(self, rows: NDArray[Any], why: NDArray[np.int8]) -> None:
        count = len(self._store.tables["refunds"])
        if count > len(self._refunds):
            room = np.zeros(count + count // 4, np.int8)
            room[: len(self._refunds)] = self._refunds
            self._refunds = room
        self._refunds[rows] = why

    def _refused(self) -> tuple[Refused, ...]:
        count = len(self._store.tables["refunds"])
        clock = self._us or 0
        return tuple(refused_of(self._store, self._state, self._refunds[:count], clock))

    def _take_back(
        self, lines: NDArray[np.int64], new: dict[str, NDArray[Any]], changes: Changes | None
    ) -> None:
        """Take back dues of lines that come under another key; tell what comes in."""
        state = self._state
        version, session = state["version"][lines], state["session"][lines]
        leaves = (version != new["version"]) | (session != new["session"])
        leaves = (version >= 0) & (leaves | (state["moment"][lines] != new["moment"]))
        for v in np.unique(version[leaves]).tolist():
            gone = lines[leaves & (version == v)]
            for rule in (*range(len(self._versions[v].rules)), -1):
                due = state.due(rule)
                if changes is not None:
                    some = gone[due[gone] != 0]
                    changes.due(v, rule, some, state["session"][some], -due[some], 0 * some)
                due[gone] = 0
        if changes is not None:
            stays = (version >= 0) & ~leaves
            for source, name in enumerate(INFLOW):
                old, now = state[name][lines], new[name]
                sign = -1 if name == "borne" else 1
                for v in range(len(self._versions)):
                    some = leaves & (version == v) & (old != 0)
                    changes.inflow(v, source, lines[some], session[some], -sign * old[some])
                    delta = now - np.where(stays, old, 0)
                    some = (new["version"] == v) & (delta != 0)
                    changes.inflow(v, source, lines[some], new["session"][some], sign * delta[some])

    def _reckon(
        self, v: int, dues: Dues, fresh: NDArray[np.int64] | None, changes: Changes | None
    ) -> None:
        """Reckon a version's dues anew where they may have changed; fresh None: everywhere."""
        version, state = self._versions[v], self._state
        touched = [dues.lines_of(v) if fresh is None else fresh]
        rule = 0
        for share in version.shares:
            alone = fresh is not None and by_itself(share)
            lines = dues.within(share, touched[0] if alone else dues.lines_of(v))
            for net in passed(dues.of_share(v, share, lines), share.passes_on):
                touched.append(self._set(v, rule, lines, net, changes))
                rule += 1
        rest = touched[0]
        if fresh is not None:
            rest = state.rank(each(len(state["row"]), *touched))
        left = -state["borne"][rest]
        for part in INFLOW[:-1]:
            add_taken(left, state[part], rest, 1)
        for rule in range(len(version.rules)):
            add_taken(left, state.due(rule), rest, -1)
        self._set(v, -1, rest, left, changes)

    def _set(
        self, v: int, rule: int, lines: NDArray[Any], now: NDArray[Any], changes: Changes | None
    ) -> NDArray[Any]:
        """Put dues in their place; gives back the lines on which they changed."""
        due = self._state.due(rule)
        if changes is None:
            due[lines] = now
            return lines
        old = due[lines]
        at = np.flatnonzero(old != now)
        moved = lines[at]
        due[moved] = now[at]
        session = self._state["session"][moved]
        changes.due(v, rule, moved, session, now[at] - old[at], now[at])
        return moved
