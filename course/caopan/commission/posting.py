"""From new facts to runs that are ready to be written: deltas, journal, payouts, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from caopan.commission.batches import Batch, batch_name, fact_tables
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
    from concurrent.futures import Future

    from caopan.commission.batch_writer import BatchWriter
    from caopan.commission.book import Book
    from caopan.commission.changes import Deltas
    from caopan.commission.settlement import Refused

    Written = Future[Batch]


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
    writer: BatchWriter, run: int, facts: Facts, known: Sequence[Batch]
) -> tuple[tuple[Written, ...], Facts]:
    """Write the tables that were not posted before; their batches, and those facts alone.

    known: the files that were posted. Only a table with as many rows as one of them has to be
    written before it is told from it.
    """
    rows, hashes = {one.rows for one in known}, {one.sha256 for one in known}
    batches, fresh = [], {}
    for name, table in fact_tables(facts).items():
        batch = writer.put(batch_name(run, name), table)
        if len(table) in rows and batch.result().sha256 in hashes:
            (writer.folder / batch.result().file).unlink()
            continue
        batches.append(batch)
        fresh[name] = getattr(facts, name)
    return tuple(batches), replace(nothing(), **fresh)


class Drafting:
    """Runs one after another: each cycle on the way, then the clock itself.

    run: number of the last run. paid: what each account has been paid so far.
    """

    def __init__(
        self, writer: BatchWriter, book: Book, run: int, paid: Mapping[Account, int]
    ) -> None:
        self.book, self.run, self.paid = book, run, dict(paid)
        self._writer = writer
        self._drafts: list[tuple[Draft, tuple[Written, ...]]] = []

    def drafts(self) -> list[Draft]:
        """The runs, when their batches are written; raises CaopanError if the disk refuses."""
        return [
            replace(draft, batches=tuple(batch.result() for batch in batches))
            for draft, batches in self._drafts
        ]

    def add(
        self, at_us: int, facts: Facts, batches: tuple[Written, ...], paying: Mapping[str, int]
    ) -> tuple[Deltas, bool]:
        """Move the book's clock, and draft a run if that changed anything; whether it did.

        paying: contracts that have a cycle at this moment, with their versions.
        """
        deltas = self.book.add(facts, moment_of(at_us))
        written = self._put(deltas)
        made = self._paid_up(at_us, paying) if paying else []
        journal = (*journal_rows(deltas.table, deltas.inflow), *payout_rows(made, paying))
        if not (journal or batches or written):
            return deltas, False
        self.draft(at_us, (*batches, *written), journal, tuple(made))
        return deltas, True

    def draft(
        self,
        at_us: int,
        batches: tuple[Written, ...] = (),
        journal: tuple[Posted, ...] = (),
        made: tuple[Payout, ...] = (),
    ) -> None:
        """Draft a run, with nothing in it if only the clock has moved."""
        self.run += 1
        self._drafts.append((Draft(self.run, at_us, (), journal, made), batches))

    def _paid_up(self, at_us: int, paying: Mapping[str, int]) -> list[Payout]:
        due = self.book.payable()
        made = payouts(
            at_us,
            {account: fen for account, fen in due.items() if account[0] in paying},
            {account: fen for account, fen in self.paid.items() if account[0] in paying},
        )
        self.paid |= {(one.contract_id, one.party): one.paid_fen for one in made}
        return made

    def _put(self, deltas: Deltas) -> tuple[Written, ...]:
        # what is due now is the sum of all deltas: it is not written a second time
        dues = deltas.table.drop_columns(["due_fen"])
        tables: dict[str, Any] = {"deltas": dues, "inflow": deltas.inflow}
        return tuple(
            self._writer.put(batch_name(self.run + 1, kind), table)
            for kind, table in tables.items()
            if len(table)
        )
