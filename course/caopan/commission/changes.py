"""What changed in a book since it was last asked: dues and what they are paid from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.settlement import RESIDUAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pyarrow as pa
    from numpy.typing import NDArray

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


class Changes:
    """Collects changes by version and rule, and makes the tables of them."""

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
        columns = self._columns(self._inflow)
        columns["source"] = _named(SOURCES, [one.name for one in self._inflow], self._inflow)
        return _table(columns, INFLOW_COLUMNS)

    def due_table(self, entries: dict[Key, tuple[int, int]]) -> pa.Table:
        """Changes of dues; entries: (delta, due) of each that changed."""
        import pyarrow as pa

        columns = self._columns(self._dues)
        rules = [[*one.rules, (RESIDUAL, one.contract.merchant)] for one in self._versions]
        names = [rules[one.version][one.name] for one in self._dues]
        for place, column in enumerate(("term", "party")):
            values = [name[place] for name in names]
            kinds = sorted(set(values))
            columns[column] = _named(kinds, [kinds.index(one) for one in values], self._dues)
        columns["due_fen"] = _joined([one.now for one in self._dues])
        rows = len(columns["due_fen"])
        columns["period"] = pa.array([""] * rows, pa.string()) if rows < 1 else _empty(rows)
        lines = _table(columns, DUE_COLUMNS)
        if not entries:
            return lines
        keys = [list(column) for column in zip(*entries, strict=True)]
        delta, due = (list(column) for column in zip(*entries.values(), strict=True))
        beside: dict[str, Any] = dict(
            zip(("contract_id", "version", "session_id"), keys, strict=False)
        )
        beside |= {"line_id": [""] * len(due), "period": keys[3], "term": keys[4], "party": keys[5]}
        beside |= {"delta_fen": delta, "due_fen": due}
        return pa.concat_tables([lines, _table(beside, DUE_COLUMNS)]).unify_dictionaries()

    def _columns(self, pieces: list[_Piece]) -> dict[str, Any]:
        ids = [one.contract.contract_id for one in self._versions]
        kinds = sorted(set(ids))
        numbers = np.array([one.contract.version for one in self._versions], np.int32)
        lines = _joined([one.lines for one in pieces])
        session = _joined([one.session for one in pieces])
        return {
            "contract_id": _named(kinds, [kinds.index(ids[one.version]) for one in pieces], pieces),
            "version": np.repeat(
                numbers[[one.version for one in pieces]], [len(one.lines) for one in pieces]
            ),
            "session_id": self._sessions(session),
            "line_id": self._store.line_ids.take(lines),
            "delta_fen": _joined([one.delta for one in pieces]),
        }

    def _sessions(self, codes: NDArray[Any]) -> pa.Array:
        import pyarrow as pa

        ids = self._store.session_ids
        met = np.zeros(len(ids) + 1, np.bool_)
        met[codes] = True  # the last place is that of no session
        names = [ids.text(code) if code < len(ids) else "" for code in np.flatnonzero(met).tolist()]
        places = (np.cumsum(met) - 1).astype(np.int32)[codes]
        return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(names, pa.string()))


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


def _joined(parts: list[NDArray[Any]]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(0, np.int64), *parts])


def _named(kinds: Sequence[str], codes: list[int], pieces: list[_Piece]) -> pa.Array:
    """A column of words, one for each piece, dictionary-encoded."""
    import pyarrow as pa

    sizes = [len(one.lines) for one in pieces]
    places = np.repeat(np.array(codes, np.int32), sizes)
    return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(kinds, pa.string()))


def _empty(rows: int) -> pa.Array:
    import pyarrow as pa

    places = pa.array(np.zeros(rows, np.int32))
    return pa.DictionaryArray.from_arrays(places, pa.array([""], pa.string()))


def _table(columns: dict[str, Any], names: tuple[str, ...]) -> pa.Table:
    import pyarrow as pa

    word = pa.dictionary(pa.int32(), pa.string())
    kinds = {"version": pa.int32(), "line_id": pa.string()}
    kinds |= {name: pa.int64() for name in names if name.endswith("_fen")}
    schema = pa.schema([(name, kinds.get(name, word)) for name in names])
    arrays = []
    for name in names:
        given = columns[name]
        kind = schema.field(name).type
        array = given if isinstance(given, pa.Array) else pa.array(given)
        arrays.append(array.cast(kind) if array.type != kind else array)
    return pa.Table.from_arrays(arrays, schema=schema)


def totals(entries: Sequence[Entry]) -> dict[Key, int]:
    """Dues of entries by their key."""
    found: dict[Key, int] = {}
    for one in entries:
        key = (one.contract_id, one.version, one.session_id, one.period, one.term, one.party)
        found[key] = found.get(key, 0) + one.due_fen
    return {key: fen for key, fen in found.items() if fen}
