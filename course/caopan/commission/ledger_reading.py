"""The state behind a ledger: the facts kept beside it, and the book that they make."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caopan.commission.batches import FACTS, Batch, facts_from, get_batch
from caopan.commission.ledger_runs import last_run
from caopan.commission.ledger_tables import rows
from caopan.commission.moments import moment_of

if TYPE_CHECKING:
    from caopan.commission.book import Book
    from caopan.commission.contract import Contract


def kind_of(file: str) -> str:
    """What a batch holds: deltas, inflow, or a table of facts.

    >>> kind_of("000012-lines.parquet")
    'lines'
    """
    return file.partition("-")[2].removesuffix(".parquet")


def kept(connection: Any, folder: Path, kinds: Sequence[str]) -> dict[str, list[Any]]:
    """Batches of the given kinds as pyarrow Tables, each kind in the order of its runs.

    Raises CaopanError, by its name, if one is missing or is not what was posted.
    """
    found: dict[str, list[Any]] = {kind: [] for kind in kinds}
    for row in rows(connection, "batch"):
        kind = kind_of(row["file"])
        if kind in found:
            batch = Batch(row["file"], row["rows"], row["sha256"])
            found[kind].append(get_batch(folder, batch))
    return found


def book_of(contracts: Sequence[Contract], connection: Any, folder: Path) -> Book:
    """The book as it stood after the last run, from all facts that were posted."""
    from caopan.commission.book import Book

    book = Book(contracts)
    last = last_run(connection)
    if last:
        book.advance(facts_from(kept(connection, folder, FACTS)), moment_of(last.as_of_us))
    return book
