"""pandas: scalars, extension arrays, indexes, series and frames."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from grader.rooms.codec import arrays
from grader.rooms.codec.limits import CannotCarry, Malformed
from grader.rooms.codec.reader import text, whole, zone
from grader.rooms.codec.writer import zone as zone_of

if TYPE_CHECKING:
    from grader.rooms.codec.reader import Node, Reader
    from grader.rooms.codec.writer import Writer

_UNITS: Final = ("s", "ms", "us", "ns")
_FREQUENCY: Final = re.compile(r"-?\d{0,9}[A-Za-z]{1,5}(-[A-Za-z0-9]{1,3})?")
_NULLABLE: Final = re.compile(r"U?Int(8|16|32|64)|Float(32|64)|boolean")
_CLOSED: Final = ("left", "right", "both", "neither")


def write(w: Writer, value: Any, path: str, depth: int) -> Node | None:
    """Describe a pandas object; None where it is none."""
    import pandas as pd

    if value is pd.NaT:
        return ["pNaT"]
    if value is pd.NA:
        return ["pNA"]
    for kind, writer in (
        (pd.Timestamp, _timestamp),
        (pd.Timedelta, _timedelta),
        (pd.Period, _period),
        (pd.Interval, _interval),
        (pd.DataFrame, _frame),
        (pd.Series, _series),
        (pd.Index, index),
        (pd.api.extensions.ExtensionArray, values),
    ):
        if isinstance(value, kind):
            return writer(w, value, path, depth)
    return None


# --- scalars ------------------------------------------------------------------------------------


def _timestamp(w: Writer, value: Any, path: str, depth: int) -> Node:
    number = int(value.asm8.view("i8"))
    return ["pT", number, value.unit, zone_of(value.tzinfo, path)]


def _read_timestamp(r: Reader, node: Node, depth: int) -> Any:
    import numpy as np
    import pandas as pd

    made = pd.Timestamp(np.datetime64(whole(node[1]), _unit(node[2])))
    where = zone(node[3])
    return made if where is None else made.tz_localize("UTC").tz_convert(where)


def _timedelta(w: Writer, value: Any, path: str, depth: int) -> Node:
    return ["pD", int(value.asm8.view("i8")), value.unit]


def _read_timedelta(r: Reader, node: Node, depth: int) -> Any:
    import numpy as np
    import pandas as pd

    return pd.Timedelta(np.timedelta64(whole(node[1]), _unit(node[2])))


def _period(w: Writer, value: Any, path: str, depth: int) -> Node:
    return ["pP", value.ordinal, value.freqstr]


def _read_period(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    return pd.Period(ordinal=_ordinal(whole(node[1])), freq=text(node[2], _FREQUENCY))


def _interval(w: Writer, value: Any, path: str, depth: int) -> Node:
    return ["pI", *w.nodes((value.left, value.right), path, depth), value.closed]


def _read_interval(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    left, right = r.values(node[1:3], depth)
    return pd.Interval(left, right, closed=_one_of(node[3], _CLOSED))


# --- arrays -------------------------------------------------------------------------------------


def values(w: Writer, value: Any, path: str, depth: int) -> Node:
    """Describe the values of a column or an index."""
    import pandas as pd

    dtype = value.dtype
    for kind, writer in (
        (pd.StringDtype, _strings),
        (pd.CategoricalDtype, _categories),
        (pd.DatetimeTZDtype, _zoned),
        (pd.PeriodDtype, _periods),
        (pd.IntervalDtype, _intervals),
    ):
        if isinstance(dtype, kind):
            return writer(w, value, path, depth)
    if hasattr(value, "_mask") and _NULLABLE.fullmatch(str(dtype)):
        numbers = value.to_numpy(dtype=dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0))
        missing = value.isna()
        return ["pm", str(dtype), *(arrays.array(w, a, path, depth) for a in (numbers, missing))]
    plain = value.to_numpy()
    if plain.dtype != getattr(dtype, "numpy_dtype", dtype):
        raise CannotCarry(f"{path or 'it'} has the type {dtype}: convert it to numbers or text")
    return arrays.array(w, plain, path, depth)


def _categories(w: Writer, value: Any, path: str, depth: int) -> Node:
    codes = arrays.array(w, value.codes, path, depth)
    return ["pc", codes, index(w, value.categories, path, depth), bool(value.ordered)]


def _zoned(w: Writer, value: Any, path: str, depth: int) -> Node:
    numbers = value.tz_convert(None).to_numpy().view("<i8")
    return ["pz", value.dtype.unit, zone_of(value.dtype.tz, path), w.buffer(numbers.tobytes())]


def _periods(w: Writer, value: Any, path: str, depth: int) -> Node:
    return ["pp", str(value.dtype)[7:-1], w.buffer(value.asi8.astype("<i8").tobytes())]


def _intervals(w: Writer, value: Any, path: str, depth: int) -> Node:
    import pandas as pd

    ends = (index(w, pd.Index(end), path, depth) for end in (value.left, value.right))
    return ["pi", *ends, value.closed]


def _strings(w: Writer, value: Any, path: str, depth: int) -> Node:
    import numpy as np
    import pandas as pd

    missing = value.isna()
    parts = [str(v).encode("utf-8", "surrogatepass") for v in value.to_numpy(object, na_value="")]
    lengths = np.fromiter(map(len, parts), dtype="<u4", count=len(parts))
    kept = [w.buffer(b) for b in (lengths.tobytes(), b"".join(parts), missing.tobytes())]
    return ["ps", "NA" if value.dtype.na_value is pd.NA else "nan", value.dtype.storage, *kept]


def _read_strings(r: Reader, node: Node, depth: int) -> Any:
    import numpy as np
    import pandas as pd

    _, missing_as, storage, *numbers = node
    lengths_of, content, gaps = (r.buffer(n) for n in numbers)
    lengths = np.frombuffer(lengths_of, dtype="<u4")
    missing = np.frombuffer(gaps, dtype="u1").astype(bool)
    r.meter.count(depth, len(lengths) // 16)
    if len(missing) != len(lengths) or int(lengths.sum(dtype="u8")) != len(content):
        raise Malformed("texts whose lengths do not fit")
    ends = np.cumsum(lengths, dtype="u8").tolist()
    raw, begin = content.tobytes(), 0
    made = np.empty(len(lengths), dtype=object)
    for place, end in enumerate(ends):
        made[place] = raw[begin:end].decode("utf-8", "surrogatepass")
        begin = end
    made[missing] = None
    na_value = pd.NA if _one_of(missing_as, ("NA", "nan")) == "NA" else np.nan
    kind = pd.StringDtype(_one_of(storage, ("python", "pyarrow")), na_value=na_value)
    return pd.array(made, dtype=kind)


def _read_categories(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    codes, categories = r.values(node[1:3], depth)
    if codes.ndim != 1 or codes.dtype.kind != "i":
        raise Malformed("codes that are none")
    if len(codes) and not -1 <= int(codes.min()) <= int(codes.max()) < len(categories):
        raise Malformed("a code without a category")
    return pd.Categorical.from_codes(codes, categories=categories, ordered=node[3] is True)


def _numbers(r: Reader, number: Any) -> Any:
    import numpy as np

    return np.frombuffer(r.buffer(number), dtype="<i8").copy()


def _read_zoned(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    where = zone(node[2])
    if where is None:
        raise Malformed("a zone that is none")
    plain = _numbers(r, node[3]).view(f"M8[{_unit(node[1])}]")
    return pd.DatetimeIndex(plain).tz_localize("UTC").tz_convert(where).array


def _read_periods(r: Reader, node: Node, depth: int) -> Any:
    import numpy as np
    import pandas as pd

    numbers = _numbers(r, node[2])
    missing = np.iinfo("i8").min
    real = numbers[numbers != missing]
    if len(real):
        _ordinal(int(real.min())), _ordinal(int(real.max()))
    return pd.arrays.PeriodArray(numbers, dtype=pd.PeriodDtype(text(node[1], _FREQUENCY)))


def _read_intervals(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    left, right = r.values(node[1:3], depth)
    return pd.arrays.IntervalArray.from_arrays(left, right, closed=_one_of(node[3], _CLOSED))


def _read_nullable(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    kind: Any = pd.api.types.pandas_dtype(text(node[1], _NULLABLE))
    numbers, missing = r.values(node[2:4], depth)
    if numbers.shape != missing.shape or numbers.ndim != 1 or missing.dtype != bool:
        raise Malformed("values and gaps that do not fit")
    if numbers.dtype != kind.numpy_dtype:
        raise Malformed("values of another type")
    return kind.construct_array_type()(numbers, missing)


# --- indexes, series, frames ----------------------------------------------------------------------


def index(w: Writer, value: Any, path: str, depth: int) -> Node:
    """Describe an index."""
    import pandas as pd

    if isinstance(value, pd.RangeIndex):
        return ["xr", value.start, value.stop, value.step, w.node(value.name, path, depth + 1)]
    if isinstance(value, pd.MultiIndex):
        levels = [index(w, level, path, depth + 1) for level in value.levels]
        codes = [arrays.array(w, _plain(c), path, depth) for c in value.codes]
        return ["xm", levels, codes, w.nodes(value.names, path, depth)]
    frequency: Any = getattr(value, "freq", None)
    has_one = frequency is not None and not isinstance(value, pd.PeriodIndex)
    return [
        "x",
        values(w, value.array, path, depth),
        w.node(value.name, path, depth + 1),
        frequency.freqstr if has_one else None,
    ]


def _plain(codes: Any) -> Any:
    import numpy as np

    return np.asarray(codes)


def _read_index(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    held = _column(r, node[1], depth)
    name = r.value(node[2], depth + 1)
    made = pd.Index(held, dtype=held.dtype, name=name, copy=False)
    if node[3] is not None:
        made.freq = text(node[3], _FREQUENCY)
    return made


def _read_range(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    start, stop, step = (whole(n) for n in node[1:4])
    return pd.RangeIndex(start, stop, step, name=r.value(node[4], depth + 1))


def _read_multi(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    _, levels, codes, names = node
    made = [r.value(n, depth + 1) for n in levels]
    places = [r.value(n, depth + 1) for n in codes]
    for level, place in zip(made, places, strict=True):
        if place.dtype.kind != "i" or place.ndim != 1:
            raise Malformed("codes that are none")
        if len(place) and not -1 <= int(place.min()) <= int(place.max()) < len(level):
            raise Malformed("a code without a level")
    return pd.MultiIndex(levels=made, codes=places, names=r.values(names, depth))


def _series(w: Writer, value: Any, path: str, depth: int) -> Node:
    held = values(w, value.array, path, depth)
    return ["V", held, index(w, value.index, path, depth), w.node(value.name, path, depth + 1)]


def _read_series(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    held = _column(r, node[1], depth)
    rows = _as_index(r.value(node[2], depth + 1), len(held))
    return pd.Series(
        held, index=rows, dtype=held.dtype, name=r.value(node[3], depth + 1), copy=False
    )


def _frame(w: Writer, value: Any, path: str, depth: int) -> Node:
    w.meter.count(depth, value.shape[1])
    columns = [
        values(w, value.iloc[:, n].array, f"{path}[{name!r:.40}]", depth + 1)
        for n, name in enumerate(value.columns)
    ]
    return ["W", index(w, value.columns, path, depth), index(w, value.index, path, depth), columns]


def _read_frame(r: Reader, node: Node, depth: int) -> Any:
    import pandas as pd

    names, rows = r.values(node[1:3], depth)
    columns = [_column(r, n, depth) for n in node[3]]
    rows, names = _as_index(rows, None), _as_index(names, len(columns))
    if any(len(c) != len(rows) for c in columns):
        raise Malformed("columns of different lengths")
    made = pd.DataFrame(dict(enumerate(columns)), index=rows, copy=False)
    made.columns = names
    return made


def _column(r: Reader, node: Node, depth: int) -> Any:
    """Give one-dimensional values with a dtype."""
    made = r.value(node, depth + 1)
    if getattr(made, "ndim", 0) != 1 or not hasattr(made, "dtype"):
        raise Malformed("a column that is none")
    return made


def _as_index(made: Any, length: int | None) -> Any:
    import pandas as pd

    if not isinstance(made, pd.Index) or (length is not None and len(made) != length):
        raise Malformed("an index that does not fit")
    return made


def _unit(node: Node) -> Any:
    return _one_of(node, _UNITS)


def _one_of(node: Node, known: tuple[str, ...]) -> Any:
    if not isinstance(node, str) or node not in known:
        raise Malformed("a word that is not known")
    return node


def _ordinal(number: int) -> int:
    """Refuse periods so far away that showing them would overflow."""
    if not -(2**53) < number < 2**53:
        raise Malformed("a period out of range")
    return number


READERS: Final[dict[str, Callable[[Reader, Node, int], Any]]] = {
    "pNaT": lambda r, n, d: _pandas().NaT,
    "pNA": lambda r, n, d: _pandas().NA,
    "pT": _read_timestamp,
    "pD": _read_timedelta,
    "pP": _read_period,
    "pI": _read_interval,
    "ps": _read_strings,
    "pc": _read_categories,
    "pz": _read_zoned,
    "pp": _read_periods,
    "pi": _read_intervals,
    "pm": _read_nullable,
    "x": _read_index,
    "xr": _read_range,
    "xm": _read_multi,
    "V": _read_series,
    "W": _read_frame,
}


def _pandas() -> Any:
    import pandas as pd

    return pd
