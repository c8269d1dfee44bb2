"""What one party may see of the orders: its own net and the next hop, nothing else.

In a chain of takers each knows what it receives and whom it passes what on to; what the one before
it had, and what becomes of it further down, is not its business (domain: views per party).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.settlement import Ints
from caopan.commission.settlement_sheet import order_sheet, settled_at, versions_of
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.commission.facts import Facts
    from caopan.commission.settlement import Settlement

SEEN: Final = (
    "order_id",
    "pay_fen",
    "contract_id",
    "term",
    "due_fen",
    "held_fen",
    "to",
    "passed_fen",
    "settle_ts",
)
"""Columns that a party other than the merchant sees of an order; amounts in fen."""


def view_for(
    party: str, settlement: Settlement, contracts: Sequence[Contract], facts: Facts
) -> Any:
    """The orders as one party may see them.

    The merchant sees the settlement sheet, in which what a term gives stands with the term's own
    party. Another party sees a row per order and rule with the columns of ``SEEN``: what it keeps
    (due_fen, of it held_fen), whom it passes on to and how much that one receives.

    Raises CaopanError if there is no such party.
    """
    ids = {one.id for contract in contracts for one in contract.parties}
    if party not in ids:
        raise CaopanError(f"{party!r} is no party of the contracts; give one of {_listed(ids)}")
    if party in {contract.merchant for contract in contracts}:
        own = [one for one in contracts if one.merchant == party]
        return order_sheet(_only(settlement, own), own, facts, first_hops=True)
    return _own(party, settlement, contracts, facts)


def _own(party: str, settlement: Settlement, contracts: Sequence[Contract], facts: Facts) -> Any:
    import pandas as pd

    lines = settlement.lines
    ended = settled_at(settlement, versions_of(settlement, contracts), facts)
    parts = []
    for contract, term, after in _chains(party, contracts):
        due, held = _sums(settlement, contract, term, (party,))
        passed, _ = _sums(settlement, contract, term, after)
        some = (due != 0) | (held != 0) | (passed != 0)
        rows = lines.loc[some, ["order_id"]]
        parts.append(
            rows.assign(
                contract_id=contract.contract_id,
                term=term,
                due_fen=due[some],
                held_fen=held[some],
                to=after[0] if after else "",
                passed_fen=passed[some],
            )
        )
    if not parts:
        return pd.DataFrame(columns=list(SEEN))
    by = ["order_id", "contract_id", "term", "to"]
    whole = pd.concat(parts, ignore_index=True).groupby(by, sort=False).sum().reset_index()
    paid = lines.groupby("order_id")["pay_fen"].sum()
    whole = whole.join(paid, on="order_id").join(ended.rename("settle_ts"), on="order_id")
    return whole[list(SEEN)]


def _chains(
    party: str, contracts: Sequence[Contract]
) -> Iterator[tuple[Contract, str, tuple[str, ...]]]:
    """Terms in which a party has a part, each with those to whom it is passed on from there."""
    for contract in contracts:
        for term in contract.terms:
            chain = (term.party, *(hop.to for hop in term.passes_on))
            if party in chain:
                yield contract, term.name, chain[chain.index(party) + 1 :]


def _sums(
    settlement: Settlement, contract: Contract, term: str, parties: Sequence[str]
) -> tuple[Ints, Ints]:
    """What parties are due and what of it is held by a term, (lines,) in fen."""
    due = np.zeros(len(settlement.lines), np.int64)
    held = due.copy()
    key = contract.contract_id, contract.version, term
    for one in settlement.dues:
        if (one.contract_id, one.version, one.term) == key and one.party in parties:
            due += one.due_fen
            held += one.held_fen
    return due, held


def _only(settlement: Settlement, contracts: Sequence[Contract]) -> Settlement:
    """The settlement of some contracts alone."""
    from dataclasses import replace

    ids = {one.contract_id for one in contracts}
    mine = settlement.lines["contract_id"].isin(ids).to_numpy()
    dues = tuple(
        replace(one, due_fen=one.due_fen[mine], held_fen=one.held_fen[mine])
        for one in settlement.dues
        if one.contract_id in ids
    )
    lines = settlement.lines[mine].reset_index(drop=True)
    entries = tuple(one for one in settlement.entries if one.contract_id in ids)
    return replace(settlement, lines=lines, dues=dues, entries=entries)


def _listed(ids: set[str]) -> str:
    return ", ".join(sorted(ids))
