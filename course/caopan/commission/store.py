"""All facts that have come, as columns, and which lines each new fact bears on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.columns import Columns, each
from caopan.commission.ids import Codes
from caopan.commission.intake import CODE, NEVER, Table
from caopan.commission.links import Links
from caopan.commission.reading import (
    read_deliveries,
    read_lines,
    read_refunds,
    read_spend,
    repeats,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from caopan.commission.facts import Facts

CONTENT: Final = {
    "refunds": ("ts", "line", "amount", "pieces", "kind"),
    "spend": ("ts", "session", "cost"),
}
"""What a repeat of an event must say as well."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it is known: moments in microseconds, NEVER if not given."""

    anchor: str
    start: int
    end: int
    makes_up_for: str


@dataclass(frozen=True)
class Added:
    """What an addition bears on: lines (None: all there are) and sessions by code."""

    lines: NDArray[Any] | None
    sessions: frozenset[int]


class Store:
    """The facts so far. ``add`` reads frames; a row keeps its place in its whole table."""

    def __init__(self) -> None:
        self.tables = {n: Columns() for n in ("lines", "refunds", "deliveries", "spend")}
        self.line_ids, self.session_ids, self.sku_ids = Codes(), Codes(), Codes()
        self.event_ids, self.spend_ids = Codes(), Codes()
        self.orders: list[Any] = []
        self.sessions: dict[int, Session] = {}
        self.peer_index: dict[str, int] = {}
        self.broken: list[tuple[str, int, str, str, str]] = []
        self._rows = {"sessions": 0, "peer_index": 0}
        self._links: dict[tuple[str, str], Links] = {}
        self.repeated = {name: np.zeros(0, np.int8) for name in CONTENT}

    def add(self, facts: Facts) -> Added:
        """Take in new rows. Raises CaopanError for frames that cannot be read at all."""
        first = not len(self.tables["lines"])
        read = {
            "lines": read_lines(facts.lines),
            "refunds": read_refunds(facts.refunds),
            "deliveries": read_deliveries(facts.deliveries),
            "spend": read_spend(facts.spend),
        }
        sessions, index = _Sessions(facts.sessions), _Index(facts.peer_index)
        codes = self._encode({name: data for name, (_, data) in read.items()})
        for name, (table, data) in read.items():
            self._add_timeless(name, data)
            new = {key: values for key, values in data.items() if key != "ids"}
            self.tables[name].append(new | {"why": table.why, "field": table.field})
        changed = self._add_sessions(sessions)
        self._add_index(index)
        moved = self._recount("refunds")
        self._recount("spend")
        if first:
            return Added(None, changed)
        parts = [*codes, moved, self._naming(changed)]
        return Added(each(len(self.line_ids), *parts), changed)

    def _add_timeless(self, name: str, data: dict[str, Any]) -> None:
        """Rows that do not say when they arrived: they can be known at no clock."""
        ids = data["ids"]["event_id" if "event_id" in data["ids"] else "line_id"]
        for n in np.flatnonzero(data["arrive"] == NEVER).tolist():
            row = len(self.tables[name]) + n
            self.broken.append((name, row, ids[n].as_py() or "", "arrive_ts", "not_whole"))

    def _encode(self, read: dict[str, dict[str, Any]]) -> list[NDArray[Any]]:
        """Put codes in the place of ids; gives back the lines that are named."""
        line, refund, delivery, spend = read.values()
        for one in (line, refund, delivery):
            one["line"] = self.line_ids.encode(one["ids"]["line_id"])
        for one in (line, spend):
            one["session"] = self.session_ids.encode(one["ids"]["session_id"])
        line["sku"] = self.sku_ids.encode(line["ids"]["sku_id"])
        refund["event"] = self.event_ids.encode(refund["ids"]["event_id"])
        spend["event"] = self.spend_ids.encode(spend["ids"]["event_id"])
        self.orders.append(line["ids"]["order_id"])
        return [one["line"] for one in (line, refund, delivery)]

    def _recount(self, name: str) -> NDArray[Any]:
        """Find which rows of events count; gives back the lines of refunds where that changed."""
        table, before = self.tables[name], self.repeated[name]
        content = (table[key] for key in CONTENT[name])
        why = table["why"] if name == "refunds" else self.spend_why()
        now = repeats(table["event"], table["arrive"], why, *content)
        self.repeated[name] = now
        moved = np.flatnonzero(now[: len(before)] != before)
        key = "line" if name == "refunds" else "session"
        return np.asarray(table[key][moved])

    def spend_why(self) -> NDArray[np.int8]:
        """Why each row of spend is refused by itself, its session looked up; 0 if it is not."""
        table = self.tables["spend"]
        session = table["session"]
        lost = (table["why"] == 0) & (session >= 0) & ~self.session_columns()[0][session]
        why: NDArray[np.int8] = np.where(lost, CODE["unknown_session"], table["why"])
        return why

    def _add_sessions(self, read: _Sessions) -> frozenset[int]:
        changed = set()
        for n, code in enumerate(self.session_ids.encode(read.ids).tolist()):
            one = read.sessions[n]
            if code < 0 or one.start == NEVER:
                field = "session_id" if code < 0 else "start_ts"
                name = read.ids[n].as_py() or ""
                row = self._rows["sessions"] + n
                self.broken.append(("sessions", row, name, field, "not_whole"))
            elif self.sessions.get(code) != one:
                self.sessions[code] = one
                changed.add(code)
        self._rows["sessions"] += len(read.sessions)
        return frozenset(changed)

    def _add_index(self, read: _Index) -> None:
        for n, (period, index, code) in enumerate(read.rows):
            row = self._rows["peer_index"] + n
            if code:
                self.broken.append(("peer_index", row, period, "index_bp", code))
            elif period:
                self.peer_index[period] = index
        self._rows["peer_index"] += len(read.rows)

    def _naming(self, sessions: frozenset[int]) -> NDArray[Any]:
        """Lines of which some row names one of the sessions."""
        if not sessions or not len(self.tables["lines"]):
            return np.zeros(0, np.int32)
        rows = self.rows_naming(np.array(sorted(sessions)))
        return np.asarray(self.tables["lines"]["line"][rows])

    def rows_naming(self, sessions: NDArray[Any]) -> NDArray[np.int64]:
        """Rows of lines that name one of the sessions."""
        return self._linked("lines", "session", len(self.session_ids)).rows(sessions)

    def _linked(self, name: str, key: str, count: int) -> Links:
        links = self._links.setdefault((name, key), Links())
        links.extend(self.tables[name][key], count)
        return links

    def rows_of(self, name: str, lines: NDArray[Any] | None) -> tuple[Any, NDArray[Any]]:
        """Rows of some lines in the order of the table, and each one's place among the lines.

        lines: rising codes, or None for all: then the rows are a slice and the places are codes.
        """
        table = self.tables[name]
        if lines is None:
            return slice(None), table["line"]
        rows = self._linked(name, "line", len(self.line_ids)).rows(lines)
        place = np.empty(len(self.line_ids), np.int32)
        place[lines] = np.arange(len(lines), dtype=np.int32)
        return rows, place[table["line"][rows]]

    def session_columns(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """By code, and last for no session: whether it is known, its start, its end."""
        count = len(self.session_ids) + 1
        known = np.zeros(count, np.bool_)
        start, end = np.full(count, NEVER, np.int64), np.full(count, NEVER, np.int64)
        for code, one in self.sessions.items():
            known[code], start[code], end[code] = True, one.start, one.end
        return known, start, end

    def spent(self, clock: int) -> NDArray[np.int64]:
        """Known spend of each session by code, in fen."""
        table = self.tables["spend"]
        counts = (self.spend_why() == 0) & (self.repeated["spend"] == 0)
        counts &= (table["arrive"] <= clock) & (table["ts"] <= clock)
        found = np.zeros(len(self.session_ids) + 1, np.int64)
        np.add.at(found, table["session"][counts], table["cost"][counts])
        return found


class _Sessions:
    """A frame of sessions, read."""

    def __init__(self, frame: pd.DataFrame) -> None:
        table = Table("sessions", frame)
        self.ids = table.text("session_id")
        anchors, makes = table.text("anchor_id"), table.text("makes_up_for")
        columns = (
            anchors.fill_null("").to_pylist(),
            table.moment("start_ts").tolist(),
            table.moment("end_ts").tolist(),
            makes.fill_null("").to_pylist(),
        )
        self.sessions = [Session(*one) for one in zip(*columns, strict=True)]


class _Index:
    """A frame of the peers' index, read: (period, index_bp, code of what is wrong)."""

    def __init__(self, frame: pd.DataFrame) -> None:
        table = Table("peer_index", frame)
        index = table.whole("index_bp")
        table.needed("index_bp", index)
        periods = table.text("period").fill_null("").to_pylist()
        codes = [table.code(n) for n in range(table.rows)]
        self.rows = list(zip(periods, index.tolist(), codes, strict=True))
