"""From new facts to runs that are ready to be written: deltas, journal, payouts, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caopan.commission.batches import Batch, batch_name, fact_tables, parquet_of, put_batch
from caopan.commission.facts import Facts, nothing
from caopan.commission.journal import (
    Account,
    Payout,
    Posted,
    journal_rows,
    payout_rows,
    payouts,
)
from caopan.commission.ledger_runs import Draft
from caopan.commission.moments import moment_of

if TYPE_CHECKING:
    from caopan.commission.book import Book
    from caopan.commission.changes import Deltas
    from caopan.commission.settlement import Refused


@dataclass(frozen=True, slots=True)
class Posting:
    """What a call has written: its runs, journal rows, payouts; and what did not settle.

    runs: numbers of the runs, none if there was nothing new.
    """

    runs: tuple[int, ...]
    as_of: datetime
    journal: tuple[Posted, ...]
    payouts: tuple[Payout, ...]
    refused: tuple[Refused, ...]
    notices: tuple[Refused, ...]


def put_facts(
    folder: Path, run: int, facts: Facts, known: set[str]
) -> tuple[tuple[Batch, ...], Facts]:
    """Write the tables that were not posted before; their batches, and those facts alone."""
    batches, fresh = [], {}
    for name, table in fact_tables(facts).items():
        content = parquet_of(table)
        if sha256(content).hexdigest() not in known:
            batches.append(put_batch(folder, batch_name(run, name), len(table), content))
            fresh[name] = getattr(facts, name)
    return tuple(batches), replace(nothing(), **fresh)


class Drafting:
    """Runs one after another: each cycle on the way, then the clock itself.

    run: number of the last run. paid: what each account has been paid so far.
    """

    def __init__(self, folder: Path, book: Book, run: int, paid: Mapping[Account, int]) -> None:
        self.folder, self.book, self.run, self.paid = folder, book, run, dict(paid)
        self.drafts: list[Draft] = []

    def add(
        self, at_us: int, facts: Facts, batches: tuple[Batch, ...], paying: Mapping[str, int]
    ) -> tuple[Deltas, bool]:
        """Move the book's clock, and draft a run if that changed anything; whether it did.

        paying: contracts that have a cycle at this moment, with their versions.
        """
        deltas = self.book.add(facts, moment_of(at_us))
        made = self._paid_up(at_us, paying) if paying else []
        journal = (*journal_rows(deltas.table, deltas.inflow), *payout_rows(made, paying))
        if not (journal or batches or len(deltas.table)):
            return deltas, False
        self.draft(at_us, (*batches, *self._put(deltas)), journal, tuple(made))
        return deltas, True

    def draft(
        self,
        at_us: int,
        batches: tuple[Batch, ...] = (),
        journal: tuple[Posted, ...] = (),
        made: tuple[Payout, ...] = (),
    ) -> None:
        """Draft a run, with nothing in it if only the clock has moved."""
        self.run += 1
        self.drafts.append(Draft(self.run, at_us, batches, journal, made))

    def _paid_up(self, at_us: int, paying: Mapping[str, int]) -> list[Payout]:
        due = self.book.payable()
        made = payouts(
            at_us,
            {account: fen for account, fen in due.items() if account[0] in paying},
            {account: fen for account, fen in self.paid.items() if account[0] in paying},
        )
        self.paid |= {(one.contract_id, one.party): one.paid_fen for one in made}
        return made

    def _put(self, deltas: Deltas) -> tuple[Batch, ...]:
        tables: dict[str, Any] = {"deltas": deltas.table, "inflow": deltas.inflow}
        return tuple(
            put_batch(self.folder, batch_name(self.run + 1, kind), len(table), parquet_of(table))
            for kind, table in tables.items()
            if len(table)
        )
