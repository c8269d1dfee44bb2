"""What is written is what is loaded, and the same frames give the same bytes."""

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caopan import CaopanError
from caopan.events import SMALL_TABLES, TABLES, conform, load, write_tables
from caopan.events.writing import parquet_bytes


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_write_then_load_keeps_every_value_and_dtype(data, frames, card, tmp_path_factory) -> None:
    """Any frame of a table's form, dirty or not, comes back equal: nulls, Int64, times, text."""
    table = data.draw(st.sampled_from(list(TABLES)))
    frame = conform(table, data.draw(frames(table, data.draw(st.booleans()))))
    folder = tmp_path_factory.mktemp("round")
    write_tables({table: frame}, folder / "tiny", card)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAOPAN_DATASETS", str(folder))
        pd.testing.assert_frame_equal(load(table, merchant="tiny"), frame)
        pd.testing.assert_frame_equal(load(table, merchant="tiny", raw=True), frame)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_same_frame_gives_the_same_bytes(data, frames) -> None:
    """Bytes depend on the rows alone: neither on the index, nor on attrs, nor on a second run."""
    table = data.draw(st.sampled_from(list(TABLES)))
    frame = conform(table, data.draw(frames(table, True)))
    other = frame.set_axis(range(7, 7 + len(frame)), axis=0)[frame.columns[::-1]]
    other.attrs = {"merchant": "other"}
    assert parquet_bytes(table, frame) == parquet_bytes(table, other)


def test_writing_twice_changes_no_byte(datasets, card, valid) -> None:
    """A second build leaves each file as it was, and no temporary file behind."""
    before = {path: path.read_bytes() for path in datasets.rglob("*") if path.is_file()}
    write_tables({table: valid(table) for table in TABLES}, datasets / "tiny", card)
    after = {path: path.read_bytes() for path in datasets.rglob("*") if path.is_file()}
    assert after == before


def test_small_tables_lie_in_the_folder_and_the_others_in_events(datasets) -> None:
    """Committed tables and built ones are apart, so that one rule can ignore the built ones."""
    top = {path.stem for path in (datasets / "tiny").glob("*.parquet")}
    events = {path.stem for path in (datasets / "tiny" / "events").glob("*.parquet")}
    assert top == set(SMALL_TABLES)
    assert events == set(TABLES) - set(SMALL_TABLES)


def test_a_frame_of_the_wrong_form_leaves_the_folder_untouched(tmp_path, card, valid) -> None:
    """One bad frame among good ones: nothing is written at all."""
    tables = {"visit": valid("visit"), "refund": valid("refund").drop(columns="ts")}
    with pytest.raises(CaopanError, match="'refund' lacks the column 'ts'"):
        write_tables(tables, tmp_path / "tiny", card)
    assert list(tmp_path.iterdir()) == []


def test_dirt_survives(datasets, card, valid) -> None:
    """Duplicates, lost values and impossible times are facts as collected: load keeps them."""
    frame = valid("order_line")
    frame["qty"] = frame["qty"].astype("Int64").mask(frame.index == 2)
    frame["pay_ts"] = frame["create_ts"] - pd.Timedelta(8, "h")
    frame = pd.concat([frame, frame.head(2)], ignore_index=True)
    write_tables({"order_line": frame}, datasets / "tiny", card)
    loaded = load("order_line", merchant="tiny")
    pd.testing.assert_frame_equal(loaded, frame)
    assert str(loaded["qty"].dtype) == "Int64"


def test_integers_that_another_tool_turned_into_floats_come_back_as_integers(datasets) -> None:
    """A null integer written by duckdb reads as float in pandas; load() mends it, raw shows it."""
    path = datasets / "tiny" / "events" / "review.parquet"
    spoilt = "select * replace (if(event_id = 'event_id1', null, stars) as stars)"
    changed = datasets / "changed.parquet"
    duckdb.sql(f"{spoilt} from '{path}'").write_parquet(str(changed))
    changed.replace(path)
    assert str(load("review", merchant="tiny", raw=True)["stars"].dtype) == "float64"
    loaded = load("review", merchant="tiny")
    assert str(loaded["stars"].dtype) == "Int64"
    assert loaded["stars"].isna().sum() == 1


def test_a_disk_that_refuses_is_said_and_nothing_is_half_written(
    datasets, card, valid, monkeypatch
) -> None:
    """When writing fails midway, one sentence says so; the old files stay, no temporary remains."""
    before = {path: path.read_bytes() for path in datasets.rglob("*") if path.is_file()}
    real = type(datasets).write_bytes

    def full(path, content):
        if "refund" in path.name:
            raise OSError(28, "No space left on device", str(path))
        return real(path, content)

    monkeypatch.setattr(type(datasets), "write_bytes", full)
    tables = {table: valid(table).head(3) for table in TABLES}
    with pytest.raises(
        CaopanError, match=r"cannot write .*refund.*: No space left on device; make"
    ):
        write_tables(tables, datasets / "tiny", card)
    assert {path: path.read_bytes() for path in datasets.rglob("*") if path.is_file()} == before


def test_a_folder_that_may_not_be_written_is_said(tmp_path, card, valid) -> None:
    """Where no folder can be made there is one sentence, not a traceback."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CaopanError, match=r"cannot write .*file.*; make room or choose"):
        write_tables({"visit": valid("visit")}, tmp_path / "file" / "tiny", card)
