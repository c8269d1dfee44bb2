"""Tables of the ledger in SQLite or PostgreSQL; the database itself refuses to change a row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from caopan.errors import CaopanError

PREFIX: Final = "ledger_"
LOCK_SECONDS: Final = 30
"""How long one waits for another who writes (assumed)."""


@cache
def tables() -> Any:
    """Describe the tables: a SQLAlchemy MetaData; amounts in fen, moments in microseconds.

    >>> sorted(tables().tables)[:3]
    ['ledger_batch', 'ledger_contract', 'ledger_journal']
    """
    from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text

    def key(name: str, kind: Any = None) -> Any:
        return Column(name, kind or String(80), primary_key=True, autoincrement=False)

    def text(name: str, kind: Any = None) -> Any:
        return Column(name, kind or String(80), nullable=False)

    def big(name: str) -> Any:
        return Column(name, BigInteger, nullable=False)

    data = MetaData()
    contents: dict[str, list[Any]] = {
        "contract": [
            key("contract_id"),
            key("version", Integer()),
            text("digest"),
            text("content", Text()),
        ],
        "run": [
            key("run", Integer()),
            big("as_of_us"),
            big("posted_us"),
            text("contracts"),
            text("previous"),
            text("digest"),
        ],
        "batch": [key("run", Integer()), key("file"), big("rows"), text("sha256")],
        "journal": [
            key("run", Integer()),
            key("row", Integer()),
            text("contract_id"),
            Column("version", Integer, nullable=False),
            text("session_id", Text()),
            text("party"),
            text("rule"),
            text("account"),
            big("amount_fen"),
        ],
        "payout": [
            key("run", Integer()),
            key("contract_id"),
            key("party"),
            big("at_us"),
            big("payable_fen"),
            big("pays_fen"),
            big("paid_fen"),
            big("receivable_fen"),
        ],
    }
    for name, columns in contents.items():
        _refuse_changes(Table(PREFIX + name, data, *columns))
    return data


def table(name: str) -> Any:
    """One of the tables: contract, run, batch, journal, payout."""
    return tables().tables[PREFIX + name]


def opened(url: str) -> Any:
    """An engine on the database, in which the tables and their triggers stand.

    Raises CaopanError if the database cannot be reached.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

    try:
        wait = {"timeout": LOCK_SECONDS} if url.startswith("sqlite") else {}
        engine = create_engine(url, connect_args=wait)
    except (ArgumentError, ImportError) as problem:
        raise CaopanError(f"the ledger's address cannot be used ({problem}); mend it") from problem
    try:
        with engine.begin() as connection:
            tables().create_all(connection, checkfirst=True)
    except SQLAlchemyError as problem:
        engine.dispose()
        raise _unreachable(engine, problem) from problem
    return engine


@contextmanager
def transaction(engine: Any) -> Iterator[Any]:
    """All of it or nothing; a fault of the database speaks to a person."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as problem:
        raise _unreachable(engine, problem) from problem


def rows(connection: Any, name: str, **where: Any) -> list[dict[str, Any]]:
    """Rows of a table in the order of their keys, those with the given values."""
    of = table(name)
    query = of.select().order_by(*of.primary_key.columns)
    for column, value in where.items():
        query = query.where(of.c[column] == value)
    return [dict(row) for row in connection.execute(query).mappings()]


def _unreachable(engine: Any, problem: Any) -> CaopanError:
    where = engine.url.render_as_string(hide_password=True)
    reason = str(getattr(problem, "orig", None) or problem).strip().splitlines()[0]
    return CaopanError(
        f"{where}: the ledger cannot be read or written ({reason}); "
        "end other writers, check rights and free space, do it again"
    )


def _refuse_changes(of: Any) -> None:
    """Have the database refuse updates and deletes, made by whatever program."""
    from sqlalchemy import DDL, event

    ddl: Any = DDL  # it comes without types
    name = of.name
    for what in ("UPDATE", "DELETE"):
        sqlite = (
            f"CREATE TRIGGER IF NOT EXISTS {name}_no_{what.lower()} BEFORE {what} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        )
        event.listen(of, "after_create", ddl(sqlite).execute_if(dialect="sqlite"))
    function = (
        f"CREATE OR REPLACE FUNCTION {name}_append_only() RETURNS trigger AS $$ BEGIN "
        f"RAISE EXCEPTION '{name} is append-only'; END $$ LANGUAGE plpgsql"
    )
    trigger = (
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_append_only()"
    )
    for statement in (function, trigger):
        event.listen(of, "after_create", ddl(statement).execute_if(dialect="postgresql"))
