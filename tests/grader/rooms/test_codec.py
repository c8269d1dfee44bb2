"""Values between the rooms: what goes in comes out, and nothing hostile does harm."""

from __future__ import annotations

import datetime as dt
import math
import zoneinfo
from collections import Counter, OrderedDict, namedtuple
from decimal import Decimal
from typing import Any

import matplotlib as mpl
import numpy as np
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


@pytest.mark.parametrize("place", ["center", "left"])
def test_figures_cross_as_what_they_show(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles, wherever they stand, labels, series: enough to say whether the right was drawn."""
    import matplotlib.pyplot as plt

    monkeypatch.setitem(mpl.rcParams, "axes.titlelocation", place)
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
