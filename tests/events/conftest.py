"""A tiny merchant whose frames are made from the declarations, and strategies for frames."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import strategies as st

from caopan.events import Card, loading, write_tables
from caopan.events.catalogue import DECLARED, declared
from caopan.events.columns import TIME_DTYPE, Column

START = pd.Timestamp("2021-10-30 19:00", tz="Asia/Shanghai")
ORDER = ["ts", "start_ts", "enter_ts", "create_ts", "listed_ts", "promise_ts", "hour_ts"]
WORDS = st.text("abcdefghijkl云石_-", min_size=1, max_size=6)


def _valid_column(column: Column, rows: int) -> pd.Series:
    """Fill one column so that no rule is broken: beginnings first, arrival last."""
    if column.kind == "time":
        late = 0 if column.name in ORDER else 9 if column.name == "arrive_ts" else 5
        moments = [START + pd.Timedelta(minutes=30 * row + late) for row in range(rows)]
        return pd.Series(moments, dtype=TIME_DTYPE)
    if column.kind == "integer":
        return pd.Series([max(column.low or 0, 0) + row % 3 for row in range(rows)], dtype="int64")
    if column.kind == "flag":
        return pd.Series([row % 2 == 0 for row in range(rows)], dtype="bool")
    if column.values:
        return pd.Series([column.values[row % len(column.values)] for row in range(rows)])
    return pd.Series([f"{column.name}{row}" for row in range(rows)], dtype="str")


def _valid(table: str, rows: int = 6) -> pd.DataFrame:
    frame = pd.DataFrame({col.name: _valid_column(col, rows) for col in declared(table).columns})
    if table == "stock_event":
        frame["delta"] = [10, -1, -2, 3, -1, -4]
    if table == "interaction":
        frame.loc[frame["kind"] != "comment", "topic"] = None
    if table == "order_line":
        coupons = frame[["m_coupon_fen", "p_coupon_fen", "a_coupon_fen"]]
        frame["list_fen"] = 100 + coupons.sum(axis=1)
        frame["pay_fen"] = 100
        frame.loc[3, "pay_ts"] = pd.NaT
    return frame


@pytest.fixture(scope="session")
def valid() -> Callable[[str], pd.DataFrame]:
    """Return the maker of a frame of six rows that fits the schema of a table."""
    return _valid


@pytest.fixture(scope="session")
def card() -> Card:
    """Return the card of a merchant with a panel of one in four and one session with events."""
    return Card(
        merchant="tiny",
        name_zh="小店",
        name_en="Tiny Shop",
        category="tea",
        place="a hill",
        stage="start",
        story="A shop on a hill | it sells tea. Simulated.",
        days=3,
        first_day="2021-10-30",
        panel_one_in=4,
        event_sessions=("session_id0",),
    )


@pytest.fixture
def datasets(tmp_path: Path, card: Card, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of datasets with the tiny merchant, which load() looks into first."""
    folder = tmp_path / "house" / "datasets"
    write_tables({table: _valid(table) for table in DECLARED}, folder / "tiny", card)
    monkeypatch.setenv("CAOPAN_DATASETS", str(folder))
    monkeypatch.setattr(loading, "_noted", set())
    return folder


def _values(column: Column, dirty: bool) -> st.SearchStrategy[object]:
    values: st.SearchStrategy[object]
    if column.kind == "time":
        values = st.integers(0, 10**14).map(lambda us: START + pd.Timedelta(us, "us"))
    elif column.kind == "integer":
        values = st.integers(-(2**62), 2**62)
    elif column.kind == "flag":
        values = st.booleans()
    else:
        values = WORDS
    return st.none() | values if column.null or dirty else values


@st.composite
def _frames(draw: st.DrawFn, table: str, dirty: bool) -> pd.DataFrame:
    rows = draw(st.integers(0, 5))
    cells = {
        column.name: draw(st.lists(_values(column, dirty), min_size=rows, max_size=rows))
        for column in declared(table).columns
    }
    return pd.DataFrame(
        {name: pd.Series(list(values), dtype="object") for name, values in cells.items()}
    )


@pytest.fixture(scope="session")
def frames() -> Callable[[str, bool], st.SearchStrategy[pd.DataFrame]]:
    """Return the strategy of frames of a table's form, with nulls anywhere when dirty."""
    return _frames
