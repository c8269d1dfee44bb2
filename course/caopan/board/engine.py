"""The streaming engine: rows go in as they arrive, a reading comes out at each tick."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.board import crowd, deeds, flows, peak, till
from caopan.board.channels import CHANNELS, SECOND, TEN_MINUTES
from caopan.board.encoding import Coder
from caopan.board.figures import Figures
from caopan.board.moving import NOTHING, Inbox, move
from caopan.board.peers import PeerCurves
from caopan.board.reading import Reading, Status
from caopan.board.rows import HORIZON, LATE, OK, REASONS, SCHEMA, TABLE, TAKEN, TWICE, UNUSED, Batch
from caopan.board.stores import Store
from caopan.commission.tiers import Tiers, read_tiers
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.board.bounded import Bounded

WATERMARK_S = 900
"""How many seconds a row may travel and still count (assumed)."""
AHEAD = 3_600
"""Seconds before the opening from which facts are taken (assumed): sign-ups, early visitors."""
USUAL = 1 << 15
"""Seconds for which room is made from the start: nine hours."""
CLOCK_BACK = "clock ran backwards"

STORE_OF = {
    "visit": "crowd",
    "interaction": "deeds",
    "product_event": "deeds",
    "impression": "flows",
    "ad_spend": "flows",
}
"""Where a table's rows go, if not into the till."""
SHOW = ("explain_seg", "shelf")
"""Tables of few rows, which the figures keep."""


class Board:
    """The live board of one session.

    live_session: the table, with the row of ``session_id``. product, contract_tier: the tables, for
    the commission metrics; the contract in force at a clock is its latest version signed by then.
    watermark_s: a row that arrives later than this after the latest moment it tells of (and that
    had passed) is counted and left out. curves: what peers show minute by minute. bounded: for very
    large rooms, forget what can no longer change a figure; distinct people of the total are then
    estimated (``caopan.board.bounded``), to ``Status.error``.

    ``add`` takes the tables' frames in order of arrival, in batches of any size; ``tick`` gives the
    reading at a clock. A row counts from the first tick at or after its ``arrive_ts``. Memory grows
    with the events (if not bounded), the work of a tick with what arrives and leaves the windows.

    Raises CaopanError for a session that is not in ``live_session``.
    """

    usual = USUAL

    def __init__(
        self,
        live_session: pd.DataFrame,
        session_id: str,
        product: pd.DataFrame | None = None,
        contract_tier: pd.DataFrame | None = None,
        *,
        watermark_s: int = WATERMARK_S,
        curves: PeerCurves | None = None,
        bounded: bool = False,
    ) -> None:
        rows = live_session[live_session["session_id"] == session_id]
        if rows.empty:
            some = ", ".join(str(one) for one in live_session["session_id"].iloc[:5])
            raise CaopanError(
                f"there is no session {session_id!r} in live_session: take one of {some or 'none'}"
            )
        self.opening_us = _us(rows["start_ts"].iloc[0]) // SECOND * SECOND
        self.session, self.watermark_s, self.curves = session_id, watermark_s, curves
        origin = self.opening_us - AHEAD * SECOND
        known = frozenset(str(one) for one in live_session["session_id"])
        self.coder = Coder(session_id, known, origin, watermark_s * SECOND)
        self.now = -1  # second of the last tick, since the origin
        self.sums = np.zeros((len(CHANNELS), 3), dtype=np.int64)
        self.make_stores()
        self.bounded = self.make_bounded() if bounded else None
        self.make_figures(read_tiers(contract_tier), product)
        self.waiting: list[Batch] = []
        self.counts = np.zeros(len(REASONS), dtype=np.int64)
        self.examples: dict[str, str] = {}
        self.unread, self.backward = 0, 0
        self.told: tuple[tuple[int, ...], dict[str, int], dict[str, str]] = ((), {}, {})

    def make_stores(self) -> None:
        """Make the kernels' arrays, empty."""
        self.crowd = Store(crowd.Crowd, crowd.FIELDS)
        self.deeds = Store(deeds.Deeds, deeds.FIELDS)
        self.flows = Store(flows.Flows, flows.FIELDS)
        self.till = Store(till.Till, till.FIELDS)
        self.stores: dict[str, Store[Any]] = {
            "crowd": self.crowd,
            "deeds": self.deeds,
            "flows": self.flows,
            "till": self.till,
        }
        for store in self.stores.values():
            store.fit(second=self.usual)
        self.crowd.fit(node=2 * self.usual)

    @staticmethod
    def make_bounded() -> Bounded:
        """Make what a board in bounded memory keeps beside its stores."""
        from caopan.board.bounded import Bounded

        return Bounded()

    def make_figures(self, contract: tuple[Tiers, ...], product: pd.DataFrame | None) -> None:
        """Make what turns sums into figures."""
        self.figures = Figures(contract, product, self.coder.origin)

    def add(self, table: str, frame: pd.DataFrame) -> None:
        """Take rows of a table, as they came; nothing is raised for what they hold.

        A frame that has not the declared columns and types is refused as a whole and counted, with
        the reason in the status; so are rows of a table that is not declared.
        """
        if table not in TAKEN:
            if table in UNUSED:
                self.unread += len(frame)
            else:
                self._refuse(TABLE, len(frame), f"table {table!r}")
            return
        try:
            batch = self.coder.batch(table, frame)
        except CaopanError as problem:
            self._refuse(SCHEMA, len(frame), str(problem))
            return
        if self.bounded:
            self.bounded.note(batch, self.watermark_s)
        if batch.waits:
            self.waiting.append(batch)
            self._fit(batch)

    def _refuse(self, reason: int, rows: int, example: str) -> None:
        self.counts[reason] += rows
        self.examples.setdefault(REASONS[reason], example)

    def tick(self, clock: datetime) -> Reading:
        """The board at a clock, which moves forward in whole seconds (parts of one are dropped).

        clock: with a time zone. A clock before the last one, or outside of the ten minutes before
        the opening to 60 days after it, is counted in the status and answered with the board at
        the nearest clock there is, which ``Reading.clock`` tells.
        """
        asked = (_us(clock) - self.coder.origin) // SECOND
        to = max(min(asked, HORIZON), self.now, AHEAD - TEN_MINUTES)
        if to != asked:
            self.backward += 1
            self.examples.setdefault(CLOCK_BACK, f"asked for {clock}")
        self._move(to)
        if self.bounded:
            self.bounded.estimate(self)
            self.bounded.forget(self)
        return self.figures.reading(self, self._status())

    def _move(self, to: int) -> None:
        """Use the rows that have arrived by second ``to``, and move the clock there."""
        due = [one for one in self.waiting if one.due <= to * SECOND]
        rest = due
        while True:
            front: dict[str, Batch] = {}
            later = [one for one in rest if front.setdefault(one.table, one) is not one]
            self._kernels(front, self.now if later else to, to * SECOND)
            if not later:
                break
            rest = later
        self.now = to
        while need := crowd.clean_seconds(self.crowd.arrays):
            self.crowd.fit(moment=need)
        if any(not one.waits for one in due):
            self.waiting = [one for one in self.waiting if one.waits]

    def _kernels(self, front: dict[str, Batch], to: int, clock: int) -> None:
        """Use what has arrived of a batch of each table, and go to second ``to``."""
        for table in SHOW:
            if table in front:
                self._show(front.pop(table), clock)
        batches = [front.get(table) for table in Inbox._fields]
        inbox = Inbox(
            *(
                NOTHING[table] if one is None else one.rows
                for table, one in zip(Inbox._fields, batches, strict=True)
            )
        )
        at = np.array([0 if one is None else one.at for one in batches])
        ends = np.zeros_like(at)
        stores = (self.crowd.arrays, self.deeds.arrays, self.flows.arrays, self.till.arrays)
        move(*stores, self.sums, self.now, to, clock, inbox, at, ends, self.counts)
        for batch, end in zip(batches, ends.tolist(), strict=True):
            if batch is not None:
                self._used(batch, end)

    def _show(self, batch: Batch, clock: int) -> None:
        """Use what has arrived of the shelf or the explanations."""
        end = int(batch.rows["arrive"].searchsorted(clock, side="right"))
        rows = batch.rows[batch.at : end]
        self.figures.show(batch.table, rows[rows["status"] == OK], len(self.coder.skus), self.now)
        self.counts += np.bincount(rows["status"], minlength=len(REASONS))
        self._used(batch, end)

    def _used(self, batch: Batch, end: int) -> None:
        batch.used(end)
        for reason, (row, said) in batch.examples.items():
            if row < end:
                self.examples.setdefault(REASONS[reason], said)

    def _fit(self, batch: Batch) -> None:
        """Make room for all rows that wait in the tables of a new batch's store."""
        coder, name = self.coder, STORE_OF.get(batch.table, "till")
        store = self.stores[name]
        self._seconds(store, batch.last)
        waits = dict.fromkeys(TAKEN, 0)
        for one in self.waiting:
            waits[one.table] += one.waits
        if name == "crowd":
            store.fit(row=int(store.arrays.state[0]) + waits["visit"], user=len(coder.users))
        elif name == "deeds":
            rows = waits["interaction"] + waits["product_event"]
            store.fit(row=int(store.arrays.state[0]) + rows, user=len(coder.users))
        elif name == "till":
            state = store.arrays.state
            store.fit(
                line=len(coder.lines),
                order=len(coder.orders),
                user=len(coder.users),
                sku=len(coder.skus),
                product=len(coder.products),
                refund=int(state[till.REFUND_ROWS]) + waits["refund"],
                fulfil=int(state[till.FULFIL_ROWS]) + waits["fulfil"],
                stock=int(state[till.STOCK_ROWS]) + waits["stock_event"],
            )

    def _seconds(self, store: Store[Any], last: int) -> None:
        """Make room for the chains up to a second."""
        before = store.size["second"]
        store.fit(second=last + 1)
        if store is self.crowd and store.size["second"] > before:
            leaves = store.arrays.tree[len(store.arrays.tree) // 2 :].copy()
            store.fit(node=2 * store.size["second"])
            peak.regrow(store.arrays.tree, leaves)

    def _status(self) -> Status:
        counts = self.counts.tolist()
        problems = (*counts[TWICE + 1 :], self.backward)
        if problems != self.told[0]:
            refused = {REASONS[at]: n for at, n in enumerate(counts) if n and at > TWICE}
            if self.backward:
                refused[CLOCK_BACK] = self.backward
            self.told = problems, refused, dict(self.examples)
        _, refused, examples = self.told
        waiting = int(self.till.arrays.state[till.WAITING])
        seen = sum(counts) + self.unread
        used, late, twice = counts[OK], counts[LATE], counts[TWICE]
        error = self.bounded.error if self.bounded else 0.0
        return Status(seen, used, late, twice, waiting, refused, examples, error)

    def memory(self) -> int:
        """Bytes of what is kept, without the rows that have not arrived by the last tick."""
        coder = self.coder
        names = [coder.users, coder.lines, coder.orders, *coder.events.values()]
        beside = self.bounded.bytes() if self.bounded else 0
        stores = sum(one.bytes() for one in self.stores.values())
        return stores + sum(one.bytes() for one in names) + beside


def _us(moment: datetime) -> int:
    """Microseconds since 1970.

    Raises CaopanError for a clock without a time zone.
    """
    import pandas as pd

    if moment.tzinfo is None:
        raise CaopanError(f"the clock {moment} has no time zone: give one, such as Asia/Shanghai")
    return int(pd.Timestamp(moment).as_unit("us").asm8.view("i8"))
