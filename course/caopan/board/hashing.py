"""Names as numbers: identifiers are hashed to 128 bits and numbered by first sight.

Two different names are taken for one only when all 128 bits agree; among 10 million names that is
expected once in 10**24 sessions, so counts are exact for all that matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.board.stores import AnyArray
from caopan.compiled import in_place

if TYPE_CHECKING:
    import pandas as pd

ABSENT = -1
_ONE = np.uint64(0x9E3779B97F4A7C15)  # odd multipliers of the SplitMix64 generator (published)
_TWO = np.uint64(0xBF58476D1CE4E5B9)
_THREE = np.uint64(0x94D049BB133111EB)
_EIGHT = np.uint64(8)


@in_place
def _mixed(x: Any) -> Any:
    """SplitMix64's finaliser: every bit of the result hangs on every bit given."""
    x = (x ^ (x >> np.uint64(30))) * _TWO
    x = (x ^ (x >> np.uint64(27))) * _THREE
    return x ^ (x >> np.uint64(31))


@in_place
def _byte(data: Any, at: Any, n: Any) -> Any:
    """Byte ``n`` of a word, in its place."""
    return np.uint64(data[at + np.uint64(n)]) << np.uint64(8 * n)


@in_place
def _word(data: Any, at: Any) -> Any:
    """Eight bytes, written out: the compiler makes one load of them."""
    low = _byte(data, at, 0) | _byte(data, at, 1) | _byte(data, at, 2) | _byte(data, at, 3)
    high = _byte(data, at, 4) | _byte(data, at, 5) | _byte(data, at, 6) | _byte(data, at, 7)
    return low | high


@in_place
def _hash_all(data: Any, offsets: Any, out: Any) -> Any:
    """Hash each text of an Arrow array, eight bytes at a time."""
    for row in range(len(out)):
        at, end = np.uint64(offsets[row]), np.uint64(offsets[row + 1])
        one = end - at + _ONE
        two = _TWO
        while at < end:
            if at + _EIGHT <= end:
                word = _word(data, at)
            else:
                word = np.uint64(0)
                for n in range(end - at):
                    word |= _byte(data, at, n)
            one = _mixed(one ^ word) + _ONE
            two = (two ^ (word * _THREE)) * _ONE
            two ^= two >> np.uint64(29)
            at += _EIGHT
        out[row, 0] = one
        out[row, 1] = _mixed(two + one)


@in_place
def _grown(keys: Any, codes: Any, new_keys: Any, new_codes: Any) -> Any:
    """Move a table into a larger one."""
    mask = np.uint64(len(new_keys) - 1)
    for at in range(len(keys)):
        if codes[at] >= 0:
            place = keys[at, 0] & mask
            while new_codes[place] >= 0:
                place = (place + np.uint64(1)) & mask
            new_keys[place, 0], new_keys[place, 1] = keys[at, 0], keys[at, 1]
            new_codes[place] = codes[at]


@in_place
def _number(
    keys: Any, codes: Any, hashed: Any, known: Any, count: Any, skip: Any, out: Any, fresh: Any
) -> Any:
    """Number each hash: its code, or the next one; rows to skip are looked up, not entered."""
    mask = np.uint64(len(keys) - 1)
    for row in range(len(out)):
        if not known[row]:
            out[row] = ABSENT
            continue
        place = hashed[row, 0] & mask
        while codes[place] >= 0 and (
            keys[place, 0] != hashed[row, 0] or keys[place, 1] != hashed[row, 1]
        ):
            place = (place + np.uint64(1)) & mask
        if codes[place] >= 0:
            out[row] = codes[place]
        elif skip[row]:
            out[row] = ABSENT
        else:
            keys[place, 0], keys[place, 1] = hashed[row, 0], hashed[row, 1]
            codes[place] = count
            out[row] = count
            fresh[row] = True
            count += 1
    return count


def texts(values: pd.Series) -> tuple[Any, AnyArray]:
    """A text column as one Arrow array, and which rows hold a text (N,)."""
    import pyarrow as pa

    array = pa.array(values.array, type=pa.large_string(), from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.null_count:
        return array, np.asarray(array.is_valid())
    return array, np.ones(len(array), dtype=bool)


def hashed(values: pd.Series) -> tuple[AnyArray, AnyArray]:
    """Hash a text column: (N, 2) of uint64, and which rows hold a text (N,).

    >>> import pandas as pd
    >>> found, known = hashed(pd.Series(["a", "b", None, "a"], dtype="str"))
    >>> bool((found[0] == found[3]).all()), bool((found[0] == found[1]).any()), known.tolist()
    (True, False, [True, True, False, True])
    """
    array, known = texts(values)
    _, where, data = array.buffers()
    offsets = np.frombuffer(where, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    text = np.frombuffer(data, dtype=np.uint8) if data is not None and data.size else _NOTHING
    out = np.empty((len(array), 2), dtype=np.uint64)
    if len(array):
        _hash_all(text, offsets, out)
    return out, known


_NOTHING = np.zeros(1, dtype=np.uint8)


class Names:
    """Numbers names by first sight; ``listed`` keeps the texts too, for few names.

    >>> import pandas as pd
    >>> names = Names()
    >>> codes, fresh = names.number(pd.Series(["x", "y", "x"], dtype="str"))
    >>> codes.tolist(), fresh.tolist(), len(names)
    ([0, 1, 0], [True, True, False], 2)
    """

    def __init__(self, words: Sequence[str] = (), *, listed: bool = False) -> None:
        self.keys = np.zeros((1024, 2), dtype=np.uint64)
        self.codes = np.full(1024, ABSENT, dtype=np.int32)
        self.count = 0
        self.texts: list[str] | None = [] if listed or words else None
        if words:
            import pandas as pd

            self.number(pd.Series(list(words), dtype="str"))

    def __len__(self) -> int:
        return self.count

    def number(
        self,
        values: pd.Series,
        skip: AnyArray | None = None,
        hashes: tuple[AnyArray, AnyArray] | None = None,
    ) -> tuple[AnyArray, AnyArray]:
        """Codes (N,) of int32, ABSENT where there is no text, and which rows brought a new name.

        skip: rows whose name is looked up but not entered. hashes: of the values, where known.
        """
        found, known = hashes or hashed(values)
        n = len(found)
        room = self.count + n
        if 3 * room > 2 * len(self.codes):
            size = 1 << (3 * room - 1).bit_length()
            keys = np.zeros((size, 2), dtype=np.uint64)
            codes = np.full(size, ABSENT, dtype=np.int32)
            _grown(self.keys, self.codes, keys, codes)
            self.keys, self.codes = keys, codes
        out, fresh = np.empty(n, dtype=np.int32), np.zeros(n, dtype=bool)
        no = np.zeros(n, dtype=bool) if skip is None else skip
        self.count = int(_number(self.keys, self.codes, found, known, self.count, no, out, fresh))
        if self.texts is not None and fresh.any():
            self.texts += [str(text) for text in values[fresh]]
        return out, fresh

    def bytes(self) -> int:
        """Memory of the table."""
        return self.keys.nbytes + self.codes.nbytes
