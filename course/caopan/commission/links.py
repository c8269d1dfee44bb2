"""Rows of a table by what they name, as chains: found without a look at all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.commission.columns import Columns
from caopan.commission.intake import NONE
from caopan.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Links:
    """Rows of each line, as a chain from its last one to its first."""

    def __init__(self) -> None:
        self._head = np.zeros(0, np.int64)
        self._next = Columns()

    def extend(self, line: NDArray[Any], lines: int) -> None:
        """Take in the rows that came since the last time."""
        begin = len(self._next)
        if lines > len(self._head):
            room = np.full(lines + lines // 4, NONE, np.int64)
            room[: len(self._head)] = self._head
            self._head = room
        if begin < len(line):
            self._next.append({"next": _chain(line, begin, self._head)})

    def rows(self, lines: NDArray[Any]) -> NDArray[np.int64]:
        """All rows of some lines, rising."""
        if not len(self._next):
            return np.zeros(0, np.int64)
        found: NDArray[np.int64] = np.sort(_walk(lines, self._head, self._next["next"]))
        return found


@compiled
def _chain(line: Any, begin: int, head: Any) -> Any:
    found = np.full(len(line) - begin, -1, np.int64)
    for row in range(begin, len(line)):
        if line[row] >= 0:
            found[row - begin] = head[line[row]]
            head[line[row]] = row
    return found


@compiled
def _walk(lines: Any, head: Any, following: Any) -> Any:
    count = 0
    for line in lines:
        row = head[line]
        while row >= 0:
            count += 1
            row = following[row]
    found = np.empty(count, np.int64)
    count = 0
    for line in lines:
        row = head[line]
        while row >= 0:
            found[count] = row
            count += 1
            row = following[row]
    return found
