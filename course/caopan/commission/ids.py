"""Ids as whole numbers: an index of text that grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.compiled import compiled, in_place

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

FEWEST: Final = 1_024
"""Places of a new index (assumed)."""
BLOCK: Final = 256
"""Ids that are looked up together (measured: of 32 to 512 none is faster beyond the noise)."""
GROWTH: Final = 8
"""Room is made for so many times as much as there is, but for no more than can come (assumed)."""


class Codes:
    """Ids as whole numbers from 0 on, in the order in which they came; no id is -1.

    An index with open addressing over one text, where all ids stand behind one another: half the
    time of Arrow's dictionary, to which no ids can be added, and a third of the memory of Python's
    (measured with a million ids).

    >>> import pyarrow as pa
    >>> codes = Codes()
    >>> [codes.encode(pa.array(some)).tolist() for some in (["b", None], ["a", "b"])]
    [[0, -1], [1, 0]]
    >>> codes.code("a"), codes.code("c"), codes.text(1)
    (1, -1, 'a')
    """

    def __init__(self) -> None:
        self._count = 0
        self._starts = np.zeros(1, np.int64)
        self._text = np.zeros(0, np.uint8)
        self._places = np.zeros(FEWEST, np.int64)

    def __len__(self) -> int:
        return self._count

    def encode(self, ids: pa.Array) -> NDArray[np.int32]:
        """Codes of an array of text; what was not there yet gets the next ones."""
        ids = _large(ids)
        begins, text = parts(ids)
        gone = np.zeros(0, np.bool_)
        if ids.null_count:
            gone = ids.is_null().to_numpy(zero_copy_only=False)
        found = np.empty(len(ids), np.int32)
        row = 0
        while True:
            row, self._count = _encode(
                begins, text, gone, self._starts, self._text, self._places, self._count, found, row
            )
            if row == len(ids):
                return found
            self._make_room(begins[row:])

    def _make_room(self, begins: NDArray[np.int64]) -> None:
        """Make room for a block of ids, and for as many more as may well be new.

        begins: where each of those that are left begins, and the end of the last one.
        """
        size = min(BLOCK, len(begins) - 1)
        most = self._count + min(len(begins) - 1, GROWTH * (self._count + size))
        used = int(self._starts[self._count])
        letters, block = (int(begins[at] - begins[0]) for at in (-1, size))
        self._starts = _longer(self._starts, self._count + 1, most + 1)
        # one letter more than is used: an id without letters at the end of all is looked up, too
        self._text = _longer(self._text, used, used + min(letters, GROWTH * (used + block)) + 1)
        if 4 * most > 3 * len(self._places):
            room = np.zeros(1 << (2 * most).bit_length(), np.int64)
            _move(self._places, room, self._starts, self._text)
            self._places = room

    def code(self, name: str) -> int:
        """The code of an id, -1 if it has not come."""
        letters = np.frombuffer(name.encode(), np.uint8)
        mark = _mark(letters, 0, len(letters))
        place = _place(mark, letters, 0, len(letters), self._starts, self._text, self._places)
        return int(self._places[place] & LOW) - 1

    def text(self, code: int) -> str:
        """The id of a code; empty for -1."""
        if code < 0:
            return ""
        return self._text[self._starts[code] : self._starts[code + 1]].tobytes().decode()

    def take(self, codes: NDArray[Any]) -> pa.Array:
        """Ids of codes as an array of text; null for -1."""
        import pyarrow as pa

        names = pa.LargeStringArray.from_buffers(
            self._count, pa.py_buffer(self._starts), pa.py_buffer(self._text)
        )
        return taken(names, codes)


def taken(ids: Any, rows: NDArray[Any]) -> Any:
    """Ids of rows; null for -1. All of them in order are not copied.

    ids: an array of text, or one in chunks.

    >>> import pyarrow as pa
    >>> taken(pa.array(["a", "b"]), np.array([1, -1])).to_pylist()
    ['b', None]
    """
    import pyarrow as pa

    gone = rows < 0
    if gone.any():
        return ids.take(pa.array(rows, mask=gone))
    if len(rows) == len(ids) and (rows[1:] > rows[:-1]).all():
        return ids
    return ids.take(pa.array(rows))


def _longer(old: NDArray[Any], used: int, needed: int) -> NDArray[Any]:
    """An array with room for what is needed and a quarter more, if the old one has too little."""
    if needed <= len(old):
        return old
    room = np.empty(needed + needed // 4, old.dtype)
    room[:used] = old[:used]
    return room


def _large(ids: pa.Array) -> pa.LargeStringArray:
    """Ids as large text, whatever text they are."""
    import pyarrow as pa

    return ids if ids.type == pa.large_string() else ids.cast(pa.large_string())


def parts(ids: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Where each id begins in a text, with the end of the last one; and the text.

    Both may only be read, as is so of some of Arrow's: thus the loops are compiled for one kind.
    """
    begins, letters = np.zeros(1, np.int64), np.zeros(0, np.uint8)
    large = _large(ids)
    if len(large):
        _, starts, text = large.buffers()
        begins = np.frombuffer(starts, np.int64)[large.offset : large.offset + len(large) + 1]
        letters = letters if text is None else np.frombuffer(text, np.uint8)
    begins.flags.writeable = letters.flags.writeable = False
    return begins, letters


LOW: Final = 2**32 - 1
"""A place of the index holds one more than a code, 0 if it is free, below the half of its mark."""


@in_place
def _mark(text: Any, begin: int, end: int) -> int:
    """A number for an id: Fowler, Noll and Vo's 1a in 64 bits, its halves mixed at the end."""
    mark = -3750763034362895579
    for n in range(begin, end):
        mark = (mark ^ text[n]) * 1099511628211
    return mark ^ ((mark >> 32) & LOW)


@in_place
def _same(code: int, text: Any, begin: int, end: int, starts: Any, known: Any) -> bool:
    """Whether an id is that of a code."""
    first = starts[code]
    if starts[code + 1] - first != end - begin:
        return False
    for n in range(end - begin):  # noqa: SIM110 - Numba compiles no all() over a generator
        if known[first + n] != text[begin + n]:
            return False
    return True


@in_place
def _place(mark: int, text: Any, begin: int, end: int, starts: Any, known: Any, places: Any) -> int:
    """The place of an id in the index, or the free one where it belongs."""
    last = len(places) - 1
    place = mark & last
    while places[place]:
        code = (places[place] & LOW) - 1
        if (places[place] ^ mark) >> 32 == 0 and _same(code, text, begin, end, starts, known):
            break
        place = (place + 1) & last
    return place


@in_place
def _follow(
    begins: Any,
    text: Any,
    gone: Any,
    starts: Any,
    known: Any,
    count: int,
    found: Any,
    row: int,
    code: int,
) -> int:
    """Fill in rising codes from one on for as long as they are those of the rows' ids."""
    while row < len(found) and code < count and not (len(gone) and gone[row]):
        if not _same(code, text, begins[row], begins[row + 1], starts, known):
            break
        found[row] = code
        row, code = row + 1, code + 1
    return row


@compiled
def _encode(
    begins: Any,
    text: Any,
    gone: Any,
    starts: Any,
    known: Any,
    places: Any,
    count: int,
    found: Any,
    row: int,
) -> Any:
    """Fill in codes of ids from a row on, and add new ones, as far as there is room for them.

    Gives back the row up to which it came, and how many ids there are then.

    Rows often name in the order of older rows, so that the id behind the last one is tried first.
    The others are looked up by blocks, each step for the whole block: what the processor has to
    fetch for one id, it then fetches beside that of others.
    """
    rows, last = len(begins) - 1, len(places) - 1
    marks, near = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    code = -1
    while row < rows:
        row = _follow(begins, text, gone, starts, known, count, found, row, code + 1)
        size = min(BLOCK, rows - row)
        if count + size >= len(starts) or 4 * (count + size) > 3 * len(places):
            break
        if starts[count] + begins[row + size] - begins[row] >= len(known):
            break
        for n in range(size):
            marks[n] = _mark(text, begins[row + n], begins[row + n + 1])
        for n in range(size):
            near[n] = places[marks[n] & last] & LOW
        for n in range(size):
            near[n] = starts[max(near[n] - 1, 0)]
        for n in range(size):
            near[n] = known[near[n]]
        for n in range(row, row + size):
            if len(gone) and gone[n]:
                found[n] = -1
                continue
            begin, end = begins[n], begins[n + 1]
            place = _place(marks[n - row], text, begin, end, starts, known, places)
            code = (places[place] & LOW) - 1
            if code < 0:
                code = count
                count += 1
                places[place] = (marks[n - row] & ~LOW) | count
                first = starts[code]
                for letter in range(end - begin):
                    known[first + letter] = text[begin + letter]
                starts[count] = first + end - begin
            found[n] = code
        row += size
    return row, count


@compiled
def _move(old: Any, new: Any, starts: Any, known: Any) -> None:
    """Fill a larger index from an old one."""
    last = len(new) - 1
    for one in old:
        if one:
            code = (one & LOW) - 1
            place = _mark(known, starts[code], starts[code + 1]) & last
            while new[place]:
                place = (place + 1) & last
            new[place] = one
