"""The lines as they stand: what is kept of each, which version binds it, what is due on it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.columns import Columns, add_taken
from caopan.commission.folding import UNBOUND
from caopan.commission.id_order import ordered
from caopan.commission.intake import NEVER
from caopan.commission.judging import PARTS, Judged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caopan.commission.store import Store
    from caopan.commission.terms import Funder

PLAIN: Final = ("row", "version", "session", "moment", "day", "borne", "confirmed", "settled")
EMPTY: Final[dict[str, Any]] = {
    "row": np.int64(-1),
    "version": np.int16(UNBOUND),
    "session": np.int32(-1),
    "moment": np.int64(NEVER),
    "day": np.int32(0),
    "borne": np.int64(0),
    "confirmed": np.int64(NEVER),
    "settled": np.int64(NEVER),
    "delivery": np.int8(0),
}
"""Columns of a line that is not known."""
INFLOW: Final = (*PARTS, "borne")
"""Columns from which dues are paid: what is kept, by who funds it, and what the merchant paid."""


class State:
    """Lines by code. ``order``: bound lines by (binding moment, line_id).

    due(k): the k-th rule's due of a line, in the order of its version's rules; the last column is
    the merchant's residual.
    """

    def __init__(self, store: Store, rules: int, *, cuts: bool) -> None:
        self._store, self._columns, self._cuts, self.rules = store, Columns(), cuts, rules
        self.order = np.zeros(0, np.int64)
        self._sorted = np.zeros(0, np.int64)
        self._empty = dict(EMPTY)
        parts = [*PARTS, *(f"{part}_cut" for part in PARTS if cuts)]
        parts += [f"due{k}" for k in range(rules + 1)]
        self._empty |= dict.fromkeys(parts, np.int64(0))

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns[name]

    def due(self, rule: int) -> NDArray[np.int64]:
        """Dues of all lines by their version's rule of that number; -1 for the residual."""
        return self._columns[f"due{self.rules if rule < 0 else rule}"]

    def widen(self, lines: int) -> None:
        """Make room for lines up to a code."""
        self._columns.widen(lines, self._empty)

    def columns_of(self, judged: Judged) -> dict[str, NDArray[Any]]:
        """What was judged, by the names of the columns."""
        found = {name: getattr(judged, name) for name in EMPTY}
        found |= dict(zip(PARTS, judged.kept, strict=True))
        if self._cuts:
            names = (f"{part}_cut" for part in PARTS)
            found |= dict(zip(names, judged.kept_cut, strict=True))
        return found

    def write(self, lines: NDArray[Any] | slice, new: dict[str, NDArray[Any]]) -> None:
        """Put what was judged in its place, and the bound lines in order anew."""
        there = self["version"][lines] >= 0
        binds = new["version"] >= 0
        if isinstance(lines, slice):
            for name, values in new.items():
                self._columns.put(name, values.copy() if name == "session" else values)
            self.order = self.rank(np.flatnonzero(binds))
            self._sorted = self["moment"][self.order]
            return
        stays = there & binds & (self["moment"][lines] == new["moment"])
        for name, values in new.items():
            self[name][lines] = values
        self._reorder(lines[there & ~stays], self.rank(lines[binds & ~stays]))

    def rank(self, lines: NDArray[Any]) -> NDArray[np.int64]:
        """Lines in the order (binding moment, line_id)."""
        moment = self["moment"][lines]
        order = np.argsort(moment, kind="stable")
        return np.asarray(lines[ordered(order, self._store.line_ids.take(lines), moment)])

    def _reorder(self, gone: NDArray[Any], new: NDArray[np.int64]) -> None:
        if len(gone):
            leaves = np.zeros(len(self["row"]), np.bool_)
            leaves[gone] = True
            stay = ~leaves[self.order]
            self.order, self._sorted = self.order[stay], self._sorted[stay]
        if not len(new):
            return
        moments = self["moment"][new]
        low = np.searchsorted(self._sorted, moments)
        high = np.searchsorted(self._sorted, moments, side="right")

        def name(line: Any) -> str:
            return self._store.line_ids.text(int(line))

        for n in np.flatnonzero(low < high).tolist():
            low[n] = bisect_left(self.order, name(new[n]), int(low[n]), int(high[n]), key=name)
        self.order = np.insert(self.order, low, new)
        self._sorted = np.insert(self._sorted, low, moments)

    def base(
        self, lines: NDArray[Any], funders: tuple[Funder, ...], *, cut: bool = False
    ) -> NDArray[np.int64]:
        """Base of lines: the buyer's part and the coupons of some funders; cut: at settling."""
        end = "_cut" if cut else ""
        found: NDArray[np.int64] = self[f"buyer{end}"][lines]
        for funder in dict.fromkeys(funders):
            add_taken(found, self[f"{funder}{end}"], lines, 1)
        return found

    def gross(self, lines: NDArray[Any], funders: tuple[Funder, ...]) -> NDArray[np.int64]:
        """The same before any refund."""
        row = self["row"][lines]
        facts = self._store.tables["lines"]
        found: NDArray[np.int64] = facts["pay_fen"][row]
        for funder in dict.fromkeys(funders):
            add_taken(found, facts[f"{funder[0]}_coupon_fen"], row, 1)
        return found
