"""The table of entries: append-only, beside nbgrader's own tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import create_engine, create_mock_engine, text
from sqlalchemy.exc import IntegrityError

from caopan.errors import CaopanError
from grader.contest import Entry, Status, append, read_entries
from grader.contest.entries import ensure_table
from grader.marking.course import Course

AT = dt.datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=dt.UTC)


def test_rows_come_back_as_they_were_appended(course_root: Path) -> None:
    """Times, points and notes survive the database, in the order of writing."""
    rows = [
        Entry(
            "r", "amy", AT, "h1", Status.GRADED, "e", {"seen": 1.5}, {"unseen": 0.1}, "", "1", AT
        ),
        Entry("r", "amy", AT, "h1", Status.FAILED, note="它坏了", run="2", recorded_at=AT),
    ]
    append(course_root, rows[:1])
    append(course_root, rows[1:])
    found = read_entries(course_root, "r")
    assert sorted(found, key=lambda e: e.run) == rows
    assert read_entries(course_root, "other") == []


@pytest.mark.parametrize(
    "statement", ["UPDATE contest_entry SET note = 'x'", "DELETE FROM contest_entry"]
)
def test_the_database_refuses_changes(course_root: Path, statement: str) -> None:
    """Whatever program tries it: rows are neither changed nor removed."""
    append(course_root, [Entry("r", "amy", AT, "h", Status.GRADED, recorded_at=AT)])
    engine = create_engine(Course(course_root).gradebook_url)
    with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert [e.note for e in read_entries(course_root)] == [""]


def test_several_rows_are_written_all_or_none(course_root: Path) -> None:
    """A row that the database refuses takes its companions back with it."""
    good = Entry("r", "amy", AT, "h", Status.GRADED, recorded_at=AT)
    bad = Entry("r", None, AT, "h", Status.GRADED, recorded_at=AT)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError):
        append(course_root, [good, bad])
    assert read_entries(course_root) == []


def test_a_locked_gradebook_is_one_sentence(
    course_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When another program holds the database, the sentence says so; no row is lost silently."""
    append(course_root, [])
    monkeypatch.setattr("grader.contest.entries.LOCK_SECONDS", 0.1)
    read_entries(course_root)
    engine = create_engine(Course(course_root).gradebook_url)
    with engine.connect() as connection:
        connection.execute(text("BEGIN IMMEDIATE"))
        with pytest.raises(CaopanError, match="cannot be read or written"):
            append(course_root, [Entry("r", "amy", AT, "h", Status.GRADED, recorded_at=AT)])
    engine.dispose()
    assert read_entries(course_root) == []


def test_postgresql_gets_its_own_triggers() -> None:
    """On PostgreSQL the table is guarded by a function, and no SQLite text is sent."""
    said: list[str] = []
    engine = create_mock_engine("postgresql://", lambda sql, *_, **__: said.append(str(sql)))
    from grader.contest.entries import _metadata

    _metadata().create_all(engine, checkfirst=False)
    everything = "\n".join(said)
    assert "BEFORE UPDATE OR DELETE OR TRUNCATE ON contest_entry" in everything
    assert "RAISE(ABORT" not in everything


def test_making_the_table_twice_changes_nothing(tmp_path: Path) -> None:
    """A second start finds the table and its rows."""
    engine = create_engine(f"sqlite:///{tmp_path}/x.db")
    ensure_table(engine)
    ensure_table(engine)
    with engine.connect() as connection:
        made = connection.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'"))
        assert {row[0] for row in made} == {"contest_entry_no_update", "contest_entry_no_delete"}
    engine.dispose()
