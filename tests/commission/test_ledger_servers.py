"""The ledger on a real PostgreSQL server, and processes that are killed while they post."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import server
from settled_shop import at, contract, part, shop_facts
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from caopan.commission import Ledger, settle

pytestmark = pytest.mark.ledger
FACTS = shop_facts(60)
CONTRACT = contract()
KILLS = {"sqlite": 24, "postgresql": 12}
"""Rounds in which a process is killed."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Address of a server of one's own; fails if none is installed."""
    with server() as address:
        yield address


def _database(url: str, name: str) -> str:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return url.rpartition("/")[0] + "/" + name


def test_postgresql_holds_the_same_ledger_as_sqlite(url: str, tmp_path: Path) -> None:
    """Same facts, same journal and payouts row by row, sound when it is opened again."""
    there = _database(url, "same")
    for folder, address in (("sqlite", None), ("postgresql", there)):
        with Ledger.open(tmp_path / folder, [CONTRACT], address) as ledger:
            told = [ledger.post(part(FACTS, n, n + 30), at(15 + n)) for n in (0, 30)]
        if address is None:
            expected = [(one.journal, one.payouts) for one in told]
    assert [(one.journal, one.payouts) for one in told] == expected
    with Ledger.open(tmp_path / "postgresql", (), there) as ledger:
        assert ledger.verify() == ()
        whole = settle([CONTRACT], part(FACTS, 0, 60), at(45))
        assert ledger.settlement().due("ops") == whole.due("ops")
        assert len(ledger.account("liuyi-ops", "ops")) > 0


@pytest.mark.parametrize("table", ["run", "batch", "journal", "payout", "contract"])
@pytest.mark.parametrize("change", ["delete from {}", "truncate {}", "update {} set run = run + 1"])
def test_postgresql_refuses_changes(url: str, tmp_path: Path, table: str, change: str) -> None:
    """No program can change or remove a row: the triggers stand in the database itself."""
    there = _database(url, f"kept_{table}_{change.split(maxsplit=1)[0]}")
    with Ledger.open(tmp_path, [CONTRACT], there) as ledger:
        ledger.post(FACTS, at(20))
    said = change.format(f"ledger_{table}")
    said = said.replace("set run = run", "set version = version") if table == "contract" else said
    engine = create_engine(there)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(said))
    engine.dispose()


@pytest.mark.parametrize("kind", sorted(KILLS))
def test_a_killed_process_leaves_the_ledger_as_before_or_after(
    kind: str, url: str, tmp_path: Path
) -> None:
    """kill -9 at file operations, statements, commits and random times while posting and paying.

    After each the ledger is sound, has the clock of before or after, and takes the same facts once
    more; at the end its dues are those of all facts.
    """
    address = [_database(url, "killed")] if kind == "postgresql" else []
    script = Path(__file__).with_name("killing.py")
    command = [sys.executable, script, tmp_path / "ledger", str(KILLS[kind]), *address]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["faults"] == []
    assert told["kills"] > KILLS[kind] // 2
    assert told["before"] > 0
