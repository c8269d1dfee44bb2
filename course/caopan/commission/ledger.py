"""The ledger (总账): what was posted and paid, append-only, in runs that hold whole or not at all.

A run is a row in the database; its batches are files beside it. The files are on the disk before
the one transaction that names them with their hashes, so a file that no run names counts for
nothing. Each run holds the digest of the one before: nothing can be changed in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from caopan.commission.account_sheet import account_sheet
from caopan.commission.batch_writer import BatchWriter
from caopan.commission.batches import sweep, sync_folder
from caopan.commission.facts import Facts, nothing
from caopan.commission.journal import Account
from caopan.commission.ledger_contracts import admitted, contracts_digest
from caopan.commission.ledger_cycles import cycles_between
from caopan.commission.ledger_lock import Lock
from caopan.commission.ledger_reading import book_of
from caopan.commission.ledger_runs import (
    Draft,
    Run,
    head_of,
    known_batches,
    last_run,
    paid_so_far,
    write_runs,
)
from caopan.commission.ledger_tables import opened, rows, transaction
from caopan.commission.ledger_verify import faults
from caopan.commission.moments import clock_us, moment_of, us_of
from caopan.commission.posting import Drafting, Posting, put_facts
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.book import Book
    from caopan.commission.contract import Contract
    from caopan.commission.settlement import Settlement


_TICK = timedelta(microseconds=1)


class Ledger:
    """A ledger in a folder, which one process at a time has open; ``Ledger.open`` makes it.

    contracts: all versions that it has, in order. swept: files that a killed run had left.
    """

    def __init__(self, folder: Path, contracts: Sequence[Contract], url: str | None) -> None:
        self.folder = folder
        self.batches = folder / "batches"
        self._book: Book | None = None
        self._lock = Lock(folder)
        try:
            self.batches.mkdir(exist_ok=True)
            self.engine = opened(url or f"sqlite:///{folder / 'ledger.db'}")
            with transaction(self.engine) as connection:
                # only a ledger with a contract posts, so only then a post can have been killed
                begun = bool(rows(connection, "contract"))
                self.contracts = admitted(connection, contracts)
                known = known_batches(connection)
                last = last_run(connection)
                number = last.run if last else 0
                self.swept = sweep(self.batches, known, number if begun else -1)
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def open(
        cls, folder: Path | str, contracts: Sequence[Contract] = (), url: str | None = None
    ) -> Ledger:
        """Open a ledger, or begin one.

        folder: holds the batches and, without url, the SQLite database ``ledger.db``. url: another
        database, such as ``postgresql+psycopg://user@host/name``. contracts: signed versions, new
        to the ledger or the same as in it.

        Raises CaopanError if another process has it open, the database cannot be reached, or a
        contract is unsigned, differs from the ledger's, or begins before the ledger's clock; and if
        the folder holds batches that the database does not know.
        """
        return cls(Path(folder), contracts, url)

    def close(self) -> None:
        """Let go of the database and the folder."""
        self._book = None
        self.engine.dispose()
        self._lock.release()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: Any, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def clock(self) -> datetime | None:
        """Clock of the last run; None if there is none."""
        with transaction(self.engine) as connection:
            last = last_run(connection)
        return moment_of(last.as_of_us) if last else None

    @property
    def head(self) -> str:
        """Number and digest of the last run, as ``12:3fa9…``; empty if there is none.

        Whoever keeps it can have ``verify`` say whether the ledger was cut off or written anew.
        """
        with transaction(self.engine) as connection:
            return head_of(last_run(connection))

    def post(self, facts: Facts, as_of: datetime) -> Posting:
        """Post new facts and move the clock; accounts are paid up at each cycle on the way.

        All of it is one transaction. Facts that were posted before change nothing; bad rows are
        listed while the rest is posted. Raises CaopanError if as_of has no offset, is before the
        ledger's clock or after 2099, or disk or database refuse; then nothing was posted.
        """
        try:
            return self._posted(facts, as_of)
        except BaseException:
            self._book = None  # it may be ahead of what was written: it is made anew
            raise

    def pay(self, at: datetime) -> Posting:
        """Pay the accounts up at a cycle, without new facts.

        Raises CaopanError as ``post`` does, and if no contract has a cycle at that moment.
        """
        clock_us(at)
        if not cycles_between(self.contracts, at - _TICK, at):
            raise CaopanError(
                f"no contract pays at {at.isoformat()}; give a moment of its cycle: 00:00 of the "
                "day, weekday or day of the month that it names"
            )
        return self.post(nothing(), at)

    def settlement(self) -> Settlement:
        """All dues at the ledger's clock; CaopanError if nothing was posted yet."""
        if self.clock is None:
            raise CaopanError(f"{self.folder}: nothing was posted yet; post facts first")
        return self._kept_book().settlement()

    def account(self, contract_id: str, party: str) -> pd.DataFrame:
        """All movements of an account: serial number, time, direction, amount, balance, reason.

        Raises CaopanError if the ledger has no such contract or party.
        """
        known = {(one.contract_id, who.id) for one in self.contracts for who in one.parties}
        if (contract_id, party) not in known:
            raise CaopanError(f"{party!r} has no account under contract {contract_id!r}")
        with transaction(self.engine) as connection:
            return account_sheet(connection, contract_id, party)

    def receivables(self) -> dict[Account, int]:
        """What accounts were paid above what is payable at the clock, in fen (应收).

        By contract id and party; those that owe nothing are left out.
        """
        with transaction(self.engine) as connection:
            paid = paid_so_far(connection)
        due = self._kept_book().payable() if paid else {}
        owed = {account: fen - due.get(account, 0) for account, fen in paid.items()}
        return {account: fen for account, fen in owed.items() if fen > 0}

    def verify(self, head: str = "") -> tuple[str, ...]:
        """What does not fit in the ledger, a sentence each; empty if it is sound.

        The chain of runs, the files' hashes, balances and payouts are counted anew, and all dues
        are settled anew from the kept facts and held against the sum of all batches. head: one that
        was kept, which must still be in the ledger: its own chain cannot show that runs are gone
        from its end. Raises CaopanError if that is no head.
        """
        with transaction(self.engine) as connection:
            return faults(connection, self.batches, head)

    def _posted(self, facts: Facts, as_of: datetime) -> Posting:
        if not self._lock.held:
            raise CaopanError(f"{self.folder}: the ledger was closed; open it again to post")
        with transaction(self.engine) as connection:
            last, paid = last_run(connection), paid_so_far(connection)
            known = known_batches(connection)
        now_us = self._check(last, as_of)
        before = moment_of(last.as_of_us) - _TICK if last else None
        number = last.run if last else 0
        sweep(self.batches, known, number)  # what a post that failed has left
        cycles = cycles_between(self.contracts, before, as_of)
        with BatchWriter(self.batches) as writer:
            batches, fresh = put_facts(writer, number + 1, facts, known)
            runs = Drafting(writer, self._kept_book(), number, paid)
            for at_us in sorted({*cycles, now_us}):
                deltas, done = runs.add(at_us, fresh, batches, cycles.get(at_us, {}))
                batches, fresh = (() if done else batches), nothing()
            if not done and (last is None or last.as_of_us < now_us):
                runs.draft(now_us)
            drafts = runs.drafts()
        self._write(drafts)
        return Posting(
            tuple(one.run for one in drafts),
            as_of,
            tuple(row for one in drafts for row in one.journal),
            tuple(row for one in drafts for row in one.payouts),
            deltas.refused,
            deltas.notices,
        )

    def _check(self, last: Run | None, as_of: datetime) -> int:
        """The clock in microseconds, if it can be posted at."""
        now_us = clock_us(as_of)
        if not self.contracts:
            raise CaopanError(f"{self.folder}: the ledger has no contract; open it with one")
        if last and now_us < last.as_of_us:
            raise CaopanError(
                f"the clock goes backwards: {as_of.isoformat()} is before the ledger's last run "
                f"{moment_of(last.as_of_us).isoformat()}; post at that moment or later"
            )
        return now_us

    def _write(self, drafts: Sequence[Draft]) -> None:
        if not drafts:
            return
        sync_folder(self.batches)
        with transaction(self.engine) as connection:
            now_us = us_of(datetime.now(UTC))
            write_runs(connection, drafts, contracts_digest(self.contracts), now_us)

    def _kept_book(self) -> Book:
        if self._book is None:
            with transaction(self.engine) as connection:
                self._book = book_of(self.contracts, connection, self.batches)
        return self._book
