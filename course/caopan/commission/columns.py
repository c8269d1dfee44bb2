"""Columns that grow, and ids as whole numbers: what the settlement counts on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.compiled import compiled

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

LONG_RUN: Final = 48
"""Equal keys beyond which a run is sorted by Python instead of by insertion (derived: the cost of
an insertion is the square of the run)."""


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


class Codes:
    """Ids as whole numbers from 0 on, in the order in which they came; no id is -1.

    >>> import pyarrow as pa
    >>> codes = Codes()
    >>> [one.tolist() for one in codes.encode(pa.array(["b", None]), pa.array(["a", "b"]))]
    [[0, -1], [1, 0]]
    >>> codes.encode(pa.array(["c", "a"]))[0].tolist(), codes.text(2)
    ([2, 1], 'c')
    """

    def __init__(self) -> None:
        self._first: Any = None
        self._seen: dict[str, int] | None = None
        self._names: list[str] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def encode(self, *ids: pa.Array) -> list[NDArray[np.int32]]:
        """Codes of some arrays of text; what was not there yet gets the next ones."""
        import pyarrow as pa

        whole = pa.concat_arrays([_large(one) for one in ids])
        if self._first is None:
            met = whole.dictionary_encode()
            self._first, self._count = met.dictionary, len(met.dictionary)
            found = met.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        else:
            met = whole.dictionary_encode()
            codes = np.array([*map(self._code, met.dictionary.to_pylist()), -1], np.int32)
            found = codes[met.indices.fill_null(len(met.dictionary)).to_numpy()]
        ends = np.cumsum([len(one) for one in ids])
        return [part.astype(np.int32, copy=False) for part in np.split(found, ends[:-1])]

    def _code(self, name: str) -> int:
        seen = self._seen or self._known()
        code = seen.get(name)
        if code is None:
            code = seen[name] = self._count
            self._names.append(name)
            self._count += 1
        return code

    def _known(self) -> dict[str, int]:
        if self._seen is None:
            self._names = self._first.to_pylist() if self._first is not None else []
            self._seen = {name: code for code, name in enumerate(self._names)}
        return self._seen

    def code(self, name: str) -> int:
        """The code of an id, -1 if it has not come."""
        return self._known().get(name, -1)

    def text(self, code: int) -> str:
        """The id of a code; empty for -1."""
        if code < 0:
            return ""
        return self._names[code] if self._names else str(self._first[code])

    def take(self, codes: NDArray[Any]) -> pa.Array:
        """Ids of codes as an array of text; null for -1."""
        import pyarrow as pa

        if self._names:
            names = self._names
            return pa.array(
                [names[code] if code >= 0 else None for code in codes.tolist()], pa.large_string()
            )
        if self._first is None:
            return pa.nulls(len(codes), pa.large_string())
        at = pa.array(codes, mask=codes < 0) if len(codes) and codes.min() < 0 else pa.array(codes)
        return self._first.take(at)


def _large(ids: pa.Array) -> pa.Array:
    import pyarrow as pa

    return ids if ids.type == pa.large_string() else ids.cast(pa.large_string())


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
        _, offsets, data = _large(ids).buffers()
        starts = np.frombuffer(offsets, np.int64)[ids.offset :]
        text = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
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
