"""The declarations are complete: what the dictionary and the schemas are made from."""

import pandas as pd
import pytest

from caopan.events import (
    EVENT_TABLES,
    HOUR_TABLES,
    PANEL_TABLES,
    PEER_TABLES,
    SMALL_TABLES,
    SOURCES,
    TABLES,
)
from caopan.events.catalogue import DECLARED
from caopan.events.columns import Column

MAY_BE_NULL = {
    "impression": {"plan_id", "creative_id", "audience"},
    "visit": {"plan_id", "leave_ts"},
    "interaction": {"topic"},
    "shelf": {"delisted_ts"},
    "stock_event": {"session_id"},
    "order_line": {"session_id", "pay_ts", "source", "plan_id"},
    "fulfil": {"ship_ts", "sign_ts"},
    "ops_log": {"session_id", "subject"},
    "peer_day": {"tier"},
}
COLUMNS = [
    pytest.param(table.name, column, id=f"{table.name}.{column.name}")
    for table in DECLARED.values()
    for column in table.columns
]


def test_there_are_sixteen_event_tables_two_hour_tables_and_one_of_peers() -> None:
    """Every table is of one sort, small and panel tables are known ones, none is both."""
    assert len(EVENT_TABLES) == 16
    assert list(TABLES) == [*EVENT_TABLES, *HOUR_TABLES, *PEER_TABLES] == list(DECLARED)
    assert set(SMALL_TABLES) | set(PANEL_TABLES) < set(TABLES)
    assert not set(SMALL_TABLES) & set(PANEL_TABLES)


def test_each_event_table_names_its_facts_and_their_arrival() -> None:
    """Duplicates and late rows can be told in every event table, as event_id and arrive_ts."""
    for table in EVENT_TABLES:
        assert DECLARED[table].names[:2] == ["event_id", "arrive_ts"]


def test_the_columns_that_may_be_null_are_the_agreed_ones() -> None:
    """A null means something only where the contract says so."""
    found = {t.name: {c.name for c in t.columns if c.null} for t in DECLARED.values()}
    assert {table: names for table, names in found.items() if names} == MAY_BE_NULL


def test_there_are_eight_sources_in_every_table_that_names_one() -> None:
    """All tables share one list of sources, so that they can be joined on it."""
    lists = {c.values for t in DECLARED.values() for c in t.columns if c.name == "source"}
    assert lists == {SOURCES}
    assert len(SOURCES) == 8


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_each_column_is_explained(table: str, column: Column) -> None:
    """Each column has title, sentence and unit; its name tells unit and type as the rules say."""
    assert column.title
    assert column.meaning.endswith(".")
    assert column.unit
    assert not column.trap or column.trap.endswith(".")
    assert (column.kind == "time") == (column.name == "ts" or column.name.endswith("_ts"))
    assert (column.unit == "fen") == column.name.endswith("_fen")
    assert (column.unit == "bp") == column.name.endswith("_bp")


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_the_pandera_model_says_what_the_declaration_says(table: str, column: Column) -> None:
    """Title, meaning, unit, range, trap, type and nulls reach the pandera schema unchanged."""
    found = TABLES[table].to_schema().columns[column.name]
    assert (found.title, found.description) == (column.title, column.meaning)
    assert found.metadata == {"unit": column.unit, "range": column.range, "trap": column.trap}
    assert pd.api.types.pandas_dtype(column.dtype) == found.dtype.type
    assert found.nullable == column.null


def test_each_table_warns_of_a_trap() -> None:
    """The dictionary earns its keep: each table has a trap of its own to tell."""
    silent = [t.name for t in DECLARED.values() if not any(c.trap for c in t.columns[2:])]
    assert silent == []
