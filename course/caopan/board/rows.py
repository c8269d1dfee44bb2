"""A batch of rows while it is judged: its columns as numbers, and why a row is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.board.channels import NEVER, SECOND
from caopan.board.hashing import Names, hashed, texts
from caopan.board.stores import AnyArray, record
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
DATED = ("ts", "enter", "leave", "promise", "create", "pay")
FORMS = {
    name: record("row", f"arrive:i8 {columns} status:u1").kind
    for name, columns in {
        "impression": "ts:i8 amount:i8",
        "visit": "enter:i8 leave:i8 user:i4 flag:u1",
        "interaction": "ts:i8 user:i4 kind:i1",
        "product_event": "ts:i8 user:i4 kind:i1",
        "explain_seg": "start:i8 end:i8 product:i4",
        "shelf": "listed:i8 sku:i4",
        "stock_event": "ts:i8 delta:i8 sku:i4",
        "order_line": "create:i8 pay:i8 qty:i8 pay_fen:i8 base_fen:i8 m_coupon_fen:i8 "
        "line:i4 user:i4 order:i4 product:i4 sku:i4 flag:u1",
        "refund": "ts:i8 fen:i8 line:i4 early:u1",
        "fulfil": "promise:i8 line:i4 on_time:u1",
        "ad_spend": "ts:i8 amount:i8",
    }.items()
}
"""How the kernels take a row of each table: times in microseconds since the origin, fen, codes of
names; and why it is refused."""
TAKEN = tuple(FORMS)
UNUSED = tuple(name for name in DECLARED if name not in TAKEN)
"""Tables from which no metric of the board is read; their rows are seen and left."""


@dataclass
class Batch:
    """Rows of one table in its form, by arrival; those before ``at`` are used already."""

    table: str
    rows: AnyArray
    examples: dict[int, tuple[int, str]] = field(default_factory=dict)
    at: int = 0
    due: int = 0  # arrival of the next row to be used
    last: int = 0  # the last second within the horizon that a row tells of

    def __post_init__(self) -> None:
        self.used(self.at)
        for name in DATED:
            if self.tells(name):
                dates = self.rows[name]
                inside = dates[dates <= HORIZON * SECOND]
                self.last = max(self.last, -(-int(inside.max(initial=0)) // SECOND))

    def tells(self, column: str) -> bool:
        """Whether the rows have a column."""
        return column in (self.rows.dtype.names or ())

    @property
    def waits(self) -> int:
        """How many rows are still to be used."""
        return len(self.rows) - self.at

    def used(self, at: int) -> None:
        """The rows before ``at`` are used."""
        self.at = at
        self.due = int(self.rows["arrive"][at]) if at < len(self.rows) else NEVER


@cache
def _form(table: str) -> tuple[list[str], list[Any]]:
    """Names and types of a table's columns."""
    from pandas.api.types import pandas_dtype

    columns = DECLARED[table].columns
    return [c.name for c in columns], [pandas_dtype(c.dtype) for c in columns]


def formed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame in the declared form; CaopanError when it cannot be brought into it."""
    names, kinds = _form(table)
    if list(frame.columns) == names and list(frame.dtypes) == kinds:
        return frame
    try:
        return conform(table, frame)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
        raise CaopanError(f"table {table!r} came in another form: {problem}") from problem


SHOWN = ("ts", "qty", "kind", "session_id", "stage", "user_id", "delta")


class Rows:
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
        return texts(self.frame[name])[1]

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

    def packed(self) -> AnyArray:
        """The rows as the kernels take them."""
        out = np.empty(len(self.arrive), dtype=FORMS[self.table])
        out["arrive"], out["status"] = self.arrive, self.status
        for name, column in self.columns.items():
            out[name] = column
        return out

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
