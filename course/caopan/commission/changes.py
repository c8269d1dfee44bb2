"""What changed in a book since it was last asked: dues and what they are paid from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.settlement import RESIDUAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import pyarrow as pa
    from numpy.typing import NDArray

    from caopan.commission.ids import Codes
    from caopan.commission.settlement import Entry, Refused
    from caopan.commission.store import Store
    from caopan.commission.versions import Version

SOURCES: Final = ("buyer", "platform", "anchor", "channel", "borne")
"""What dues are paid from: what is kept of each payer's, less what the merchant paid alone."""
Key = tuple[str, int, str, str, str, str]
"""An entry's contract_id, version, session_id, period, term, party."""


@dataclass(frozen=True, eq=False)
class Deltas:
    """What an addition to a book changed.

    table: one row per line or entry, rule and party whose due changed: contract_id, version,
    session_id, line_id (empty for an entry), period (empty for a line), term, party, delta_fen,
    due_fen (what it is now). inflow: one row per line and source (buyer, platform, channel, anchor,
    or borne, below zero: paid by the merchant alone): contract_id, version, session_id, line_id,
    source, delta_fen. Both are pyarrow tables with whole fen; per contract version the lines of
    table and inflow have the same sum, and entries of the table have the sum 0. A line that came
    under another version, session or moment has its old dues taken back under the old key and its
    new ones under the new one. refused, notices: all at the clock, not only the new ones.
    """

    as_of: datetime
    table: pa.Table
    inflow: pa.Table
    refused: tuple[Refused, ...]
    notices: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    version: int
    name: int
    lines: NDArray[Any]
    session: NDArray[Any]
    delta: NDArray[Any]
    now: NDArray[Any]


class _Words:
    """A column of few words, written as their numbers."""

    def __init__(self, words: Iterable[str]) -> None:
        import pyarrow as pa

        self._numbers = {word: n for n, word in enumerate(dict.fromkeys(words))}
        self._all = pa.array(list(self._numbers), pa.string())

    def numbers(self, words: Iterable[str]) -> NDArray[np.int32]:
        """The numbers of some words."""
        return np.array([self._numbers[word] for word in words], np.int32)

    def each(self, words: Iterable[str]) -> pa.Array:
        """A row for each word."""
        return self.numbered(self.numbers(words))

    def same(self, word: str, rows: int) -> pa.Array:
        """The same word in all rows."""
        return self.numbered(np.full(rows, self._numbers[word], np.int32))

    def numbered(self, numbers: NDArray[np.int32]) -> pa.Array:
        """Words by their numbers, which are those of their order."""
        import pyarrow as pa

        return pa.DictionaryArray.from_arrays(pa.array(numbers), self._all)


class _Sessions(_Words):
    """A column of sessions: those of some pieces, by their codes, and others by name."""

    def __init__(self, ids: Codes, pieces: Iterable[_Piece], others: Iterable[str]) -> None:
        rows = np.zeros(len(ids) + 1, np.int64)  # of each code, first of no session
        for one in pieces:
            rows += np.bincount(one.session + 1, minlength=len(rows))
        met = np.flatnonzero(rows[1:])
        names = [ids.text(code) for code in met.tolist()]
        super().__init__(["", *names, *others])
        self._by_code = np.zeros(len(rows), np.int32)  # last of no session
        self._by_code[met] = self.numbers(names)

    def coded(self, codes: NDArray[Any]) -> pa.Array:
        """A row for each code; -1 is no session."""
        return self.numbered(self._by_code[codes])


class Changes:
    """Collects changes by version and rule, and makes the tables of them.

    Each piece is a part of its table as it stands: nothing is joined, so nothing is copied.
    """

    def __init__(self, versions: Sequence[Version], store: Store) -> None:
        self._versions, self._store = versions, store
        self._dues: list[_Piece] = []
        self._inflow: list[_Piece] = []

    def due(self, version: int, rule: int, lines: Any, session: Any, delta: Any, now: Any) -> None:
        """Dues of lines by the version's rule of that number (-1: the residual) changed."""
        if len(lines):
            self._dues.append(_Piece(version, rule, lines, session, delta, now))

    def inflow(self, version: int, source: int, lines: Any, session: Any, delta: Any) -> None:
        """What comes in from a source of that number changed."""
        if len(lines):
            self._inflow.append(_Piece(version, source, lines, session, delta, delta))

    def inflow_table(self) -> pa.Table:
        """Changes of what comes in."""
        contracts, sources = self._contracts(), _Words(SOURCES)
        sessions = _Sessions(self._store.session_ids, self._inflow, ())
        parts = [
            self._where(one, contracts, sessions)
            | {"source": sources.same(SOURCES[one.name], len(one.lines)), "delta_fen": one.delta}
            for one in self._inflow
        ]
        return _table(parts, INFLOW_COLUMNS)

    def due_table(self, entries: dict[Key, tuple[int, int]]) -> pa.Table:
        """Changes of dues; entries: (delta, due) of each that changed."""
        rules = [[*one.rules, (RESIDUAL, one.contract.merchant)] for one in self._versions]
        each = [rule for some in rules for rule in some] + [key[4:] for key in entries]
        terms, parties = _Words(term for term, _ in each), _Words(party for _, party in each)
        periods = _Words(["", *(key[3] for key in entries)])
        named = (key[2] for key in entries)
        sessions = _Sessions(self._store.session_ids, self._dues, named)
        contracts = self._contracts()
        parts = []
        for one in self._dues:
            rows, (term, party) = len(one.lines), rules[one.version][one.name]
            parts.append(
                self._where(one, contracts, sessions)
                | {"period": periods.same("", rows), "term": terms.same(term, rows)}
                | {"party": parties.same(party, rows), "delta_fen": one.delta, "due_fen": one.now}
            )
        if entries:
            contract, version, session, period, name, who = zip(*entries, strict=True)
            delta, due = zip(*entries.values(), strict=True)
            parts.append(
                {"contract_id": contracts.each(contract), "version": version}
                | {"session_id": sessions.each(session), "line_id": [""] * len(due)}
                | {"period": periods.each(period), "term": terms.each(name)}
                | {"party": parties.each(who), "delta_fen": delta, "due_fen": due}
            )
        return _table(parts, DUE_COLUMNS)

    def _where(self, one: _Piece, contracts: _Words, sessions: _Sessions) -> dict[str, Any]:
        contract, rows = self._versions[one.version].contract, len(one.lines)
        return {
            "contract_id": contracts.same(contract.contract_id, rows),
            "version": np.full(rows, contract.version, np.int32),
            "session_id": sessions.coded(one.session),
            "line_id": self._store.line_ids.take(one.lines),
        }

    def _contracts(self) -> _Words:
        return _Words(one.contract.contract_id for one in self._versions)


INFLOW_COLUMNS: Final = (
    "contract_id",
    "version",
    "session_id",
    "line_id",
    "source",
    "delta_fen",
)
DUE_COLUMNS: Final = (
    "contract_id",
    "version",
    "session_id",
    "line_id",
    "period",
    "term",
    "party",
    "delta_fen",
    "due_fen",
)


def _table(parts: Sequence[dict[str, Any]], names: tuple[str, ...]) -> pa.Table:
    """A table of parts, each of which has all the columns."""
    import pyarrow as pa

    word = pa.dictionary(pa.int32(), pa.string())
    kinds = {"version": pa.int32(), "line_id": pa.large_string()}
    kinds |= {name: pa.int64() for name in names if name.endswith("_fen")}
    schema = pa.schema([(name, kinds.get(name, word)) for name in names])
    batches = [
        pa.record_batch([pa.array(part[name], schema.field(name).type) for name in names], schema)
        for part in parts
    ]
    return pa.Table.from_batches(batches, schema)


def totals(entries: Sequence[Entry]) -> dict[Key, int]:
    """Dues of entries by their key."""
    found: dict[Key, int] = {}
    for one in entries:
        key = (one.contract_id, one.version, one.session_id, one.period, one.term, one.party)
        found[key] = found.get(key, 0) + one.due_fen
    return {key: fen for key, fen in found.items() if fen}
