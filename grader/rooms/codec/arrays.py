"""NumPy scalars and arrays: a dtype of a fixed set, a shape, raw bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from grader.rooms.codec.limits import CannotCarry, Malformed

if TYPE_CHECKING:
    from grader.rooms.codec.reader import Reader
    from grader.rooms.codec.writer import Writer

# Native, fixed in size, without anything to run: no object, void or long double.
_DTYPES: Final = re.compile(
    r"\|b1|[|<][iu][1248]|<f[248]|<c(8|16)|<[Mm]8\[\d{0,6}(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\]"
    r"|<[Mm]8|\|S\d{1,7}|<U\d{1,7}"
)
_MOST_DIMENSIONS: Final = 32


def write(w: Writer, value: Any, path: str, depth: int) -> list[Any]:
    """Describe a scalar or an array; subclasses become plain arrays."""
    import numpy as np

    if isinstance(value, np.ma.MaskedArray):
        raise CannotCarry(f"{path or 'it'} is a masked array: give value.filled(...)")
    if isinstance(value, np.ndarray):
        return array(w, np.asarray(value), path, depth)
    return ["ns", *array(w, np.asarray(value), path, depth)[1:]]


def array(w: Writer, value: Any, path: str, depth: int) -> list[Any]:
    """Describe an array: ["n", dtype, shape, buffer], or its elements where they are objects."""
    import numpy as np

    if value.dtype == object:
        return ["no", list(value.shape), *w.nodes(value.ravel().tolist(), path, depth)]
    native = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
    name = native.dtype.str
    if not _DTYPES.fullmatch(name):
        raise CannotCarry(
            f"{path or 'it'} is an array of {value.dtype}: give plain numbers or text"
        )
    return ["n", name, list(value.shape), w.buffer(native.tobytes())]


def read(r: Reader, node: list[Any], depth: int) -> Any:
    """Make an array from its description.

    Raises:
        Malformed: an unknown dtype, or a length that does not fit the shape.
    """
    import numpy as np

    if node[0] == "no":
        shape = _shape(node[1])
        return _objects(r, shape, node[2:], depth)
    _, name, sizes, number = node
    if not isinstance(name, str) or not _DTYPES.fullmatch(name):
        raise Malformed("an array of an unknown type")
    shape, dtype = _shape(sizes), np.dtype(name)
    content = r.buffer(number)
    count = 1
    for size in shape:
        count *= size
    if count * dtype.itemsize != len(content):
        raise Malformed("an array whose length does not fit its shape")
    if dtype.kind == "b" and content and max(content) > 1:
        raise Malformed("a truth value that is neither")
    if dtype.kind == "U" and content and _beyond(content):
        raise Malformed("text that is none")
    return np.frombuffer(content, dtype=dtype).reshape(shape).copy()


def _beyond(content: Any) -> bool:
    import numpy as np

    return bool((np.frombuffer(content, dtype="<u4") > 0x10FFFF).any())


def _shape(sizes: Any) -> tuple[int, ...]:
    good = isinstance(sizes, list) and len(sizes) <= _MOST_DIMENSIONS
    if not good or not all(type(s) is int and 0 <= s < 2**40 for s in sizes):
        raise Malformed("an array without a shape")
    return tuple(sizes)


def _objects(r: Reader, shape: tuple[int, ...], nodes: list[Any], depth: int) -> Any:
    import numpy as np

    count = 1
    for size in shape:
        count *= size
    if count != len(nodes):
        raise Malformed("an array whose length does not fit its shape")
    made = np.empty(count, dtype=object)
    for place, node in enumerate(nodes):
        made[place] = r.value(node, depth + 1)
    return made.reshape(shape)


def scalar(r: Reader, node: list[Any], depth: int) -> Any:
    """Make a NumPy scalar."""
    made = read(r, ["n", *node[1:]], depth)
    if made.shape != ():
        raise Malformed("a number with a shape")
    return made[()]
