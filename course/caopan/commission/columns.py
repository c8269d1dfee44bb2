"""Columns that grow: what the settlement counts on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.compiled import in_place

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Columns:
    """Columns of equal length that grow at the end; the first rows are taken as they are.

    >>> columns = Columns()
    >>> columns.append({"fen": np.array([1, 2])})
    >>> columns.append({"fen": np.array([3])})
    >>> columns["fen"].tolist(), len(columns)
    ([1, 2, 3], 3)
    """

    def __init__(self) -> None:
        self._data: dict[str, NDArray[Any]] = {}
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._data[name][: self._rows]

    def append(self, new: dict[str, NDArray[Any]]) -> None:
        """Add rows, all columns at once; room is made for a quarter more than is needed."""
        rows = len(next(iter(new.values())))
        whole = self._rows + rows
        for name, values in new.items():
            old = self._data.get(name)
            if old is None:
                # a frame's own values are copied: it may change, and loops are compiled once
                self._data[name] = values if values.flags.writeable else values.copy()
                continue
            if not rows:
                continue
            if whole > len(old):
                room = np.empty(whole + whole // 4, old.dtype)
                room[: self._rows] = old[: self._rows]
                self._data[name] = old = room
            old[self._rows : whole] = values
        self._rows = whole

    def widen(self, rows: int, empty: dict[str, Any]) -> None:
        """Lengthen to so many rows, filled with each column's empty value (its dtype holds)."""
        more = rows - self._rows
        if more > 0 or not self._data:
            self.append(
                {
                    name: np.full(more, one) if one else np.zeros(more, one.dtype)
                    for name, one in empty.items()
                }
            )

    def put(self, name: str, values: NDArray[Any]) -> None:
        """Put a whole new column in the place of an old one; it must be nobody else's."""
        self._data[name] = values


@in_place
def add_taken(total: Any, column: Any, rows: Any, sign: int) -> None:
    """Add a column's values of some rows to a total, or take them from it; in one pass.

    >>> total = np.array([1, 2])
    >>> add_taken(total, np.array([10, 20, 30]), np.array([2, 0]), -1)
    >>> total.tolist()
    [-29, -8]
    """
    for n in range(len(rows)):
        total[n] += sign * column[rows[n]]


def each(count: int, *codes: NDArray[Any]) -> NDArray[np.int64]:
    """All codes below count that stand in some arrays, once each and rising; -1 is none.

    >>> each(5, np.array([3, -1, 3]), np.array([0])).tolist()
    [0, 3]
    """
    met = np.zeros(count + 1, np.bool_)
    for some in codes:
        met[some] = True
    found: NDArray[np.int64] = np.flatnonzero(met[:count])
    return found
