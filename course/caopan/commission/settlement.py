"""What a settlement gives: dues on each line, entries beside lines, what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Ints = NDArray[np.int64]
RESIDUAL: Final = "residual"
"""Name of the rule by which the merchant gets what is left of a line."""
ESTIMATED, CONFIRMED, SETTLED = 0, 1, 2
"""States of a line, in the order in which it passes through them."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that does not settle, or a notice: its table, id, field, code and reason in words.

    row: the row in its frame as given, from 0 on.
    """

    table: str
    row: int
    id: str
    field: str
    code: str
    reason: str

    def __str__(self) -> str:
        return f"{self.table} row {self.row} ({self.id}): {self.field}: {self.reason}"


@dataclass(frozen=True, eq=False)
class Due:
    """One rule's due for one party, line by line: net of what the party passes on.

    due_fen, held_fen: (lines,), zero on lines that the contract version does not bind. term: the
    name of a term, or ``residual``.
    """

    contract_id: str
    version: int
    term: str
    party: str
    due_fen: Ints
    held_fen: Ints


@dataclass(frozen=True, slots=True)
class Entry:
    """What is due beside lines: fees, guarantees, floors, ads; net of what is passed on.

    period: name of the group's period; session_id: where it is of one session, else empty.
    confirmed: whether it is payable at the clock.
    """

    contract_id: str
    version: int
    session_id: str
    period: str
    term: str
    party: str
    due_fen: int
    confirmed: bool


@dataclass(frozen=True, eq=False)
class Settlement:
    """All dues at a clock. Nothing in it depends on the order in which facts arrived.

    lines: one row per paid and bound line in the order (binding moment, line_id): line_id,
    order_id, session_id, sku_id, contract_id, version, bind_us, pay_fen, worth_fen, gross_fen
    (worth before refunds), kept_fen (the buyer's part kept), refunded_fen, borne_fen (paid by the
    merchant alone), state (0 estimated, 1 confirmed, 2 settled), exp_refund_bp (0 if unknown).
    outside: ids of paid lines that no contract takes. refused and notices: row by row.
    """

    as_of: datetime
    lines: pd.DataFrame
    dues: tuple[Due, ...]
    entries: tuple[Entry, ...]
    outside: tuple[str, ...]
    refused: tuple[Refused, ...]
    notices: tuple[Refused, ...]

    def due(self, party: str) -> int:
        """All that a party is due, in fen, entries included."""
        lines = sum(int(one.due_fen.sum()) for one in self.dues if one.party == party)
        return lines + sum(one.due_fen for one in self.entries if one.party == party)

    def held(self, party: str) -> int:
        """Part of it that is held in reserve, in fen."""
        return sum(int(one.held_fen.sum()) for one in self.dues if one.party == party)

    def payable(self, party: str) -> int:
        """Part of it that a cycle would pay now: confirmed and not held, in fen."""
        ready = self.lines["state"].to_numpy() >= CONFIRMED
        lines = sum(
            int((one.due_fen - one.held_fen)[ready].sum())
            for one in self.dues
            if one.party == party
        )
        return lines + sum(
            one.due_fen for one in self.entries if one.party == party and one.confirmed
        )

    @property
    def parties(self) -> tuple[str, ...]:
        """Ids of all parties that are due something, in order of their first rule."""
        names = [one.party for one in self.dues] + [one.party for one in self.entries]
        return tuple(dict.fromkeys(names))

    def leak_fen(self) -> int:
        """Conservation: what comes in less what all parties are due; always 0."""
        given = sum(self.due(party) for party in self.parties)
        inflow = int(self.lines["worth_fen"].sum()) - int(self.lines["borne_fen"].sum())
        return inflow - given

    def frame(self) -> pd.DataFrame:
        """Long: a row per line and rule, then per entry, with what is not zero.

        Columns: contract_id, version, session_id, line_id (empty for an entry), period (empty for a
        line), term, party, due_fen, held_fen, state.
        """
        import pandas as pd

        parts: list[Any] = [self._rows(one) for one in self.dues]
        entries = pd.DataFrame(
            [
                (e.contract_id, e.version, e.session_id, "", e.period, e.term, e.party, e.due_fen)
                for e in self.entries
            ],
            columns=list(FRAME[:-2]),
        ).assign(held_fen=0, state=[CONFIRMED if e.confirmed else ESTIMATED for e in self.entries])
        whole: pd.DataFrame = pd.concat([*parts, entries], ignore_index=True)
        return whole

    def _rows(self, one: Due) -> Any:
        at = np.flatnonzero((one.due_fen != 0) | (one.held_fen != 0))
        some = self.lines.iloc[at]
        rows = some[["session_id", "line_id", "state"]].assign(
            contract_id=one.contract_id,
            version=one.version,
            period="",
            term=one.term,
            party=one.party,
            due_fen=one.due_fen[at],
            held_fen=one.held_fen[at],
        )
        return rows[list(FRAME)]


FRAME: Final = (
    "contract_id",
    "version",
    "session_id",
    "line_id",
    "period",
    "term",
    "party",
    "due_fen",
    "held_fen",
    "state",
)
