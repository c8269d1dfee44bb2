"""The four states of what is due, of one settlement: quick sums for many clocks."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from caopan.commission.earnings_places import places_of
from caopan.commission.settlement import CONFIRMED, ESTIMATED, SETTLED

if TYPE_CHECKING:
    from caopan.commission.settlement import Entry, Settlement

EntryKey = tuple[str, int, str, str, str, str]


def entry_key(entry: Entry) -> EntryKey:
    """What tells an entry from all others of a settlement."""
    return (entry.contract_id, entry.version, entry.session_id, entry.period, entry.term,
            entry.party)  # fmt: skip


def entry_place(entry: Entry) -> str:
    """Where an entry counts: its session, else its period."""
    return entry.session_id or entry.period


def confirmed_entries(settlement: Settlement, contract_id: str) -> set[EntryKey]:
    """Keys of a contract's entries that a cycle at the settlement's clock takes up."""
    return {
        entry_key(one)
        for one in settlement.entries
        if one.confirmed and one.contract_id == contract_id
    }


def states_of(
    settlement: Settlement,
    party: str | None = None,
    place: str | None = None,
    paid_up: Collection[EntryKey] = (),
) -> dict[str, int]:
    """What a party, or all, has of a place, or of all, by state, in fen; and due_fen.

    As ``earnings_of`` sums it, but for at risk, and without its tables. paid_up: as there.
    """
    state = settlement.lines["state"].to_numpy()
    here = slice(None) if place is None else places_of(settlement.lines) == place
    state = state[here]
    due, held = np.zeros(len(state), np.int64), np.zeros(len(state), np.int64)
    for one in settlement.dues:
        if party in (None, one.party):
            due += one.due_fen[here]
            held += one.held_fen[here]
    net = due - held
    found = {
        "estimated_fen": int(due[state == ESTIMATED].sum()),
        "confirmed_fen": int(net[state == CONFIRMED].sum()),
        "held_fen": int(held[state != ESTIMATED].sum()),
        "settled_fen": int(net[state == SETTLED].sum()),
    }
    for entry in settlement.entries:
        if party in (None, entry.party) and place in (None, entry_place(entry)):
            found[entry_state(entry, paid_up)] += entry.due_fen
    return {**found, "due_fen": sum(found.values())}


def entry_state(entry: Entry, paid_up: Collection[EntryKey]) -> str:
    """Estimated until an entry is due, then confirmed, settled once a cycle has taken it up."""
    if entry_key(entry) in paid_up:
        return "settled_fen"
    return "confirmed_fen" if entry.confirmed else "estimated_fen"
