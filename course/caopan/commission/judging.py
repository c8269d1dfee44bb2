"""Lines at a clock: which row counts, which version binds it, what is kept after refunds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.folding import (
    UNBOUND,
    bind,
    delivered,
    fold_refunds,
    keep,
    latest,
    signed_moments,
)
from caopan.commission.id_order import ordered
from caopan.commission.intake import NEVER
from caopan.commission.moments import DAY_US, OFFSET_US

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caopan.commission.store import Store
    from caopan.commission.versions import Scopes

PARTS: Final = ("buyer", "platform", "anchor", "channel")
"""Who funds what is kept of a line, in the order of the kept columns."""


@dataclass
class Judged:
    """Lines at a clock, all arrays by line.

    row: of the table, -1 if not known; version: as ``folding.bind``; moment: the binding moment;
    day: on which its period lies; kept: (4, lines) in the order of PARTS; kept_cut: the same as of
    the settling cycle; confirmed, settled: moments. refund_rows, refund_why: refunds that were
    judged.
    """

    row: NDArray[Any]
    version: NDArray[Any]
    session: NDArray[Any]
    moment: NDArray[Any]
    day: NDArray[Any]
    kept: NDArray[Any]
    kept_cut: NDArray[Any]
    borne: NDArray[Any]
    confirmed: NDArray[Any]
    settled: NDArray[Any]
    delivery: NDArray[Any]
    refund_rows: NDArray[Any]
    refund_why: NDArray[Any]


def judge(
    store: Store, scopes: Scopes, lines: NDArray[Any] | None, clock: int, *, cuts: bool
) -> Judged:
    """Judge lines (rising codes, None for all) at a clock, from all that is known by then.

    cuts: whether some term needs kept_cut; else it is kept itself.
    """
    count = len(store.line_ids) if lines is None else len(lines)
    known, start, _ = store.session_columns()
    read = _Chosen(store, lines, count, clock, known)
    session, pay_ts = read("session", -1), read("pay_ts", NEVER)
    deposit, pay = read("deposit", NEVER), read("pay_fen", 0)
    paid = read.there & (pay_ts <= clock)
    moment = np.where(deposit == NEVER, pay_ts, deposit)
    version = bind(
        paid, moment, session, read("sku", -1), scopes.starts, scopes.ends, scopes.contract,
        scopes.sessions, scopes.skus,
    )  # fmt: skip
    delivery, sign = _delivered(store, lines, count, clock)
    confirmed, settled = signed_moments(version, sign, scopes.days, scopes.every, scopes.on)
    back, back_cut, borne = (np.zeros(count, np.int64) for _ in range(3))
    reduces = scopes.by_line(scopes.reduces, version, none=False)
    rows, at = _refunded(store, lines, clock)
    refund = {name: store.tables["refunds"][name][rows] for name in ("ts", "kind", "amount")}
    why = fold_refunds(
        at, refund["ts"], refund["kind"], refund["amount"], store.tables["refunds"]["pieces"][rows],
        read.there, paid, pay_ts, pay, read("qty", 1), reduces, settled, back, back_cut, borne,
    )  # fmt: skip
    fund = np.stack([read(f"{one}_coupon_fen", 0) for one in ("p", "a", "c")])
    kept = keep(back, pay, fund)
    return Judged(
        row=read.row,
        version=np.where(paid, version, UNBOUND).astype(np.int16),
        session=session,
        moment=moment,
        day=_days(session, start, moment),
        kept=kept,
        kept_cut=keep(back_cut, pay, fund) if cuts else kept,
        borne=borne,
        confirmed=confirmed,
        settled=settled,
        delivery=delivery,
        refund_rows=rows,
        refund_why=why,
    )


class _Chosen:
    """The row that counts of each line, and its columns."""

    def __init__(
        self, store: Store, lines: Any, count: int, clock: int, known: NDArray[np.bool_]
    ) -> None:
        self._table = store.tables["lines"]
        rows, at = store.rows_of("lines", lines)
        session = self._table["session"][rows]
        stands = (self._table["why"][rows] == 0) & ((session < 0) | known[session])
        best = np.full(count, -1, np.int64)
        has = self._table["pay_ts"][rows] != NEVER
        latest(at, self._table["arrive"][rows], stands, has, clock, best)
        self.there = best >= 0
        whole = isinstance(rows, slice)
        self.row = best if whole else _placed(rows, best)
        self._same = whole and _in_order(best, len(self._table))

    def __call__(self, name: str, none: int) -> NDArray[Any]:
        values = self._table[name]
        if self._same:
            return values
        if not len(values):
            return np.full(len(self.row), none, values.dtype)
        return np.where(self.there, values[self.row], none).astype(values.dtype, copy=False)


def _placed(rows: NDArray[np.int64], best: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of the table by line, -1 where there is none. best: places among rows."""
    found: NDArray[np.int64] = np.r_[rows, -1][best]
    return found


def _in_order(best: NDArray[np.int64], rows: int) -> bool:
    """Whether each line has one row, and they stand in the order of their codes."""
    return len(best) == rows and bool((best == np.arange(rows)).all())


def _delivered(
    store: Store, lines: NDArray[Any] | None, count: int, clock: int
) -> tuple[NDArray[np.int8], NDArray[Any]]:
    """Flags of each line's delivery, and when it was signed for."""
    table = store.tables["deliveries"]
    if not len(table):
        return np.zeros(count, np.int8), np.full(count, NEVER, np.int64)
    rows, at = store.rows_of("deliveries", lines)
    best = np.full(count, -1, np.int64)
    stands = table["why"][rows] == 0
    latest(at, table["arrive"][rows], stands, np.zeros(len(at), np.bool_), clock, best)
    promise, ship, sign = (table[name][rows] for name in ("promise", "ship", "sign"))
    flags, signed = delivered(best, promise, ship, sign, clock)
    return flags, signed


def _refunded(
    store: Store, lines: NDArray[Any] | None, clock: int
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Rows of the refunds that count at a clock by (line, ts, event_id), and each one's line."""
    table = store.tables["refunds"]
    if not len(table):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows, at = store.rows_of("refunds", lines)
    counts = (table["why"][rows] == 0) & (store.repeated["refunds"][rows] == 0)
    counts &= (table["arrive"][rows] <= clock) & (table["ts"][rows] <= clock) & (at >= 0)
    some = np.flatnonzero(counts)
    at, rows = at[some], some if isinstance(rows, slice) else rows[some]
    ts = table["ts"][rows]
    order = np.lexsort((ts, at))
    order = ordered(order, store.event_ids.take(table["event"][rows]), at, ts)
    return rows[order], at[order]


def _days(session: NDArray[Any], start: NDArray[Any], moment: NDArray[Any]) -> NDArray[np.int32]:
    """The day to which each line belongs; 0 where it has no moment."""
    at = np.where(session >= 0, start[session], moment)
    day: NDArray[np.int32] = np.where(at == NEVER, 0, (at + OFFSET_US) // DAY_US).astype(np.int32)
    return day
