"""Rows of the event tables as the kernels take them: names numbered, columns in arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.board.channels import NEVER, SECOND
from caopan.board.deeds import KINDS
from caopan.board.hashing import ABSENT, Names
from caopan.board.stores import AnyArray
from caopan.board.till import FAN_FLAG, PLAN_FLAG
from caopan.compiled import in_place

if TYPE_CHECKING:
    import pandas as pd

from caopan.board.rows import (
    AGAIN,
    BACKWARD,
    BEFORE,
    LATE,
    MOST,
    OK,
    OTHER,
    TAKEN,
    TWICE,
    UNKNOWN,
    WORD,
    Batch,
    Rows,
    formed,
)


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
        frame = formed(table, frame)
        rows = Rows(table, frame, self.origin)
        if rows.unsorted:
            order = np.argsort(rows.arrive, kind="stable")
            rows = Rows(table, frame.iloc[order].reset_index(drop=True), self.origin)
        READERS[table](self, rows)
        self._judge(rows)
        return Batch(table, rows.packed(), rows.examples())

    def _judge(self, rows: Rows) -> None:
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

    def _ours(self, rows: Rows) -> None:
        if self.rooms is None:
            self.rooms = Names((self.session, *sorted(self.sessions - {self.session})))
        codes, _ = self.rooms.number(rows.frame["session_id"])
        rows.refuse(UNKNOWN, (codes < 0) | (codes >= len(self.sessions)))
        rows.refuse(OTHER, codes > 0)

    def _once(self, rows: Rows, lines: AnyArray, column: int) -> None:
        if len(self.lines) > len(self.told):
            told = np.zeros((1 << len(self.lines).bit_length(), 2), dtype=np.uint8)
            told[: len(self.told)] = self.told
            self.told = told
        _again(lines, rows.status, self.told, column, AGAIN)


@in_place
def _again(lines: Any, status: Any, told: Any, column: Any, reason: Any) -> Any:
    """Refuse a line's second row."""
    for row in range(len(lines)):
        if status[row] == 0:
            if told[lines[row], column]:
                status[row] = reason
            told[lines[row], column] = 1


def _impression(_: Coder, rows: Rows) -> None:
    ts = rows.time("ts")
    rows.born(ts)
    rows.passed = ts
    rows.columns |= {"ts": ts, "amount": np.ones(len(ts), dtype=np.int64)}


def _ad_spend(_: Coder, rows: Rows) -> None:
    ts = rows.time("ts")
    rows.born(ts)
    rows.passed = ts
    rows.columns |= {"ts": ts, "amount": rows.whole("cost_fen", 0)}


def _visit(coder: Coder, rows: Rows) -> None:
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


def _deed(first: int, count: int) -> Callable[[Coder, Rows], None]:
    def read(coder: Coder, rows: Rows) -> None:
        ts = rows.time("ts")
        rows.born(ts)
        rows.passed = ts
        kind = rows.word("kind", KIND_NAMES, first + count)
        rows.refuse(WORD, kind < first)
        rows.columns |= {"ts": ts, "kind": kind.astype(np.int8)}
        rows.name("user", coder.users, "user_id")

    return read


def _explain_seg(coder: Coder, rows: Rows) -> None:
    start, end = rows.time("start_ts"), rows.time("end_ts")
    rows.refuse(BACKWARD, end < start)
    rows.refuse(BEFORE, start < 0)
    rows.latest(start, end)
    rows.columns |= {"start": start, "end": end}
    rows.name("product", coder.products, "product_id")


def _shelf(coder: Coder, rows: Rows) -> None:
    listed, gone = rows.time("listed_ts"), rows.time("delisted_ts", null=True)
    rows.refuse(BACKWARD, gone < listed)
    rows.latest(listed, gone)
    rows.columns |= {"listed": np.maximum(-((-listed) // SECOND), 0)}
    rows.name("sku", coder.skus, "sku_id")


def _stock_event(coder: Coder, rows: Rows) -> None:
    ts = rows.time("ts")
    rows.latest(ts)
    rows.columns |= {"ts": ts, "delta": rows.whole("delta", -MOST)}
    rows.name("sku", coder.skus, "sku_id")


def _order_line(coder: Coder, rows: Rows) -> None:
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
    rows.columns |= {"create": create, "pay": pay, "flag": flag}
    rows.columns |= {"qty": qty, "pay_fen": fen, "base_fen": fen + platform, "m_coupon_fen": own}
    rows.name("line", coder.lines, "line_id")
    rows.name("user", coder.users, "user_id")
    rows.name("order", coder.orders, "order_id")
    rows.name("product", coder.products, "product_id")
    rows.name("sku", coder.skus, "sku_id")


def _refund(coder: Coder, rows: Rows) -> None:
    ts = rows.time("ts")
    rows.born(ts)
    rows.passed = ts
    stage = rows.word("stage", STAGE_NAMES, 3)
    fen = rows.whole("amount_fen", 1)
    rows.columns |= {"ts": ts, "fen": fen, "early": (stage == 0).astype(np.uint8)}
    rows.name("line", coder.lines, "line_id")


def _fulfil(coder: Coder, rows: Rows) -> None:
    promise, ship = rows.time("promise_ts"), rows.time("ship_ts", null=True)
    sign = rows.time("sign_ts", null=True)
    rows.refuse(BACKWARD, (sign < ship) & (ship < NEVER))
    rows.latest(promise, ship, sign)
    rows.columns |= {"promise": promise, "on_time": (ship <= promise).astype(np.uint8)}
    rows.name("line", coder.lines, "line_id")


READERS: dict[str, Callable[[Coder, Rows], None]] = {
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
