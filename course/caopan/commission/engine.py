"""Settlement of facts under contracts, to the fen, by ``RULES.md``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caopan.commission.book import Book
from caopan.commission.cycles import cycle_moments
from caopan.commission.facts import Facts, nothing
from caopan.commission.moments import clock_us

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from caopan.commission.contract import Contract
    from caopan.commission.settlement import Settlement


@dataclass(frozen=True, slots=True)
class Account:
    """What a party was paid under a contract, and what of it is to come back, in fen."""

    paid_fen: int
    receivable_fen: int


def settle(contracts: Sequence[Contract], facts: Facts, as_of: datetime) -> Settlement:
    """What every party is due on every line and beside lines, from what is known at a clock.

    Pure: the same contracts, facts and clock give the same settlement, in whatever order the rows
    arrived. Rows that break a rule are listed in ``refused``, and the rest settles. Raises
    CaopanError for a contract that is not signed as it stands or stands twice, for frames without
    their columns, for moments without an offset and for a clock after 2099.

    >>> import pandas as pd
    >>> from caopan.commission.contract import Contract, signed
    >>> from caopan.commission.moments import moment
    >>> from caopan.commission.terms import Party, Share
    >>> contract = signed(Contract(
    ...     contract_id="c", version=1, effective_from="2021-11-01",
    ...     parties=(Party(id="shop", role="merchant", name="Liuyi"),
    ...              Party(id="ops", role="provider", name="Upwind")),
    ...     terms=(Share(name="service", party="ops", rate_bp=500),)))
    >>> at = moment("2021-11-06T20:00:00+08:00")
    >>> line = {"line_id": "l1", "arrive_ts": at, "order_id": "o1", "session_id": None,
    ...         "sku_id": "k1", "qty": 2, "list_fen": 39_800, "m_coupon_fen": 2_000,
    ...         "p_coupon_fen": 1_500, "a_coupon_fen": 500, "pay_fen": 35_800, "pay_ts": at}
    >>> found = settle([contract], Facts(lines=pd.DataFrame([line])), moment("2021-11-07"))
    >>> found.due("ops"), found.due("shop"), found.leak_fen()
    (1865, 35935, 0)
    """
    book = Book(contracts)
    book.advance(facts, as_of)
    return book.settlement()


def due(contracts: Sequence[Contract], facts: Facts, party: str, as_of: datetime) -> int:
    """All that a party is due at a clock, in fen; raises CaopanError as ``settle`` does."""
    return settle(contracts, facts, as_of).due(party)


def paid(
    contracts: Sequence[Contract], facts: Facts, as_of: datetime
) -> dict[tuple[str, str], Account]:
    """Accounts by (contract_id, party) after all cycles up to a clock, by RULES 5.

    The book is taken from cycle to cycle, so that each costs what changed in between, plus one look
    at all lines (40 ms for a million, measured). Raises CaopanError as ``settle`` does.
    """
    clock_us(as_of)  # before its cycles are counted
    ids = dict.fromkeys(one.contract_id for one in contracts)
    cycles = [(at, name) for name in ids for at, _ in cycle_moments(contracts, name, None, as_of)]
    book, given = Book(contracts), facts
    best: dict[tuple[str, str], int] = {}
    for at in sorted({at for at, _ in cycles}):
        book.advance(given, at)
        given = nothing()
        payable = book.payable()
        for name in (name for moment, name in cycles if moment == at):
            for account, fen in payable.items():
                if account[0] == name:
                    best[account] = max(best.get(account, 0), fen)
    book.advance(given, as_of)
    now = book.payable()
    return {
        account: Account(best.get(account, 0), max(0, best.get(account, 0) - fen))
        for account, fen in now.items()
    }
