"""Values between the rooms: what goes in comes out, and nothing hostile does harm."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import tracemalloc
import uuid
import zoneinfo
from collections import Counter, OrderedDict, namedtuple
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.rooms.codec import CannotCarry, Limits, Malformed, decode, encode

mpl.use("agg")
often = settings(max_examples=100, deadline=None, derandomize=True)
rarely = settings(max_examples=40, deadline=None, derandomize=True)

ZONES = [
    dt.UTC,
    dt.timezone(dt.timedelta(hours=8)),
    dt.timezone(dt.timedelta(hours=-3, minutes=-30)),
    zoneinfo.ZoneInfo("Asia/Shanghai"),
    zoneinfo.ZoneInfo("Europe/Paris"),
]
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**200), 2**200),
    st.floats(allow_nan=False),
    st.complex_numbers(allow_nan=False),
    st.text(st.characters()),
    st.binary(),
    st.just(...),
    st.dates(),
    st.datetimes(timezones=st.one_of(st.none(), st.sampled_from(ZONES))),
    st.times(timezones=st.one_of(st.none(), st.just(dt.UTC))),
    st.timedeltas(),
    st.decimals(allow_nan=False),
    st.fractions(),
    st.uuids(),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.tuples(inner, inner),
        st.dictionaries(st.one_of(st.text(max_size=5), st.integers()), inner, max_size=5),
        st.sets(st.one_of(st.integers(), st.text(max_size=3)), max_size=4),
        st.frozensets(st.binary(max_size=3), max_size=4),
    ),
    max_leaves=20,
)
TYPES = ["|b1", "i1", "u2", "<i4", "<i8", "f4", "<f8", "<c16", ">i2", ">f8"]
TYPES += ["<M8[D]", "<M8[ns]", "<m8[s]", "<U5", "|S3"]


def same(one: Any, other: Any) -> bool:
    """Equal in value and in type, all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    if isinstance(one, dt.datetime):
        return one == other and one.tzinfo == other.tzinfo and one.fold == other.fold
    return bool(one == other)


@often
@given(values)
def test_plain_values_come_back_as_they_were(value: Any) -> None:
    """Every kind of plain value, in every container: same value, same types, same order."""
    assert same(decode(encode(value)), value)


def test_the_odd_ones_come_back_too() -> None:
    """Infinities, minus zero, NaN, ranges, slices, far times, folded hours, half characters."""
    odd = [math.inf, -math.inf, range(3, 30, 4), slice(1, None, 2), bytearray(b"x"), "\ud800"]
    odd += [dt.datetime(2024, 10, 27, 2, 30, tzinfo=ZONES[-1], fold=1), Decimal("NaN").is_nan()]
    for value in odd:
        assert same(decode(encode(value)), value)
    assert math.copysign(1, decode(encode(-0.0))) == -1  # type: ignore[arg-type]
    assert math.isnan(decode(encode(math.nan)))  # type: ignore[arg-type]


@often
@given(st.data())
def test_arrays_come_back_with_shape_and_type(data: st.DataObject) -> None:
    """Any shape, any of the types we support; other byte orders arrive in the machine's own."""
    kind = np.dtype(data.draw(st.sampled_from(TYPES)))
    array = data.draw(npst.arrays(kind, npst.array_shapes(min_dims=0, max_dims=3, min_side=0)))
    made = decode(encode(array))
    assert isinstance(made, np.ndarray)
    assert made.dtype == kind.newbyteorder("<")
    np.testing.assert_array_equal(made, array)
    made[...] = made  # it is writable


@often
@given(st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=3)), max_size=6))
def test_object_arrays_go_element_by_element(items: list[Any]) -> None:
    """Their elements are values like any others."""
    array = np.array([*items, None], dtype=object)
    made = decode(encode(array))
    assert made.dtype == object  # type: ignore[attr-defined]
    assert made.tolist() == array.tolist()  # type: ignore[attr-defined]


def test_numpy_numbers_stay_numpy_numbers() -> None:
    """Their type is part of the value."""
    numbers = [np.int8(-3), np.uint64(2**63), np.float32(1.5), np.bool_(True), np.str_("元")]
    for number in [*numbers, np.datetime64("2026-01-02", "D"), np.timedelta64(5, "ms")]:
        made = decode(encode(number))
        assert type(made) is type(number)
        assert made == number


COLUMNS: dict[str, Callable[[], Any]] = {
    "int": lambda: [1, 2, 3],
    "float": lambda: [1.5, None, math.inf],
    "bool": lambda: [True, False, True],
    "str": lambda: ["a", None, "元"],
    "string": lambda: pd.array(["a", None, "c"], dtype="string"),
    "string python": lambda: pd.array(["a", None, "c"], dtype="string[python]"),
    "object": lambda: pd.Series([1, "x", None], dtype=object),
    "Int64": lambda: pd.array([1, None, 3], dtype="Int64"),
    "UInt8": lambda: pd.array([1, None, 3], dtype="UInt8"),
    "Float32": lambda: pd.array([1.5, None, 3], dtype="Float32"),
    "boolean": lambda: pd.array([True, None, False], dtype="boolean"),
    "category": lambda: pd.Categorical(["b", "a", None], categories=["b", "a"], ordered=True),
    "category int": lambda: pd.Categorical([3, 1, 3]),
    "date": lambda: pd.to_datetime(["2026-01-01", None, "2026-02-01"]),
    "date ns": lambda: pd.to_datetime(["2026-01-01", None, "2026-02-01"]).as_unit("ns"),
    "date tz": lambda: pd.date_range("2024-10-26", periods=3, tz="Europe/Paris"),
    "date utc": lambda: pd.date_range("2024-10-26", periods=3, tz="UTC", unit="ms"),
    "date fixed": lambda: pd.date_range("2024-10-26", periods=3, tz=ZONES[2]),
    "delta": lambda: pd.to_timedelta([1, None, 3], unit="s"),
    "period": lambda: pd.PeriodIndex(["2024-01", None, "2024-03"], freq="M"),
    "quarter": lambda: pd.period_range("2024Q1", periods=3, freq="Q-NOV"),
    "interval": lambda: pd.interval_range(0, 3, closed="left"),
    "interval date": lambda: pd.interval_range(pd.Timestamp("2024"), periods=3),
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_series_of_every_kind(kind: str) -> None:
    """Values, gaps, type, index and name."""
    series = pd.Series(COLUMNS[kind](), index=["x", "y", "z"], name=("gmv", 1))
    made = decode(encode(series))
    assert isinstance(made, pd.Series)
    pd.testing.assert_series_equal(made, series)
    assert made.name == series.name


@pytest.mark.parametrize("kind", COLUMNS)
def test_indexes_of_every_kind(kind: str) -> None:
    """Values, type and name; the empty one of that kind, too."""
    index = pd.Index(COLUMNS[kind](), name="n")
    for one in (index, index[:0]):
        pd.testing.assert_index_equal(decode(encode(one)), one, exact=True)


def test_indexes_keep_what_makes_them_special() -> None:
    """A range stays a range, a frequency a frequency, levels levels."""
    special = [
        pd.RangeIndex(3, 30, 4, name="r"),
        pd.date_range("2024", periods=4, freq="MS"),
        pd.date_range("2024", periods=4, freq="W-WED", tz="Asia/Shanghai"),
        pd.timedelta_range("1h", periods=3, freq="90min"),
        pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["x", None]),
        pd.MultiIndex.from_arrays([["a", None], pd.to_datetime(["2024", None])]),
    ]
    for index in special:
        made = decode(encode(index))
        pd.testing.assert_index_equal(made, index, exact=True)
        assert made.names == index.names  # type: ignore[attr-defined]
        assert getattr(made, "freq", None) == getattr(index, "freq", None)


@rarely
@given(st.lists(st.sampled_from(sorted(COLUMNS)), max_size=6))
def test_frames_of_any_columns(kinds: list[str]) -> None:
    """Any mix of columns, names twice included, over a dated index."""
    rows = pd.date_range("2026-01-01", periods=3, freq="D")
    columns = [pd.Series(COLUMNS[kind]()).to_numpy(object) for kind in kinds]
    frame = pd.DataFrame(dict(enumerate(columns)), index=rows)
    for place, kind in enumerate(kinds):
        frame[place] = pd.Series(COLUMNS[kind]()).array
    frame.columns = pd.Index(kinds, dtype="str")
    pd.testing.assert_frame_equal(decode(encode(frame)), frame)


def test_frames_with_levels_and_without_rows() -> None:
    """Pivoted tables, empty tables, tables without columns."""
    frame = pd.DataFrame({"a": ["x", "y", "x"], "b": ["p", "p", "q"], "n": [1, 2, 3]})
    pivoted = frame.pivot_table(index="a", columns="b", values=["n"], aggfunc="sum")
    for one in (pivoted, frame[:0], frame[[]], frame.groupby(["a", "b"]).sum()):
        pd.testing.assert_frame_equal(decode(encode(one)), one)


def test_pandas_scalars_and_their_zones() -> None:
    """Moments, spans, periods, intervals, and the two kinds of nothing."""
    found = [pd.Timestamp("2024-10-27 00:30", tz="UTC").tz_convert(z) for z in ZONES]
    found += [pd.Timestamp("1700-01-01"), pd.Timedelta("3h"), pd.Timedelta(5, "ms")]
    for value in [*found, pd.Period("2024-02", "M"), pd.Interval(0, 1), pd.Period("2024", "Y")]:
        made = decode(encode(value))
        assert type(made) is type(value)
        assert made == value
        assert getattr(made, "tz", None) == getattr(value, "tz", None)
    assert decode(encode(pd.NaT)) is pd.NaT
    assert decode(encode(pd.NA)) is pd.NA


def test_subclasses_become_their_plain_type() -> None:
    """A Counter is a dict, a named tuple a tuple: no class of the trainee's crosses."""

    class Liar(dict):  # type: ignore[type-arg]
        def items(self) -> Any:
            raise RuntimeError

        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    pair = namedtuple("pair", "a b")
    for value, plain in [
        (Counter("aab"), {"a": 2, "b": 1}),
        (OrderedDict(a=1), {"a": 1}),
        (pair(1, 2), (1, 2)),
        (Liar(x=1), {"x": 1}),
        (type("Text", (str,), {})("t"), "t"),
        (type("Number", (int,), {})(7), 7),
    ]:
        assert same(decode(encode(value)), plain)


def test_functions_are_tokens_both_ways() -> None:
    """The writer registers, the reader makes a stand-in; without either there is none."""
    kept: list[object] = []

    def keep(function: object) -> int:
        kept.append(function)
        return len(kept) - 1

    message = encode({"f": len, "g": [lambda: 1]}, function=keep)
    made = decode(message, function=lambda token, name: (token, name))
    assert made == {"f": (0, "len"), "g": [(1, "<lambda>")]}
    with pytest.raises(CannotCarry):
        encode(len)
    with pytest.raises(Malformed):
        decode(message)


def test_figures_cross_as_what_they_show() -> None:
    """Titles, labels, series: enough to say whether the right thing was drawn."""
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2)
    left.plot([1, 2, 3], [4.0, 5.0, 6.0], label="sold")
    left.set(title="Sold", xlabel="day", ylabel="pieces")
    left.legend()
    right.bar(["a", "b"], [3, 1])
    right.scatter([1], [2], label="one")
    made: Any = decode(encode(figure))
    one: Any = decode(encode(left))
    plt.close(figure)
    assert one == made.axes[0]
    assert (one.title, one.xlabel, one.ylabel, one.legend) == ("Sold", "day", "pieces", ("sold",))
    assert (one.series[0].x, one.series[0].y) == ((1, 2, 3), (4.0, 5.0, 6.0))
    assert [s.kind for s in made.axes[1].series] == ["bar", "scatter"]
    assert made.axes[1].series[0].y == (3, 1)


@pytest.mark.parametrize(
    "value",
    [
        (n for n in range(3)),
        {1: 2}.items(),
        object(),
        math,
        np.ma.array([1, 2], mask=[True, False]),
        np.zeros(2, dtype=[("a", "i4")]),
        [1, [2, {"x": object()}]],
        10**100_000,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_carried_is_said(value: object) -> None:
    """A sentence, not a crash; where it lies within something, the place is named."""
    with pytest.raises(CannotCarry) as told:
        encode(value)
    if isinstance(value, list):
        assert "[1][1]['x']" in str(told.value)


def test_cycles_and_costs_end() -> None:
    """What holds itself, is too deep, too many, too large or too slow is refused by the writer."""
    loop: list[Any] = []
    loop.append(loop)
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    many = Limits(max_nodes=1000)
    for value, limits in [
        (loop, None),
        (deep, None),
        (list(range(2000)), many),
        (bytes(2000), Limits(max_bytes=1000)),
        (list(range(50_000)), Limits(max_seconds=0.0)),
    ]:
        with pytest.raises(CannotCarry):
            encode(value, limits=limits)


SAMPLES = [
    {"a": [1, 2.5, "x", None], "b": (dt.date(2026, 1, 1), Decimal("1.2"))},
    np.arange(12.0).reshape(3, 4),
    pd.DataFrame({"n": [1, 2], "s": ["a", None], "d": pd.date_range("2024", periods=2, tz="UTC")}),
    pd.Series(pd.Categorical(["a", "b"]), index=pd.MultiIndex.from_tuples([(1, "x"), (2, "y")])),
    [uuid.UUID(int=5), Fraction(1, 3), range(4), pd.Period("2024", "Y"), pd.interval_range(0, 2)],
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: type(s).__name__)
def test_cut_and_bent_messages_are_malformed_or_read(sample: object) -> None:
    """Every cut is refused; whatever byte is bent, it is read or refused, and nothing else."""
    message = encode(sample)
    for end in range(len(message)):
        with pytest.raises(Malformed):
            decode(message[:end])
    for place in range(len(message)):
        for bit in (1, 128):
            bent = bytearray(message)
            bent[place] ^= bit
            try:
                decode(bytes(bent))
            except Malformed:
                continue


@often
@given(st.binary(max_size=300), st.binary(max_size=100))
def test_anything_else_is_malformed_or_read(header: bytes, bulk: bytes) -> None:
    """Arbitrary bytes behind a right beginning do no harm."""
    for message in (header, b"cpv1" + header):
        with pytest.raises(Malformed):
            decode(message)
    head = len(header).to_bytes(4) + (1).to_bytes(4) + len(bulk).to_bytes(8)
    with contextlib.suppress(Malformed):  # a header that is JSON by chance is a value
        decode(b"cpv1" + head + header + bulk)


nodes = st.recursive(
    st.one_of(
        st.integers(-3, 2**70),
        st.floats(),
        st.text(max_size=4),
        st.none(),
        st.sampled_from(["n", "no", "ns", "ps", "pc", "pz", "pm", "pp", "pi", "pT", "pD", "pP"]),
        st.sampled_from(["x", "xr", "xm", "V", "W", "d", "l", "S", "T", "h", "q", "m", "i", "r"]),
        st.sampled_from(["<i8", "<U3", "<M8[ns]", "us", "M", "UTC", "left", "Int64", "NA"]),
    ),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=15,
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(nodes)
def test_any_description_is_malformed_or_read(node: Any) -> None:
    """A header of the right grammar with wrong meaning never raises anything but Malformed."""
    import json

    header, bulk = json.dumps(node).encode(), bytes(range(48))
    head = len(header).to_bytes(4) + (2).to_bytes(4) + (24).to_bytes(8) * 2
    try:
        decode(b"cpv1" + head + header + bulk, function=lambda t, n: n)
    except Malformed:
        return


def test_announced_lengths_cost_nothing() -> None:
    """A message that claims to be huge is refused before memory is taken for it."""
    shape = b'["n","<f8",[1000000000],0]'
    claims = [
        b"cpv1" + (2**31).to_bytes(4) + (1).to_bytes(4),
        b"cpv1" + (2).to_bytes(4) + (2**31).to_bytes(4) + b"[]",
        b"cpv1" + (2).to_bytes(4) + (1).to_bytes(4) + (2**60).to_bytes(8) + b"[]",
        b"cpv1" + len(shape).to_bytes(4) + (1).to_bytes(4) + (8).to_bytes(8) + shape + bytes(8),
    ]
    tracemalloc.start()
    for message in claims:
        with pytest.raises(Malformed):
            decode(message)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_reading_is_limited_in_depth_number_and_time() -> None:
    """What another writer would send is refused by the reader's own limits."""
    wide = encode(list(range(5000)))
    deep = encode([[[[1]]]])
    for message, limits in [
        (wide, Limits(max_nodes=1000)),
        (wide, Limits(max_seconds=0.0)),
        (deep, Limits(max_depth=2)),
        (wide, Limits(max_bytes=100)),
        (wide, Limits(max_header=100)),
    ]:
        with pytest.raises(Malformed):
            decode(message, limits=limits)
    pit = b"[" * 100_000
    head = len(pit).to_bytes(4) + (0).to_bytes(4)
    with pytest.raises(Malformed):
        decode(b"cpv1" + head + pit)
