"""From sums to figures: numerators and denominators of the 42, with what is read level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.board import channels as ch
from caopan.board.crowd import (
    CAME,
    CAME_BEFORE,
    ONLINE,
    ONLINE_BEFORE,
    present_since,
    read_visits,
)
from caopan.board.encoding import OK, Batch
from caopan.board.reading import PLACE, Reading, Status
from caopan.board.registry import CODES
from caopan.board.sales import explain, read_sales, read_windows
from caopan.board.stores import AnyArray
from caopan.board.tiers import Tiers, half_up
from caopan.board.till import ITEM, ITEM_FROM, ITEM_GMV, NOW, THEN

if TYPE_CHECKING:
    import pandas as pd

    from caopan.board.engine import Board

COUNTS = {
    "T1": ch.SHOWN,
    "T3": ch.VIEWERS,
    "T4": ch.VIEWS,
    "F1": ch.NET_FANS,
    "C1": ch.GMV,
    "C2": ch.ORDERS,
    "C3": ch.BUYERS,
    "A1": ch.SPENT,
}
RATIOS = {
    "T2": (ch.VIA, ch.SHOWN),
    "T8": (ch.STAYED, ch.OLD),
    "I1": (ch.COMMENTERS, ch.VIEWERS),
    "I2": (ch.ENGAGED, ch.VIEWERS),
    "I3": (ch.NEGATIVE, ch.VIEWERS),
    "F2": (ch.FOLLOWERS, ch.STRANGERS),
    "F3": (ch.FANS, ch.VIEWERS),
    "F4": (ch.FAN_GMV, ch.GMV),
    "C4": (ch.EXPOSED, ch.VIEWERS),
    "C5": (ch.CLICKERS, ch.EXPOSED),
    "C6": (ch.CREATORS, ch.CLICKERS),
    "C7": (ch.MARKED_PAID, ch.MARKED),
    "C8": (ch.BUYERS, ch.VIEWERS),
    "C9": (ch.GMV, ch.BUYERS),
    "C10": (ch.GMV, ch.VIEWS),
    "A2": (ch.BOUGHT, ch.VIEWS),
    "A3": (ch.PLAN_GMV, ch.SPENT),
    "A4": (ch.SPENT, ch.BOUGHT),
    "S1": (ch.BACK_LINES, ch.LINES),
    "S3": (ch.ON_TIME, ch.DUE),
}
COUNT_ROWS = np.array([PLACE[code] for code in COUNTS])
COUNT_FROM = np.array(list(COUNTS.values()))
RATIO_ROWS = np.array([PLACE[code] for code in RATIOS])
RATIO_UP = np.array([up for up, _ in RATIOS.values()])
RATIO_DOWN = np.array([down for _, down in RATIOS.values()])
T5, T6, T7 = PLACE["T5"], PLACE["T6"], PLACE["T7"]
G1, G2, G3, G4, G5 = (PLACE[f"G{n}"] for n in range(1, 6))
A5, S2 = PLACE["A5"], PLACE["S2"]
M1, M2, M3, M4 = (PLACE[f"M{n}"] for n in range(1, 5))
NOT_YET = ch.SECOND << 20  # the listing second of a SKU that is not on the shelf
PARTS = 10**8


class Figures:
    """Makes readings; keeps the show (segments, shelf), the product list and the contract."""

    def __init__(
        self, contract: tuple[Tiers, ...], product: pd.DataFrame | None, origin: int
    ) -> None:
        self.contract, self.origin = contract, origin
        self.terms_of: dict[str, tuple[int, int, int, int]] = {}
        if product is not None:
            names = ["exp_refund_bp", "fee_bp", "comm_bp", "unit_cost_fen"]
            self.terms_of = {
                str(sku): (int(a), int(b), int(c), int(d))
                for sku, a, b, c, d in product[["sku_id", *names]].itertuples(index=False)
            }
        self.terms = np.full((64, 5), -1, dtype=np.int64)
        self.terms[:, 0] = NOT_YET
        self.rank = np.zeros(64, dtype=np.int64)
        self.skus = 0
        self.segments: list[tuple[int, int, int]] = []  # start, end, product
        self.changed = [True, True]
        self.out = np.zeros((2, 7), dtype=np.int64)
        self.peak, self.sold, self.top = (np.zeros(3, dtype=np.int64) for _ in range(3))

    def show(self, batch: Batch, at: int, end: int, skus: int) -> None:
        """Take rows of the shelf or of the explanations."""
        rows = at + np.flatnonzero(batch.status[at:end] == OK)
        if batch.table == "shelf":
            self._room(skus)
            np.minimum.at(
                self.terms[:, 0], batch.columns["sku"][rows], batch.columns["listed"][rows]
            )
            return
        columns = batch.columns
        for row in rows.tolist():
            one = (
                int(columns["start"][row]),
                int(columns["end"][row]),
                int(columns["product"][row]),
            )
            self.segments.append(one)

    def _room(self, skus: int) -> None:
        if skus > len(self.terms):
            more = np.full((2 * skus - len(self.terms), 5), -1, dtype=np.int64)
            more[:, 0] = NOT_YET
            self.terms = np.concatenate([self.terms, more])

    def _know(self, names: list[str]) -> None:
        """Take note of SKUs that were seen for the first time."""
        self._room(len(names))
        for at in range(self.skus, len(names)):
            self.terms[at, 1:] = self.terms_of.get(names[at], (-1, -1, -1, -1))
        self.skus = len(names)
        self.rank = np.argsort(np.argsort(np.array(names, dtype=object))).astype(np.int64)

    def reading(self, board: Board, status: Status) -> Reading:
        """The board's figures at its clock."""
        w, now = board.sums, board.now
        names = board.coder.skus.texts or []
        if len(names) != self.skus:
            self._know(names)
        board.till.fit(sku=self.skus, product=len(board.coder.products))
        up = np.zeros((len(CODES), 3), dtype=np.int64)
        down = np.zeros((len(CODES), 3), dtype=np.int64)
        up[COUNT_ROWS], down[COUNT_ROWS] = w[COUNT_FROM], 1
        up[RATIO_ROWS], down[RATIO_ROWS] = w[RATIO_UP], w[RATIO_DOWN]
        self._room_figures(board, up, down)
        self._goods(board, up, down)
        self._money(board, up, down)
        clock = _stamp(self.origin + now * ch.SECOND)
        minute = (self.origin + now * ch.SECOND - board.opening_us) // (60 * ch.SECOND)
        places = np.full((len(CODES), 2), np.nan)
        reading = Reading(clock, minute, up, down, places, status)
        if board.curves is not None:
            places[:] = board.curves.percentiles(minute, reading.values_array()[:, :2])
        for array in (up, down, places):
            array.flags.writeable = False
        return reading

    def _room_figures(self, board: Board, up: AnyArray, down: AnyArray) -> None:
        state, w, now = board.crowd.arrays.state, board.sums, board.now
        up[T5], down[T5] = (state[ONLINE], state[ONLINE], state[ONLINE_BEFORE]), 1
        read_visits(board.crowd.arrays, now, self.peak)
        up[T6], down[T6] = self.peak, 1
        ends = np.array([now, now, now - ch.TEN_MINUTES]) * ch.SECOND
        up[T7] = w[ch.CLOSED_US] + w[ch.OPEN] * ends - w[ch.OPEN_US]
        down[T7] = w[ch.VIEWERS]

    def _goods(self, board: Board, up: AnyArray, down: AnyArray) -> None:
        till, w, now = board.till.arrays, board.sums, board.now
        for end in (NOW, THEN):
            read_sales(till, self.skus, end, self.terms, self.rank, self.out[end])
        read_windows(till, self.skus, len(board.coder.products), self.sold, self.top)
        listed = self.terms[: self.skus, 0]
        on, on_before = int((listed <= now).sum()), int((listed <= now - ch.TEN_MINUTES).sum())
        up[G1], down[G1] = self.sold, (on, on, on_before)
        up[G2], down[G2] = self.top, w[ch.GMV]
        one, two = self.out.tolist()
        up[G3], down[G3] = (one[0], one[0], two[0]), 1
        covers = [(max(x[2], 0), x[1] if x[2] >= 0 else 0) for x in (one, two)]
        up[G4] = covers[0][0], covers[0][0], covers[1][0]
        down[G4] = covers[0][1], covers[0][1], covers[1][1]
        first, second = (self._item(board, end) for end in (NOW, THEN))
        up[G5], down[G5] = (first[0], first[0], second[0]), (first[1], first[1], second[1])

    def _item(self, board: Board, end: int) -> tuple[int, int]:
        """GMV of the product being explained since its segment began, and visits since then."""
        hi = board.now - (0 if end == NOW else ch.TEN_MINUTES)
        us, till = hi * ch.SECOND, board.till.arrays
        if end == THEN:
            self.segments = [one for one in self.segments if one[1] > us]
        there = [one for one in self.segments if one[0] <= us < one[1]]
        if not there:
            till.state[ITEM[end]] = -1
            return 0, 0
        names = board.coder.products.texts or []
        start, _, product = min(there, key=lambda one: (-one[0], names[one[2]]))
        if till.state[ITEM[end]] != product or till.state[ITEM_FROM[end]] != start:
            explain(till, end, hi, product, start)
        came = board.crowd.arrays.state[CAME if end == NOW else CAME_BEFORE]
        present = present_since(board.crowd.arrays, start, came)
        return int(till.state[ITEM_GMV[end]]), int(present)

    def _money(self, board: Board, up: AnyArray, down: AnyArray) -> None:
        w, now = board.sums, board.now
        up[A5], down[A5] = w[ch.SPENT] + w[ch.COUPONS], w[ch.GMV]
        up[S2], down[S2] = w[ch.GMV] - w[ch.REFUNDS], 1
        signed = [one for one in self.contract if one.signed_us <= self.origin + now * ch.SECOND]
        if not signed:
            return
        tiers = signed[-1]
        flow = w[[ch.BASE, ch.REFUNDS, ch.SPENT]]
        ends = (flow[:, 0].tolist(), (flow[:, 0] - flow[:, 1]).tolist())
        for end, columns in ((NOW, [0, 1]), (THEN, [2])):
            paid, back, spent = ends[end]
            _, _, _, risk, whole, rest, unlisted = self.out[end].tolist()
            due, gap = tiers.commission(paid - back), tiers.gap(paid - back)
            up[M1, columns], down[M1, columns] = due, 1
            if gap is not None:
                up[M2, columns], down[M2, columns] = gap, 1
            if not unlisted:
                lost = half_up(risk, 10_000)
                up[M3, columns] = due - tiers.commission(paid - back - lost)
                up[M4, columns] = whole + half_up(rest, PARTS) - spent - due
                down[[M3, M4], columns[0]], down[[M3, M4], columns[-1]] = 1, 1


def _stamp(us: int) -> pd.Timestamp:
    import pandas as pd

    return pd.Timestamp(us, unit="us", tz="Asia/Shanghai")
