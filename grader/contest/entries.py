"""The contest's entries: an append-only table beside nbgrader's own in the gradebook.

nbgrader keeps one submission a trainee and assignment. Each entry of a round is copied here once
its grades are saved; nothing here computes a score. Rows are never changed: a later event (a
regrade, a withdrawal) is a later row. The database itself refuses updates and deletes.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from grader.marking.course import Course, course_at, open_gradebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TABLE = "contest_entry"
# Two grading processes write at once; each waits for the other this long (assumed).
LOCK_SECONDS = 30


class Status(StrEnum):
    """What became of a submission."""

    UNGRADED = "ungraded"
    GRADED = "graded"
    FAILED = "failed"
    OVER_QUOTA = "over_quota"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Entry:
    """One event in the life of a contest submission.

    Attributes:
        round, candidate: whose, in which round.
        submitted_at: when the submission was made (aware).
        content_hash: SHA-256 of the submitted notebooks.
        status: what became of it.
        engine: what graded it, with its version.
        public_points, private_points: points by part id.
        note: for the instructor.
        run: the grading run that wrote this row; later runs sort later.
        recorded_at: when the row was written (aware).
    """

    round: str
    candidate: str
    submitted_at: dt.datetime
    content_hash: str
    status: Status
    engine: str = ""
    public_points: Mapping[str, float] = field(default_factory=dict)
    private_points: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    run: str = ""
    recorded_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))


def new_run() -> str:
    """Name a grading run after its time: a later run sorts later."""
    return dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%f")


def append(course_root: Course | Path | str, entries: Iterable[Entry]) -> None:
    """Append rows in one transaction: all of them or, on an error, none."""
    rows = [_row(e) for e in entries]
    if rows:
        with _connection(course_at(course_root)) as (connection, table):
            connection.execute(table.insert(), rows)


def append_in(session: Any, entry: Entry) -> None:
    """Add a row to a transaction that somebody else commits: grades and entry, or neither."""
    ensure_table(session.get_bind())
    session.execute(_metadata().tables[TABLE].insert(), [_row(entry)])


def entries_in(session: Any, contest_round: str) -> list[Entry]:
    """Read a round's rows within a transaction, in the order in which they were written."""
    table = _metadata().tables[TABLE]
    query = table.select().where(table.c.round == contest_round)
    rows = session.execute(query.order_by(table.c.recorded_at, table.c.id)).mappings()
    return [_entry(row) for row in rows]


def read_entries(course_root: Course | Path | str, contest_round: str | None = None) -> list[Entry]:
    """Read all rows, or one round's, in the order in which they were written."""
    with _connection(course_at(course_root)) as (connection, table):
        query = table.select().order_by(table.c.recorded_at, table.c.id)
        if contest_round is not None:
            query = query.where(table.c.round == contest_round)
        return [_entry(row) for row in connection.execute(query).mappings()]


def ensure_table(engine: Any) -> None:
    """Make the table and its triggers where they are missing (SQLite and PostgreSQL)."""
    from sqlalchemy import inspect

    if not inspect(engine).has_table(TABLE):
        _metadata().create_all(engine, checkfirst=True)


@contextmanager
def _connection(course: Course) -> Iterator[tuple[Any, Any]]:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import OperationalError

    with open_gradebook(course):
        pass  # nbgrader's tables come first, and another course's gradebook is refused
    wait = {"timeout": LOCK_SECONDS} if course.gradebook_url.startswith("sqlite") else {}
    engine = create_engine(course.gradebook_url, connect_args=wait)
    try:
        ensure_table(engine)
        with engine.begin() as connection:
            yield connection, _metadata().tables[TABLE]
    except OperationalError as error:
        raise CaopanError(
            f"{course.gradebook_url}: the contest's entries cannot be read or written "
            f"({error.orig}); end other grading runs, check rights and free space, run it again."
        ) from error
    finally:
        engine.dispose()


def _metadata() -> Any:
    """Describe the table. Points are JSON text: parts differ from round to round."""
    from sqlalchemy import Column, DateTime, Index, MetaData, String, Table, Text

    metadata = MetaData()
    table = Table(
        TABLE,
        metadata,
        Column("id", String(32), primary_key=True),
        Column("round", String(128), nullable=False),
        Column("candidate", String(128), nullable=False),
        Column("submitted_at", DateTime, nullable=False),  # UTC, as nbgrader's own times
        Column("content_hash", String(64), nullable=False),
        Column("status", String(16), nullable=False),
        Column("engine", String(128), nullable=False),
        Column("public_points", Text, nullable=False),
        Column("private_points", Text, nullable=False),
        Column("note", Text, nullable=False),
        Column("run", String(32), nullable=False),
        Column("recorded_at", DateTime, nullable=False),
        Index("contest_entry_of_round", "round", "recorded_at"),
    )
    _refuse_changes(table)
    return metadata


def _refuse_changes(table: Any) -> None:
    """Have the database itself refuse updates and deletes, made by whatever program."""
    from sqlalchemy import DDL, event

    ddl: Any = DDL  # it comes without types

    for what in ("UPDATE", "DELETE"):
        name = f"{TABLE}_no_{what.lower()}"
        sqlite = (
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {what} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )
        event.listen(table, "after_create", ddl(sqlite).execute_if(dialect="sqlite"))
    function = (
        f"CREATE OR REPLACE FUNCTION {TABLE}_append_only() RETURNS trigger AS $$ BEGIN "
        f"RAISE EXCEPTION '{TABLE} is append-only'; END $$ LANGUAGE plpgsql"
    )
    trigger = (
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_append_only()"
    )
    for statement in (function, trigger):
        event.listen(table, "after_create", ddl(statement).execute_if(dialect="postgresql"))


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex,
        "round": entry.round,
        "candidate": entry.candidate,
        "submitted_at": _to_utc(entry.submitted_at),
        "content_hash": entry.content_hash,
        "status": str(entry.status),
        "engine": entry.engine,
        "public_points": json.dumps(dict(entry.public_points), sort_keys=True),
        "private_points": json.dumps(dict(entry.private_points), sort_keys=True),
        "note": entry.note,
        "run": entry.run,
        "recorded_at": _to_utc(entry.recorded_at),
    }


def _entry(row: Mapping[str, Any]) -> Entry:
    value = {k: v for k, v in row.items() if k != "id"}
    value["status"] = Status(value["status"])
    for name in ("public_points", "private_points"):
        value[name] = json.loads(value[name])
    for name in ("submitted_at", "recorded_at"):
        value[name] = value[name].replace(tzinfo=dt.UTC)
    return Entry(**value)


def _to_utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
