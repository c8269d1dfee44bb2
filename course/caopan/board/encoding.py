"""Rows of the event tables as the kernels take them, and why a row is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.board.channels import NEVER, SECOND
from caopan.board.deeds import KINDS
from caopan.board.hashing import ABSENT, Names, hashed
from caopan.board.stores import AnyArray
from caopan.board.till import FAN_FLAG, PLAN_FLAG
from caopan.compiled import compiled
from caopan.errors import CaopanError
from caopan.events import conform
from caopan.events.catalogue import DECLARED

if TYPE_CHECKING:
    import pandas as pd

REASONS = (
    "",
    "too late",
    "told twice",
    "empty cell",
    "another session",
    "unknown session",
    "arrived before it happened",
    "ended before it began",
    "before the opening",
    "negative money",
    "amount out of all measure",
    "unknown word",
    "line told under another event number",
    "changed schema",
    "unknown table",
)
(
    OK,
    LATE,
    TWICE,
    EMPTY,
    OTHER,
    UNKNOWN,
    EARLY,
    BACKWARD,
    BEFORE,
    NEGATIVE,
    HUGE,
    WORD,
    AGAIN,
    SCHEMA,
    TABLE,
) = range(len(REASONS))
MOST = 10**12
"""Fen or pieces of one row beyond which it is a mistake (assumed): sums stay within 64 bits."""
HORIZON = 60 * 86_400
"""Seconds after which a session is over for good: 60 days, past every return window (assumed)."""
DATED = ("ts", "enter", "leave", "promise")
TAKEN = (
    "impression",
    "visit",
    "interaction",
    "product_event",
    "explain_seg",
    "shelf",
    "stock_event",
    "order_line",
    "refund",
    "fulfil",
    "ad_spend",
)
UNUSED = tuple(name for name in DECLARED if name not in TAKEN)
"""Tables from which no metric of the board is read; their rows are seen and left."""


@dataclass
class Batch:
    """Rows of one table in order of arrival; those before ``at`` are used already."""

    table: str
    arrive: AnyArray
    status: AnyArray
    columns: dict[str, AnyArray]
    examples: dict[int, tuple[int, str]] = field(default_factory=dict)
    at: int = 0
    due: int = 0  # arrival of the next row to be used
    given: list[AnyArray] = field(default_factory=list)  # to the kernel
    clean: bool = False  # no row is refused
    last: int = 0  # the last second within the horizon that a row tells of

    def __post_init__(self) -> None:
        if len(self.arrive):
            self.due = int(self.arrive[min(self.at, len(self.arrive) - 1)])
        self.clean = not self.status.any()
        dated = [self.columns[name] for name in DATED if name in self.columns]
        if "numbers" in self.columns:
            dated += [self.columns["numbers"][:, 4], self.columns["numbers"][:, 5]]
        for one in dated:
            inside = one[one <= HORIZON * SECOND]
            self.last = max(self.last, -(-int(inside.max(initial=0)) // SECOND))


@dataclass
class Coder:
    """Numbers names, and judges rows. session: the board's; sessions: all that are known."""

    session: str
    sessions: frozenset[str]
    origin: int  # microseconds since 1970
    watermark: int  # microseconds
    events: dict[str, Names] = field(default_factory=lambda: {name: Names() for name in TAKEN})
    users: Names = field(default_factory=Names)
    lines: Names = field(default_factory=Names)
    orders: Names = field(default_factory=Names)
    skus: Names = field(default_factory=lambda: Names(listed=True))
    products: Names = field(default_factory=lambda: Names(listed=True))
    told: AnyArray = field(default_factory=lambda: np.zeros((1024, 2), dtype=np.uint8))
    rooms: Names | None = None

    def batch(self, table: str, frame: pd.DataFrame) -> Batch:
        """Encode a frame of a table.

        Raises CaopanError when columns or types are not the declared ones.
        """
        frame = _formed(table, frame)
        rows = _Rows(table, frame, self.origin)
        if rows.unsorted:
            order = np.argsort(rows.arrive, kind="stable")
            rows = _Rows(table, frame.iloc[order].reset_index(drop=True), self.origin)
        READERS[table](self, rows)
        self._judge(rows)
        return Batch(table, rows.arrive, rows.status, rows.columns, rows.examples())

    def _judge(self, rows: _Rows) -> None:
        """Find the late and those told twice, and number what the sound rows name."""
        if "session_id" in rows.frame and rows.table != "stock_event":
            self._ours(rows)
        late = rows.arrive - rows.passed > self.watermark
        rows.refuse(LATE, late)
        refused = rows.status != OK
        codes, fresh = self.events[rows.table].number(rows.frame["event_id"], refused, rows.event)
        rows.status[(codes != ABSENT) & ~fresh] = TWICE
        rows.number()
        if rows.table in {"order_line", "fulfil"}:
            self._once(rows, rows.columns["line"], 0 if rows.table == "order_line" else 1)

    def _ours(self, rows: _Rows) -> None:
        if self.rooms is None:
            self.rooms = Names((self.session, *sorted(self.sessions - {self.session})))
        codes, _ = self.rooms.number(rows.frame["session_id"])
        rows.refuse(UNKNOWN, (codes < 0) | (codes >= len(self.sessions)))
        rows.refuse(OTHER, codes > 0)

    def _once(self, rows: _Rows, lines: AnyArray, column: int) -> None:
        if len(self.lines) > len(self.told):
            told = np.zeros((1 << len(self.lines).bit_length(), 2), dtype=np.uint8)
            told[: len(self.told)] = self.told
            self.told = told
        _again(lines, rows.status, self.told, column, AGAIN)


@compiled
def _again(lines: Any, status: Any, told: Any, column: Any, reason: Any) -> Any:
    """Refuse a line's second row."""
    for row in range(len(lines)):
        if status[row] == 0:
            if told[lines[row], column]:
                status[row] = reason
            told[lines[row], column] = 1


@cache
def _form(table: str) -> tuple[list[str], list[Any]]:
    """Names and types of a table's columns."""
    from pandas.api.types import pandas_dtype

    columns = DECLARED[table].columns
    return [c.name for c in columns], [pandas_dtype(c.dtype) for c in columns]


def _formed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    names, kinds = _form(table)
    if list(frame.columns) == names and list(frame.dtypes) == kinds:
        return frame
    try:
        return conform(table, frame)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
        raise CaopanError(f"table {table!r} came in another form: {problem}") from problem


SHOWN = ("ts", "qty", "kind", "session_id", "stage", "user_id", "delta")


class _Rows:
    """The rows of a batch while they are judged."""

    def __init__(self, table: str, frame: pd.DataFrame, origin: int) -> None:
        self.table, self.frame, self.origin = table, frame, origin
        n = len(frame)
        self.status = np.zeros(n, dtype=np.uint8)
        self.columns: dict[str, AnyArray] = {}
        self.named: list[tuple[str, Names, pd.Series, tuple[AnyArray, AnyArray]]] = []
        self.event = hashed(frame["event_id"])
        self.refuse(EMPTY, ~self.event[1])
        self.arrive = self.time("arrive_ts")
        self.passed = self.arrive
        self.unsorted = bool(n > 1 and (self.arrive[1:] < self.arrive[:-1]).any())

    def refuse(self, reason: int, rows: AnyArray) -> None:
        """Give a reason to rows that have none yet."""
        self.status[(self.status == OK) & rows] = reason

    def time(self, name: str, *, null: bool = False) -> AnyArray:
        """A time in microseconds since the origin, NEVER where there is none."""
        plain = np.asarray(self.frame[name].array, dtype="M8[us]").view(np.int64)
        gone = plain == np.iinfo(np.int64).min
        if not gone.any():
            return np.asarray(plain - self.origin)
        if not null:
            self.refuse(EMPTY, gone)
        return np.where(gone, NEVER, plain - self.origin)

    def whole(self, name: str, low: int, short: int = NEGATIVE) -> AnyArray:
        """Whole numbers; refuses those below ``low`` and beyond all measure."""
        values = self.frame[name]
        if str(values.dtype) != "int64":
            self.refuse(EMPTY, values.isna().to_numpy())
            values = values.fillna(0)
        out = values.to_numpy(dtype=np.int64)
        self.refuse(short, out < low)
        self.refuse(HUGE, np.abs(out) > MOST)
        return out

    def flag(self, name: str) -> AnyArray:
        """Yes or no."""
        values = self.frame[name]
        if str(values.dtype) != "bool":
            self.refuse(EMPTY, values.isna().to_numpy())
            values = values.fillna(value=False)
        return values.to_numpy(dtype=bool)

    def there(self, name: str) -> AnyArray:
        """Where a text is."""
        return self.frame[name].notna().to_numpy()

    def word(self, name: str, words: Names, count: int) -> AnyArray:
        """Numbers of words out of a list."""
        codes, _ = words.number(self.frame[name])
        self.refuse(WORD, (codes < 0) | (codes >= count))
        return codes

    def name(self, column: str, names: Names, text: str) -> None:
        """Number a name of each row, once it is known which rows are sound."""
        values = self.frame[text]
        hashes = hashed(values)
        self.refuse(EMPTY, ~hashes[1])
        self.named.append((column, names, values, hashes))

    def number(self) -> None:
        """Number the names of the sound rows."""
        refused = self.status != OK
        for column, names, values, hashes in self.named:
            self.columns[column], _ = names.number(values, refused, hashes)

    def born(self, ts: AnyArray) -> None:
        """Refuse what arrived before it happened, and what happened before the room could open."""
        self.refuse(EARLY, ts > self.arrive)
        self.refuse(BEFORE, ts < 0)

    def latest(self, *times: AnyArray) -> None:
        """Remember the latest moment told by the row which had passed when it arrived."""
        passed = np.full(len(self.arrive), -NEVER)
        for one in times:
            passed = np.maximum(passed, np.where(one <= self.arrive, one, -NEVER))
        self.passed = np.where(passed == -NEVER, self.arrive, passed)

    def examples(self) -> dict[int, tuple[int, str]]:
        """The first row of each reason, in words."""
        if not self.status.any():
            return {}
        found, first = np.unique(self.status, return_index=True)
        return {
            int(reason): (int(row), self._say(int(row)))
            for reason, row in zip(found, first, strict=True)
            if reason not in (OK, LATE, TWICE)
        }

    def _say(self, row: int) -> str:
        values = self.frame.iloc[row]
        shown = [
            f"{name} {values[name]}"
            for name in values.index
            if name.endswith(("_ts", "_fen"))
            or name in {"ts", "qty", "kind", "session_id", "stage"}
        ]
        return f"{self.table} {values['event_id']}: {', '.join(shown)}"


def _impression(_: Coder, rows: _Rows) -> None:
    ts = rows.time("ts")
    rows.born(ts)
    rows.passed = ts
    rows.columns |= {"ts": ts, "amount": np.ones(len(ts), dtype=np.int64)}


def _ad_spend(_: Coder, rows: _Rows) -> None:
    ts = rows.time("ts")
    rows.born(ts)
    rows.passed = ts
    rows.columns |= {"ts": ts, "amount": rows.whole("cost_fen", 0)}


def _visit(coder: Coder, rows: _Rows) -> None:
    enter, leave = rows.time("enter_ts"), rows.time("leave_ts", null=True)
    rows.born(enter)
    rows.refuse(BACKWARD, leave < enter)
    rows.latest(enter, leave)
    flag = rows.flag("via_impression").astype(np.uint8)
    flag += 2 * rows.flag("is_fan").astype(np.uint8) + 4 * rows.there("plan_id").astype(np.uint8)
    rows.columns |= {"enter": enter, "leave": leave, "flag": flag}
    rows.name("user", coder.users, "user_id")


KIND_NAMES = Names(KINDS)
STAGE_NAMES = Names(("pre_ship", "post_ship", "after_settle"))


def _deed(first: int, count: int) -> Callable[[Coder, _Rows], None]:
    def read(coder: Coder, rows: _Rows) -> None:
        ts = rows.time("ts")
        rows.born(ts)
        rows.passed = ts
        kind = rows.word("kind", KIND_NAMES, first + count)
        rows.refuse(WORD, kind < first)
        rows.columns |= {"ts": ts, "kind": kind.astype(np.int8)}
        rows.name("user", coder.users, "user_id")

    return read


def _explain_seg(coder: Coder, rows: _Rows) -> None:
    start, end = rows.time("start_ts"), rows.time("end_ts")
    rows.refuse(BACKWARD, end < start)
    rows.refuse(BEFORE, start < 0)
    rows.latest(start, end)
    rows.columns |= {"start": start, "end": end}
    rows.name("product", coder.products, "product_id")


def _shelf(coder: Coder, rows: _Rows) -> None:
    listed, gone = rows.time("listed_ts"), rows.time("delisted_ts", null=True)
    rows.refuse(BACKWARD, gone < listed)
    rows.latest(listed, gone)
    rows.columns |= {"listed": np.maximum(-((-listed) // SECOND), 0)}
    rows.name("sku", coder.skus, "sku_id")


def _stock_event(coder: Coder, rows: _Rows) -> None:
    ts = rows.time("ts")
    rows.latest(ts)
    rows.columns |= {"ts": ts, "delta": rows.whole("delta", -MOST)}
    rows.name("sku", coder.skus, "sku_id")


def _order_line(coder: Coder, rows: _Rows) -> None:
    create, pay = rows.time("create_ts"), rows.time("pay_ts", null=True)
    rows.born(create)
    rows.refuse(BACKWARD, pay < create)
    rows.latest(create, pay)
    qty, fen = rows.whole("qty", 1), rows.whole("pay_fen", 0)
    own, platform = rows.whole("m_coupon_fen", 0), rows.whole("p_coupon_fen", 0)
    for unread in ("a_coupon_fen", "list_fen"):
        rows.whole(unread, 0)
    flag = FAN_FLAG * rows.flag("is_fan").astype(np.uint8)
    flag += PLAN_FLAG * rows.there("plan_id").astype(np.uint8)
    numbers = np.stack([qty, fen, fen + platform, own, create, pay], axis=1)
    rows.columns |= {"numbers": numbers, "flag": flag}
    rows.name("line", coder.lines, "line_id")
    rows.name("user", coder.users, "user_id")
    rows.name("order", coder.orders, "order_id")
    rows.name("product", coder.products, "product_id")
    rows.name("sku", coder.skus, "sku_id")


def _refund(coder: Coder, rows: _Rows) -> None:
    ts = rows.time("ts")
    rows.born(ts)
    rows.passed = ts
    stage = rows.word("stage", STAGE_NAMES, 3)
    fen = rows.whole("amount_fen", 1)
    rows.columns |= {"ts": ts, "fen": fen, "early": (stage == 0).astype(np.uint8)}
    rows.name("line", coder.lines, "line_id")


def _fulfil(coder: Coder, rows: _Rows) -> None:
    promise, ship = rows.time("promise_ts"), rows.time("ship_ts", null=True)
    sign = rows.time("sign_ts", null=True)
    rows.refuse(BACKWARD, (sign < ship) & (ship < NEVER))
    rows.latest(promise, ship, sign)
    rows.columns |= {"promise": promise, "on_time": (ship <= promise).astype(np.uint8)}
    rows.name("line", coder.lines, "line_id")


READERS: dict[str, Callable[[Coder, _Rows], None]] = {
    "impression": _impression,
    "visit": _visit,
    "interaction": _deed(0, 6),
    "product_event": _deed(6, 2),
    "explain_seg": _explain_seg,
    "shelf": _shelf,
    "stock_event": _stock_event,
    "order_line": _order_line,
    "refund": _refund,
    "fulfil": _fulfil,
    "ad_spend": _ad_spend,
}
