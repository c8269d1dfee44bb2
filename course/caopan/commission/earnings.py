"""Earnings (收益): what each party has of a settlement, by session and rule, and how safe it is.

Every fen that is due is in exactly one of four states, so that they add up to it:

- **estimated** (预估): on lines that are not confirmed, and entries that are not due yet;
- **confirmed** (确认): confirmed, but no cycle has paid it up yet;
- **held** (留存): confirmed or settled, but kept back in reserve;
- **settled** (已结算): a cycle has taken it up.

**At risk** (风险) lies across them: what is held in reserve on any line, and what of the estimated
rest will go back if lines are sent back as often as their goods are expected to be
(``exp_refund_bp``). The latter is an expectation, half-up for each session and rule; that a refund
also moves a ladder's rate is not in it. A party's receivable (应收) is at risk besides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.earnings_places import line_places, starts_of, sums_by, with_entries
from caopan.commission.earnings_states import EntryKey, entry_place, entry_state
from caopan.commission.settlement import CONFIRMED, ESTIMATED, SETTLED, Entry, Settlement

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.contract import Contract

STATES: Final = ("estimated_fen", "confirmed_fen", "held_fen", "settled_fen")
"""The four states of what is due, in the order in which money passes through them."""
MONEY: Final = (*STATES, "due_fen", "risk_fen")
"""What ``rows`` says of each session, rule and party, in fen."""
KEYS: Final = ("contract_id", "version", "place", "term", "party")
Later = Mapping[tuple[str, int, str], tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Earnings:
    """What is due at a clock, by place, rule and party, and what came in at each place.

    rows: a row per ``KEYS`` with ``MONEY`` in fen. A place is a session, the pool of a day outside
    of sessions, or the period of an entry that is of no session (a month's retainer).
    places: one row a place, in order of time: place, session_id, day and month (text; empty where
    a period is longer), lines, and
    ``earnings_places.FLOWS`` in fen. names: of the parties by id. roles: likewise.
    chains: the parties of each term in the order in which it is passed on. kinds: of each term.
    receivable: what a party was paid above what is payable now, in fen.
    """

    as_of: datetime
    merchant: str
    rows: pd.DataFrame
    places: pd.DataFrame
    names: Mapping[str, str]
    roles: Mapping[str, str]
    chains: Later
    kinds: Mapping[tuple[str, int, str], str]
    receivable: Mapping[str, int] = field(default_factory=dict)

    @property
    def parties(self) -> tuple[str, ...]:
        """Ids of all parties of the contracts, the merchant first."""
        others = [party for party in self.names if party != self.merchant]
        return (self.merchant, *others)

    def total(self, party: str | None = None, place: str | None = None) -> dict[str, int]:
        """``MONEY`` of a party, of a place, or of all, in fen; of a party also ``receivable_fen``.

        At risk is what its rows say and, over all places, the receivable.
        """
        rows = self.of(party, place)
        found = {name: int(rows[name].sum()) for name in MONEY}
        if party is not None and place is None:
            found["receivable_fen"] = self.receivable.get(party, 0)
            found["risk_fen"] += found["receivable_fen"]
        return found

    def of(self, party: str | None = None, place: str | None = None) -> pd.DataFrame:
        """The rows of a party, of a place, of both, or all."""
        rows = self.rows
        if party is not None:
            rows = rows[rows["party"] == party]
        if place is not None:
            rows = rows[rows["place"] == place]
        return rows


def earnings_of(
    settlement: Settlement,
    contracts: Sequence[Contract],
    sessions: pd.DataFrame | None = None,
    *,
    paid_up: Collection[EntryKey] = (),
    receivable: Mapping[str, int] | None = None,
) -> Earnings:
    """Sum a settlement up by place, rule and party.

    contracts: those that were settled. sessions: as in ``Facts``; a session's day is that of its
    start, without it that of its first line. paid_up: keys (``earnings_states.entry_key``) of
    entries that a cycle has taken up; a settlement alone tells only that an entry is confirmed.
    receivable: in fen, by party.
    """
    import pandas as pd

    starts = starts_of(sessions)
    places, of_line = line_places(settlement, starts)
    rows = [row for due in settlement.dues for row in _due_rows(settlement, due, of_line, places)]
    rows += [_entry_row(one, paid_up) for one in settlement.entries]
    frame = pd.DataFrame(rows, columns=[*KEYS, *MONEY]).astype(dict.fromkeys(MONEY, "int64"))
    frame = frame.groupby(list(KEYS), sort=False, as_index=False)[list(MONEY)].sum()
    frame = frame[(frame[list(STATES)] != 0).any(axis=1)].reset_index(drop=True)
    parties = {party.id: party for one in contracts for party in one.parties}
    return Earnings(
        as_of=settlement.as_of,
        merchant=next((one.merchant for one in contracts), ""),
        rows=frame,
        places=with_entries(places, frame["place"], starts),
        names={key: party.name for key, party in parties.items()},
        roles={key: str(party.role) for key, party in parties.items()},
        chains={
            (one.contract_id, one.version, term.name): (
                term.party,
                *(hop.to for hop in term.passes_on),
            )
            for one in contracts
            for term in one.terms
        },
        kinds={
            (one.contract_id, one.version, term.name): term.kind
            for one in contracts
            for term in one.terms
        },
        receivable=dict(receivable or {}),
    )


def _due_rows(settlement: Settlement, due: Any, codes: Any, places: pd.DataFrame) -> list[Any]:
    """One rule's due for one party as rows by place, in the order of KEYS and MONEY."""
    number = len(places)
    state = settlement.lines["state"].to_numpy()
    sent_back = settlement.lines["exp_refund_bp"].to_numpy(np.int64)
    net = due.due_fen - due.held_fen
    waits = state == ESTIMATED
    held = sums_by(due.held_fen, codes, number)
    held_waiting = sums_by(np.where(waits, due.held_fen, 0), codes, number)
    estimated = sums_by(np.where(waits, due.due_fen, 0), codes, number)
    confirmed = sums_by(np.where(state == CONFIRMED, net, 0), codes, number)
    settled = sums_by(np.where(state == SETTLED, net, 0), codes, number)
    # whole and rest apart, so that no product leaves 64 bits however many lines there are
    whole, rest = np.divmod(np.where(waits, net, 0) * sent_back, 10_000)
    wholes, rests = sums_by(whole, codes, number), sums_by(rest, codes, number)
    expected = wholes + (2 * rests + 10_000) // 20_000
    head = (due.contract_id, due.version)
    return [
        (*head, place, due.term, due.party, e, c, h - w, s, e + c + h - w + s, h + x)
        for place, e, c, h, w, s, x in zip(
            places["place"], estimated, confirmed, held, held_waiting, settled, expected,
            strict=True,
        )
        if e or c or h or s
    ]  # fmt: skip


def _entry_row(one: Entry, paid_up: Collection[EntryKey]) -> tuple[Any, ...]:
    """An entry as a row; nothing of it is at risk."""
    money = dict.fromkeys(STATES, 0) | {entry_state(one, paid_up): one.due_fen}
    head = (one.contract_id, one.version, entry_place(one), one.term, one.party)
    return (*head, *money.values(), one.due_fen, 0)
