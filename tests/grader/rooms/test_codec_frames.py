"""pandas between the rooms: every dtype, index and time zone that we support."""

from __future__ import annotations

import datetime as dt
import math
import zoneinfo
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.rooms.codec import decode, encode

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
