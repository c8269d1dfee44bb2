"""From sums to figures: numerators and denominators of the 42, with what is read level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.board import channels as ch
from caopan.board.levels import PLAIN, RISK, STAY, STAY_REST, UNLISTED, read_all
from caopan.board.reading import PLACE, Reading, Status, values_of
from caopan.board.registry import CODES
from caopan.board.stores import AnyArray
from caopan.commission.rounding import half_up
from caopan.commission.tiers import Tiers

if TYPE_CHECKING:
    import pandas as pd

    from caopan.board.engine import Board

M1, M2, M3, M4 = (PLACE[f"M{n}"] for n in range(1, 5))
NOT_YET = 1 << 40  # the listing second of a SKU that is not on the shelf
PARTS = 10**8
BASE, REFUNDS, SPENT = (int(n) for n in (ch.BASE, ch.REFUNDS, ch.SPENT))


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
        self.names = np.zeros(0, dtype=np.int64)  # places of the products' names
        self.segments = np.zeros((0, 3), dtype=np.int64)  # start, end, product
        self.found = np.zeros((2, 7), dtype=np.int64)

    def show(self, table: str, rows: AnyArray, skus: int, now: int) -> None:
        """Take rows of the shelf or of the explanations; forget explanations long over."""
        if table == "shelf":
            self._room(skus)
            np.minimum.at(self.terms[:, 0], rows["sku"], rows["listed"])
            return
        new = [rows[name].astype(np.int64) for name in ("start", "end", "product")]
        young = self.segments[:, 1] > (now - ch.TEN_MINUTES) * ch.SECOND
        self.segments = np.concatenate([self.segments[young], np.stack(new, axis=1)])

    def _room(self, skus: int) -> None:
        if skus > len(self.terms):
            more = np.full((2 * skus - len(self.terms), 5), -1, dtype=np.int64)
            more[:, 0] = NOT_YET
            self.terms = np.concatenate([self.terms, more])

    def _know(self, names: list[str], products: list[str]) -> None:
        """Take note of SKUs and products that were seen for the first time."""
        self._room(len(names))
        for at in range(self.skus, len(names)):
            self.terms[at, 1:] = self.terms_of.get(names[at], (-1, -1, -1, -1))
        self.skus = len(names)
        self.rank, self.names = _ranks(names), _ranks(products)

    def reading(self, board: Board, status: Status) -> Reading:
        """The board's figures at its clock."""
        coder, now = board.coder, board.now
        names, products = coder.skus.texts or [], coder.products.texts or []
        if len(names) != self.skus or len(products) != len(self.names):
            self._know(names, products)
            board.till.fit(sku=self.skus, product=len(products))
        up = np.zeros((len(CODES), 3), dtype=np.int64)
        down = np.zeros((len(CODES), 3), dtype=np.int64)
        read_all(
            board.crowd.arrays,
            board.till.arrays,
            board.sums,
            now,
            self.skus,
            len(products),
            self.terms,
            self.rank,
            self.names,
            self.segments,
            PLAIN,
            up,
            down,
            self.found,
        )
        clock_us = self.origin + now * ch.SECOND
        self._money(board.sums, clock_us, up, down)
        minute = (clock_us - board.opening_us) // (60 * ch.SECOND)
        places = NO_PLACES
        if board.curves is not None:
            places = board.curves.percentiles(minute, values_of(up, down)[:, :2])
        for array in (up, down, places):
            array.flags.writeable = False
        return Reading(clock_us, minute, up, down, places, status)

    def _money(self, sums: AnyArray, clock_us: int, up: AnyArray, down: AnyArray) -> None:
        signed = [one for one in self.contract if one.signed_us <= clock_us]
        if not signed:
            return
        tiers, found = signed[-1], self.found.tolist()
        flows = [sums[row].tolist() for row in (BASE, REFUNDS, SPENT)]
        for end, columns in ((0, (0, 1)), (1, (2,))):
            paid, back, spent = (flow[0] - (flow[1] if end else 0) for flow in flows)
            due, gap = tiers.commission(paid - back), tiers.gap(paid - back)
            here = found[end]
            lost = half_up(here[RISK], 10_000)
            risk = due - tiers.commission(paid - back - lost)
            stays = here[STAY] + half_up(here[STAY_REST], PARTS) - spent - due
            for window in columns:
                up[M1, window], down[M1, window] = due, 1
                if gap is not None:
                    up[M2, window], down[M2, window] = gap, 1
                if not here[UNLISTED]:
                    up[M3, window], down[M3, window] = risk, 1
                    up[M4, window], down[M4, window] = stays, 1


NO_PLACES = np.full((len(CODES), 2), np.nan)


def _ranks(names: list[str]) -> AnyArray:
    """The place of each name among them."""
    order = sorted(range(len(names)), key=names.__getitem__)
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[order] = np.arange(len(names))
    return ranks
