"""Writing a value: what it is made of goes into the header, its bulk into buffers."""

from __future__ import annotations

import datetime as dt
import functools
import json
import sys
import types
import uuid
import zoneinfo
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from grader.rooms.codec import figures
from grader.rooms.codec.limits import MARK, CannotCarry, Limits, Meter

_EXACT: Final = 1 << 53
_FUNCTIONS: Final = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    functools.partial,
    type,
)
_INSTEAD: Final = "give numbers, text, dates, lists, dicts, arrays, tables or a function"
_LONGEST_NAME: Final = 200
Node = Any


def encode(
    value: object,
    *,
    function: Callable[[object], int] | None = None,
    limits: Limits | None = None,
) -> bytes:
    """Write a value.

    Args:
        value: numbers, text, bytes, containers, dates, arrays, frames, figures, functions.
        function: registers a function and gives its token; without it none can be carried.
        limits: what the value may cost.

    Raises:
        CannotCarry: the value, or something in it, can't be carried (where, what, instead).

    >>> from grader.rooms.codec.reader import decode
    >>> decode(encode({"gmv": [1, 2.5, "元"]}))
    {'gmv': [1, 2.5, '元']}
    """
    writer = Writer(limits or Limits(), function)
    try:
        header = json.dumps(writer.node(value, "", 0), separators=(",", ":")).encode()
    except RecursionError:
        raise CannotCarry("it is nested too deeply, or holds itself") from None
    sizes = [len(b) for b in writer.buffers]
    head = len(header).to_bytes(4), len(sizes).to_bytes(4), *(s.to_bytes(8) for s in sizes)
    total = sum(map(len, head)) + len(header) + sum(sizes)
    if total > writer.limits.max_bytes or len(header) > writer.limits.max_header:
        raise CannotCarry(f"it is too large to be handed over ({total:,} bytes)")
    return b"".join([MARK, *head, header, *writer.buffers])


class Writer:
    """Writes one value.

    Args:
        limits: what it may cost.
        function: registers a function.
    """

    def __init__(self, limits: Limits, function: Callable[[object], int] | None) -> None:
        self.limits = limits
        self.meter = Meter(limits, CannotCarry)
        self.function = function
        self.buffers: list[bytes] = []

    def buffer(self, content: bytes) -> int:
        """Keep some bytes; give their number."""
        self.buffers.append(content)
        return len(self.buffers) - 1

    def node(self, value: Any, path: str, depth: int) -> Node:  # noqa: PLR0911 (a table)
        """Describe a value for the header."""
        self.meter.count(depth)
        kind = type(value)
        if value is None or kind is bool or kind is str or kind is float:
            return value
        if kind is int:
            return value if -_EXACT < value < _EXACT else ["i", self._digits(value, path)]
        if (write := _PLAIN.get(kind)) is not None:
            return write(self, value, path, depth)
        if (made := self._of_a_library(value, path, depth)) is not None:
            return made
        for base in (dict, list, tuple, set, frozenset, str, bytes, int, float):
            if isinstance(value, base) and not isinstance(value, bool):
                return self.node(_as_plain(base, value), path, depth)
        if isinstance(value, dt.tzinfo):
            return ["Z", zone(value, path)]
        if isinstance(value, _FUNCTIONS) and self.function is not None:
            name = str(getattr(value, "__name__", ""))[:_LONGEST_NAME]
            return ["fn", self.function(value), name]
        raise CannotCarry(f"{path or 'it'} is of type {kind.__name__}: {_INSTEAD}")

    def nodes(self, values: Any, path: str, depth: int) -> list[Node]:
        """Describe what a container holds."""
        return [self.node(v, f"{path}[{n}]", depth + 1) for n, v in enumerate(values)]

    def _of_a_library(self, value: Any, path: str, depth: int) -> Node | None:
        """Describe an array, a frame or a figure, if the library is there at all."""
        numpy = sys.modules.get("numpy")
        if numpy is not None and isinstance(value, numpy.generic | numpy.ndarray):
            from grader.rooms.codec import arrays

            return arrays.write(self, value, path, depth)
        if "pandas" in sys.modules:
            from grader.rooms.codec import frames

            if (made := frames.write(self, value, path, depth)) is not None:
                return made
        if (drawn := _drawn(value)) is not None:
            return self.node(drawn, path, depth)
        return None

    def _digits(self, value: int, path: str) -> str:
        if value.bit_length() > self.limits.max_digits * 3:
            raise CannotCarry(f"{path or 'it'} has too many digits")
        return hex(value)


def _drawn(value: object) -> object | None:
    if isinstance(value, figures.FigureSummary | figures.AxesSummary | figures.SeriesSummary):
        return None
    figure, axes = sys.modules.get("matplotlib.figure"), sys.modules.get("matplotlib.axes")
    if figure is not None and isinstance(value, figure.FigureBase):
        return figures.figure_summary(value)
    if axes is not None and isinstance(value, axes.Axes):
        return figures.axes_summary(value)
    return None


def _as_plain(base: Any, value: Any) -> Any:
    """Make the plain type of a subclass, not asking the subclass's own methods."""
    if base is dict:
        return dict(dict.items(value))
    if base is str:
        return str.__str__(value) if type(str.__str__(value)) is str else "".join(value)
    if base is int:
        return int.__int__(value)
    return float.__float__(value) if base is float else base(value)


def zone(found: dt.tzinfo | None, path: str) -> Node:
    """Describe a time zone: none, UTC, fixed or named."""
    if found is None:
        return None
    if found is dt.UTC:
        return "UTC"
    if isinstance(found, zoneinfo.ZoneInfo) and found.key:
        return ["z", found.key]
    if isinstance(found, dt.timezone):
        shift = found.utcoffset(None)
        return ["o", round(shift.total_seconds() * 1_000_000)]
    raise CannotCarry(f"{path or 'it'} has a time zone of type {type(found).__name__}")


def _dict(w: Writer, value: dict[Any, Any], path: str, depth: int) -> Node:
    made: list[Node] = ["d"]
    for key, item in value.items():
        made += (w.node(key, path, depth + 1), w.node(item, f"{path}[{key!r:.40}]", depth + 1))
    return made


def _moment(w: Writer, value: dt.datetime, path: str, depth: int) -> Node:
    return [
        "T",
        value.replace(tzinfo=None, fold=0).isoformat(),
        value.fold,
        zone(value.tzinfo, path),
    ]


def _clock(w: Writer, value: dt.time, path: str, depth: int) -> Node:
    return [
        "h",
        value.replace(tzinfo=None, fold=0).isoformat(),
        value.fold,
        zone(value.tzinfo, path),
    ]


def _slice(w: Writer, value: slice, path: str, depth: int) -> Node:
    return ["sl", *w.nodes((value.start, value.stop, value.step), path, depth)]


def _decimal(w: Writer, value: Decimal, path: str, depth: int) -> Node:
    text = str(value)
    if len(text) > w.limits.max_digits:
        raise CannotCarry(f"{path or 'it'} has too many digits")
    return ["m", text]


def _series(w: Writer, value: Any, path: str, depth: int) -> Node:
    """A figure's, axes' or series' summary: its fields in order."""
    kind = {"FigureSummary": "gF", "AxesSummary": "gA", "SeriesSummary": "gS"}[type(value).__name__]
    fields = [getattr(value, name) for name in value.__dataclass_fields__]
    return [kind, *w.nodes(fields, path, depth)]


_PLAIN: Final[dict[type, Callable[..., Node]]] = {
    type(...): lambda w, v, p, d: ["e"],
    list: lambda w, v, p, d: ["l", *w.nodes(v, p, d)],
    tuple: lambda w, v, p, d: ["t", *w.nodes(v, p, d)],
    set: lambda w, v, p, d: ["S", *w.nodes(v, p, d)],
    frozenset: lambda w, v, p, d: ["F", *w.nodes(v, p, d)],
    dict: _dict,
    bytes: lambda w, v, p, d: ["b", w.buffer(v)],
    bytearray: lambda w, v, p, d: ["B", w.buffer(bytes(v))],
    complex: lambda w, v, p, d: ["c", v.real, v.imag],
    range: lambda w, v, p, d: ["r", *w.nodes((v.start, v.stop, v.step), p, d)],
    slice: _slice,
    dt.date: lambda w, v, p, d: ["D", v.isoformat()],
    dt.datetime: _moment,
    dt.time: _clock,
    dt.timedelta: lambda w, v, p, d: ["td", v.days, v.seconds, v.microseconds],
    dt.timezone: lambda w, v, p, d: ["Z", zone(v, p)],
    zoneinfo.ZoneInfo: lambda w, v, p, d: ["Z", zone(v, p)],
    Decimal: _decimal,
    Fraction: lambda w, v, p, d: ["q", *w.nodes((v.numerator, v.denominator), p, d)],
    uuid.UUID: lambda w, v, p, d: ["U", v.hex],
    figures.FigureSummary: _series,
    figures.AxesSummary: _series,
    figures.SeriesSummary: _series,
}
