"""Rows put in the order of their ids, where all else leaves them equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.ids import parts
from caopan.compiled import compiled

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

LONG_RUN: Final = 48
"""Equal keys beyond which a run is sorted by Python instead of by insertion (derived: the cost of
an insertion is the square of the run)."""


def ordered(order: NDArray[np.int64], ids: pa.Array, *keys: NDArray[Any]) -> NDArray[np.int64]:
    """Where an order by keys leaves rows equal, put them in the order of their ids; in place.

    order: rows that are already sorted by keys. ids, keys: by row. Ids go by their code points, as
    Python compares text.

    >>> import pyarrow as pa
    >>> ordered(np.array([0, 1, 2]), pa.array(["b", "a", "c"]), np.array([5, 5, 6])).tolist()
    [1, 0, 2]
    """
    if len(order) < 2:
        return order
    same = np.ones(len(order) - 1, np.bool_)
    for key in keys:
        mine = key[order]
        same &= mine[1:] == mine[:-1]
    if same.any():
        starts, text = parts(ids)
        for begin, end in _insert(order, same, starts, text).tolist():
            run = order[begin:end].tolist()
            names = dict(zip(run, ids.take(order[begin:end]).to_pylist(), strict=True))
            order[begin:end] = sorted(run, key=lambda row: str(names[row]))
    return order


@compiled
def _before(one: int, two: int, starts: Any, text: Any) -> bool:
    """Whether one id stands before the other, byte by byte (as code points do in UTF-8)."""
    begin, other = starts[one], starts[two]
    length, rival = starts[one + 1] - begin, starts[two + 1] - other
    for n in range(min(length, rival)):
        mine, its = text[begin + n], text[other + n]
        if mine != its:
            return bool(mine < its)
    return bool(length < rival)


@compiled
def _insert(order: Any, same: Any, starts: Any, text: Any) -> Any:
    """Sort each run of equal keys by insertion; gives back the runs that are too long for that."""
    long = []
    begin, rows = 0, len(order)
    while begin < rows:
        end = begin + 1
        while end < rows and same[end - 1]:
            end += 1
        if end - begin > LONG_RUN:
            long.append((begin, end))
        else:
            for n in range(begin + 1, end):
                row, at = order[n], n
                while at > begin and _before(row, order[at - 1], starts, text):
                    order[at] = order[at - 1]
                    at -= 1
                order[at] = row
        begin = end
    found = np.empty((len(long), 2), np.int64)
    for n in range(len(long)):
        found[n, 0], found[n, 1] = long[n]
    return found
