"""Double entry: what a run's deltas and payouts write into the journal of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

INFLOW: Final = "inflow"
PAYOUT: Final = "payout"
PAYABLE: Final = "payable"
CASH: Final = "cash"
GRAIN: Final = ("contract_id", "version", "session_id", "party", "term")
Account = tuple[str, str]
"""Contract id and party."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One row of the journal. Within a run and contract version all amounts sum up to 0.

    rule: a term, ``residual``, ``inflow`` or ``payout``. account: ``payable`` (owed to the party,
    positive when it grows), ``inflow:SOURCE`` (negative when money comes in) or ``cash``.
    """

    contract_id: str
    version: int
    session_id: str
    party: str
    rule: str
    account: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Payout:
    """An account at a cycle: payable in all, paid now, paid so far, and owed back (应收)."""

    at_us: int
    contract_id: str
    party: str
    payable_fen: int
    pays_fen: int
    paid_fen: int
    receivable_fen: int


def journal_rows(deltas: Any, inflow: Any) -> list[Posted]:
    """Rows for a run's deltas: what each party's rule moved, against where it came from.

    deltas, inflow: the tables of ``Deltas``, None for an empty one.
    """
    due = [
        Posted(*_texts(key[:3]), party=key[3], rule=key[4], account=PAYABLE, amount_fen=fen)
        for *key, fen in _sums(deltas, GRAIN)
    ]
    came = [
        Posted(*_texts(key[:3]), "", INFLOW, f"{INFLOW}:{key[3]}", -fen)
        for *key, fen in _sums(inflow, (*GRAIN[:3], "source"))
    ]
    return due + came


def _texts(key: list[Any]) -> tuple[str, int, str]:
    return key[0], int(key[1]), key[2] or ""


def _sums(table: Any, grain: tuple[str, ...]) -> list[list[Any]]:
    """Sum up delta_fen by the columns; rows with 0 are left out, the rest is in order."""
    if table is None or not len(table):
        return []
    whole = (
        table.select([*grain, "delta_fen"]).group_by(list(grain)).aggregate([("delta_fen", "sum")])
    )
    columns = [whole.column(name).to_pylist() for name in (*grain, "delta_fen_sum")]
    return sorted((list(row) for row in zip(*columns, strict=True) if row[-1]), key=_order)


def _order(row: list[Any]) -> tuple[str, ...]:
    return tuple(f"{cell:09d}" if isinstance(cell, int) else cell or "" for cell in row[:-1])


def payouts(
    at_us: int, payable: Mapping[Account, int], paid: Mapping[Account, int]
) -> list[Payout]:
    """Pay accounts up: never below what was paid before; the rest is a receivable.

    >>> payouts(0, {("c", "ops"): 700}, {("c", "ops"): 1_000})[0].receivable_fen
    300
    """
    rows = []
    for contract_id, party in sorted(set(payable) | set(paid)):
        due = payable.get((contract_id, party), 0)
        before = paid.get((contract_id, party), 0)
        now = max(before, due)
        if due or before:
            rows.append(Payout(at_us, contract_id, party, due, now - before, now, now - due))
    return rows


def payout_rows(made: Iterable[Payout], versions: Mapping[str, int]) -> list[Posted]:
    """Journal rows of payouts; versions: of each contract the version in force at the cycle."""
    rows = []
    for one in made:
        if one.pays_fen:
            key = (one.contract_id, versions[one.contract_id], "", one.party, PAYOUT)
            rows += [Posted(*key, PAYABLE, -one.pays_fen), Posted(*key, CASH, one.pays_fen)]
    return rows


def unbalanced(rows: Iterable[Posted]) -> dict[tuple[str, int], int]:
    """Contract versions of which a run's rows do not sum up to 0, each with its sum in fen."""
    sums: dict[tuple[str, int], int] = defaultdict(int)
    for row in rows:
        sums[row.contract_id, row.version] += row.amount_fen
    return {key: fen for key, fen in sums.items() if fen}
