"""A desk over contracts and facts: earnings at any clock, over time, as the night showed them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from caopan.commission.book import Book
from caopan.commission.cycles import cycle_moments
from caopan.commission.earnings import STATES, Earnings, earnings_of
from caopan.commission.earnings_states import EntryKey, confirmed_entries, states_of
from caopan.commission.engine import paid, settle
from caopan.commission.facts import nothing
from caopan.commission.moments import day_of, day_start, moment_of, us_of
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.contract import Contract
    from caopan.commission.facts import Facts
    from caopan.commission.settlement import Settlement

LATE: Final = timedelta(minutes=15)
"""From a session's end until its last events are in; then its night is read (assumed)."""
LONGEST: Final = timedelta(days=32)
"""Longer than any cycle."""
AFTER: Final = (0, 1, 2, 3, 5, 7, 10, 12, 15, 18, 21, 25, 30, 38, 45)
"""Days after a session's day at which its earnings are drawn: close together while they move."""


class EarningsDesk:
    """Earnings of a merchant's contracts at any clock; what was settled once is kept.

    contracts: as ``settle`` takes them. facts: the merchant's.
    """

    def __init__(self, contracts: Sequence[Contract], facts: Facts) -> None:
        if not contracts:
            raise CaopanError("there is no contract to settle by: give at least one")
        self.contracts = tuple(contracts)
        self.facts = facts
        self._settled: dict[datetime, Settlement] = {}
        self._earned: dict[datetime, Earnings] = {}

    def settlement(self, as_of: datetime) -> Settlement:
        """The settlement at a clock; CaopanError as ``settle`` raises it."""
        if as_of not in self._settled:
            self._settled[as_of] = settle(self.contracts, self.facts, as_of)
        return self._settled[as_of]

    def at(self, as_of: datetime) -> Earnings:
        """The earnings at a clock, with what cycles have taken up and what is receivable."""
        if as_of not in self._earned:
            made = self.settlement(as_of)
            owed: dict[str, int] = {}
            for (_, party), account in paid(self.contracts, self.facts, as_of).items():
                owed[party] = owed.get(party, 0) + account.receivable_fen
            self._earned[as_of] = earnings_of(
                made, self.contracts, self.facts.sessions,
                paid_up=self._paid_up(made), receivable=owed,
            )  # fmt: skip
        return self._earned[as_of]

    def _paid_up(self, made: Settlement) -> set[EntryKey]:
        """Entries that were confirmed when the last cycle of their contract came."""
        found: set[EntryKey] = set()
        for contract_id in sorted({one.contract_id for one in made.entries if one.confirmed}):
            cycle = self._last_cycle(contract_id, made.as_of)
            if cycle is not None:
                found |= confirmed_entries(self.settlement(cycle), contract_id)
        return found

    @property
    def first(self) -> datetime:
        """00:00 of the day on which the first line was paid; CaopanError where none was."""
        return moment_of(day_start(day_of(self._paid_us()[0])))

    @property
    def last(self) -> datetime:
        """The first 00:00 at which all facts are known."""
        known = [self._paid_us()[1]]
        for frame, names in (
            (self.facts.lines, ("arrive_ts",)),
            (self.facts.refunds, ("arrive_ts", "ts")),
            (self.facts.deliveries, ("arrive_ts", "sign_ts")),
            (self.facts.sessions, ("end_ts",)),
        ):
            for name in names:
                if name in frame and frame[name].notna().any():
                    known.append(us_of(frame[name].max().to_pydatetime()))
        return moment_of(day_start(day_of(max(known)) + 1))

    def _paid_us(self) -> tuple[int, int]:
        lines = self.facts.lines
        if not len(lines) or not lines["pay_ts"].notna().any():
            raise CaopanError("no line is paid yet, so nobody has earned anything")
        first, last = lines["pay_ts"].min(), lines["pay_ts"].max()
        return us_of(first.to_pydatetime()), us_of(last.to_pydatetime())

    def over_time(
        self,
        clocks: Iterable[datetime],
        party: str | None = None,
        place: str | None = None,
    ) -> pd.DataFrame:
        """How a party's or a place's earnings stood at several clocks.

        One row a clock: as_of, the four states of ``earnings.STATES`` and due_fen. One book goes
        from clock to clock, so that each costs what changed in between.
        """
        import pandas as pd

        book, given = Book(self.contracts), self.facts
        wanted = set(clocks)
        taken: dict[str, set[EntryKey]] = {}
        rows = []
        for as_of, cycling in self._moments(wanted):
            book.advance(given, as_of)
            given = nothing()
            made = book.settlement()
            for contract_id in cycling:
                taken[contract_id] = confirmed_entries(made, contract_id)
            if as_of in wanted:
                paid_up = set().union(*taken.values())
                rows.append({"as_of": as_of, **states_of(made, party, place, paid_up)})
        return pd.DataFrame(rows, columns=["as_of", *STATES, "due_fen"])

    def _moments(self, wanted: Collection[datetime]) -> list[tuple[datetime, list[str]]]:
        """The wanted clocks, and before each the last cycle of each contract; rising."""
        found: dict[datetime, list[str]] = {as_of: [] for as_of in wanted}
        for contract_id in dict.fromkeys(one.contract_id for one in self.contracts):
            for as_of in wanted:
                if (cycle := self._last_cycle(contract_id, as_of)) is not None:
                    found.setdefault(cycle, []).append(contract_id)
        return sorted((as_of, ids) for as_of, ids in found.items())

    def _last_cycle(self, contract_id: str, as_of: datetime) -> datetime | None:
        cycles = cycle_moments(self.contracts, contract_id, as_of - LONGEST, as_of)
        return cycles[-1][0] if cycles else None

    def clocks(self, place: str | None = None, until: datetime | None = None) -> list[datetime]:
        """Clocks at which to look: after a place's day, or through the whole history.

        until: none lies later; by default all that are told.
        """
        day = self._day_of(place) if place else None
        if day is None:
            first, last = us_of(self.first), us_of(until or self.last)
            days = max(1, (day_of(last) - day_of(first)))
            step = max(1, -(-days // 14))
            found = [day_start(day_of(last) - back) for back in range(0, days + step, step)]
        else:
            found = [day_start(day + 1 + after) for after in AFTER]
        whole = sorted({moment_of(us) for us in found})
        kept = [one for one in whole if until is None or one <= until]
        return kept if until is None or until in kept else [*kept, until]

    def _day_of(self, place: str) -> int | None:
        from datetime import date

        about = self.at(self.last).places
        row = about[about["place"] == place]
        if not len(row) or not row["day"].iloc[0]:
            return None
        return (date.fromisoformat(row["day"].iloc[0]) - date(1970, 1, 1)).days

    def night(self, session_id: str, party: str | None = None) -> dict[str, int]:
        """What a party, or all, seemed to have of a session when it had ended, in fen.

        As ``over_time`` says it. Raises CaopanError for a session that is not known, or has not
        ended.
        """
        known = self.facts.sessions
        row = known[known["session_id"] == session_id] if len(known) else known
        if not len(row):
            raise CaopanError(f"there is no session {session_id!r}: take one of the table")
        end = row["end_ts"].iloc[-1]
        if end != end:  # noqa: PLR0124 - a time that is not there is not equal to itself
            raise CaopanError(f"session {session_id!r} has not ended: its night is not over")
        made = self.settlement(end.to_pydatetime() + LATE)
        return states_of(made, party, session_id, self._paid_up(made))
