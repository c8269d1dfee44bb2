"""Reading a value: every claim is checked before anything is made from it."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
import zoneinfo
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from grader.rooms.codec import figures
from grader.rooms.codec.limits import MARK, Limits, Malformed, Meter

_ZONE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(/[A-Za-z0-9_+-]{1,30}){0,2}")
_DECIMAL: Final = re.compile(r"-?(\d+(\.\d*)?(E[+-]?\d{1,6})?|Infinity|s?NaN\d*)")
_HEX: Final = re.compile(r"-?0x[0-9a-f]+")
_MOST_BUFFERS: Final = 100_000
_LONGEST_NAME: Final = 200
Node = Any


def decode(
    data: bytes | memoryview,
    *,
    function: Callable[[int, str], object] | None = None,
    limits: Limits | None = None,
) -> object:
    """Read a value.

    Args:
        data: what :func:`encode` wrote, or anything else.
        function: makes the stand-in of a function from its token and name; without it there are
            none.
        limits: what the value may cost.

    Raises:
        Malformed: it is not as agreed, or costs more than it may; nothing else is ever raised.

    >>> decode(b"anything")
    Traceback (most recent call last):
        ...
    grader.rooms.codec.limits.Malformed: it is no value of ours
    """
    allowed = limits or Limits()
    try:
        header, buffers = _parts(memoryview(data), allowed)
        return Reader(allowed, buffers, function).value(json.loads(header.tobytes()), 0)
    except Malformed:
        raise
    except RecursionError:
        raise Malformed("it is nested too deeply") from None
    except Exception as error:  # a library's own refusal of a value that only looked right
        raise Malformed(f"it can't be read ({type(error).__name__})") from error


def _parts(data: memoryview, limits: Limits) -> tuple[memoryview, list[memoryview]]:
    if len(data) > limits.max_bytes:
        raise Malformed("it is too large")
    if len(data) < 12 or bytes(data[:4]) != MARK:
        raise Malformed("it is no value of ours")
    size, count = int.from_bytes(data[4:8]), int.from_bytes(data[8:12])
    place = 12 + 8 * count
    if count > _MOST_BUFFERS or size > limits.max_header or place + size > len(data):
        raise Malformed("its header does not fit")
    sizes = [int.from_bytes(data[12 + 8 * n : 20 + 8 * n]) for n in range(count)]
    if place + size + sum(sizes) != len(data):
        raise Malformed("its parts do not fit its length")
    header = data[place : place + size]
    buffers, place = [], place + size
    for length in sizes:
        buffers.append(data[place : place + length])
        place += length
    return header, buffers


class Reader:
    """Reads one value.

    Args:
        limits: what it may cost.
        buffers: its raw parts.
        function: makes stand-ins of functions.
    """

    def __init__(
        self,
        limits: Limits,
        buffers: list[memoryview],
        function: Callable[[int, str], object] | None,
    ) -> None:
        self.limits = limits
        self.meter = Meter(limits, Malformed)
        self.function = function
        self._buffers = buffers

    def buffer(self, number: Any) -> memoryview:
        """Give a raw part by its number."""
        if type(number) is not int or not 0 <= number < len(self._buffers):
            raise Malformed("a part that is not there")
        return self._buffers[number]

    def value(self, node: Node, depth: int) -> Any:
        """Make a value from its description."""
        self.meter.count(depth)
        if not isinstance(node, list):
            if isinstance(node, dict):
                raise Malformed("a description that is none")
            return node
        if not node or not isinstance(node[0], str):
            raise Malformed("a description without a kind")
        read = _KINDS.get(node[0]) or _of_a_library(node[0])
        return read(self, node, depth)

    def values(self, nodes: list[Node], depth: int) -> list[Any]:
        """Make what a container holds."""
        return [self.value(n, depth + 1) for n in nodes]


def _of_a_library(kind: str) -> Callable[[Reader, Node, int], Any]:
    if kind in ("n", "no", "ns"):
        from grader.rooms.codec import arrays

        return arrays.scalar if kind == "ns" else arrays.read
    if kind[:1] in "pxVW":
        from grader.rooms.codec import frames

        if kind in frames.READERS:
            return frames.READERS[kind]
    raise Malformed("a description of an unknown kind")


def zone(node: Node) -> dt.tzinfo | None:
    """Make a time zone.

    Raises:
        Malformed: it names none.
    """
    if node is None:
        return None
    if node == "UTC":
        return dt.UTC
    if isinstance(node, list) and len(node) == 2 and node[0] == "o" and type(node[1]) is int:
        return dt.timezone(dt.timedelta(microseconds=node[1]))
    named = isinstance(node, list) and len(node) == 2 and node[0] == "z"
    if named and isinstance(node[1], str) and _ZONE.fullmatch(node[1]):
        return zoneinfo.ZoneInfo(node[1])
    raise Malformed("a time zone that is none")


def text(node: Node, pattern: re.Pattern[str] | None = None, longest: int = 10_000) -> str:
    """Give a text that fits a pattern."""
    if not isinstance(node, str) or len(node) > longest:
        raise Malformed("a text that is none")
    if pattern is not None and not pattern.fullmatch(node):
        raise Malformed("a text that does not fit")
    return node


def whole(node: Node) -> int:
    """Give a whole number of up to 64 bits."""
    if type(node) is not int or not -(2**63) <= node < 2**63:
        raise Malformed("a number that is none")
    return node


def _dict(r: Reader, node: Node, depth: int) -> dict[Any, Any]:
    made = r.values(node[1:], depth)
    return dict(zip(made[::2], made[1::2], strict=True))


def _moment(r: Reader, node: Node, depth: int) -> dt.datetime:
    _, iso, fold, where = node
    made = dt.datetime.fromisoformat(text(iso, longest=40))
    return made.replace(tzinfo=zone(where), fold=1 if fold == 1 else 0)


def _clock(r: Reader, node: Node, depth: int) -> dt.time:
    _, iso, fold, where = node
    made = dt.time.fromisoformat(text(iso, longest=40))
    return made.replace(tzinfo=zone(where), fold=1 if fold == 1 else 0)


def _integer(r: Reader, node: Node, depth: int) -> int:
    return int(text(node[1], _HEX, longest=r.limits.max_digits), 16)


def _decimal(r: Reader, node: Node, depth: int) -> Decimal:
    return Decimal(text(node[1], _DECIMAL, longest=r.limits.max_digits))


def _fraction(r: Reader, node: Node, depth: int) -> Fraction:
    above, below = r.values(node[1:], depth)
    if type(above) is not int or type(below) is not int:
        raise Malformed("a fraction that is none")
    return Fraction(above, below)


def _complex(r: Reader, node: Node, depth: int) -> complex:
    _, real, imaginary = node
    return complex(float(real), float(imaginary))


def _called(r: Reader, node: Node, depth: int) -> object:
    _, token, name = node
    if r.function is None:
        raise Malformed("a function where none can be")
    if whole(token) < 0:
        raise Malformed("a function without a number")
    return r.function(token, text(name, longest=_LONGEST_NAME))


def _drawn(r: Reader, node: Node, depth: int) -> Any:
    kind = {"gF": figures.FigureSummary, "gA": figures.AxesSummary, "gS": figures.SeriesSummary}
    return kind[node[0]](*r.values(node[1:], depth))


_KINDS: Final[dict[str, Callable[[Reader, Node, int], Any]]] = {
    "i": _integer,
    "e": lambda r, n, d: ...,
    "l": lambda r, n, d: r.values(n[1:], d),
    "t": lambda r, n, d: tuple(r.values(n[1:], d)),
    "S": lambda r, n, d: set(r.values(n[1:], d)),
    "F": lambda r, n, d: frozenset(r.values(n[1:], d)),
    "d": _dict,
    "b": lambda r, n, d: bytes(r.buffer(n[1])),
    "B": lambda r, n, d: bytearray(r.buffer(n[1])),
    "c": _complex,
    "r": lambda r, n, d: range(*r.values(n[1:4], d)),
    "sl": lambda r, n, d: slice(*r.values(n[1:4], d)),
    "D": lambda r, n, d: dt.date.fromisoformat(text(n[1], longest=10)),
    "T": _moment,
    "h": _clock,
    "td": lambda r, n, d: dt.timedelta(whole(n[1]), whole(n[2]), whole(n[3])),
    "Z": lambda r, n, d: zone(n[1]),
    "m": _decimal,
    "q": _fraction,
    "U": lambda r, n, d: uuid.UUID(hex=text(n[1], longest=32)),
    "fn": _called,
    "gF": _drawn,
    "gA": _drawn,
    "gS": _drawn,
}
