"""Whether a contract settles: a played month through the settlement engine, without a leak."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from caopan.commission.clocks import BEGIN, LAST
from caopan.commission.paying import on_trial, pay, provider_of
from caopan.commission.played_facts import month_facts

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.commission.playing import Outcomes
    from caopan.commission.settlement import Settlement


def settled_month(
    contract: Contract, played: Outcomes, conduct: int, month: int = 0, day: int = LAST
) -> Settlement:
    """Settle one played month with the engine, as known at 00:00 of a day of it (0 its first).

    conduct: by its number. Raises CaopanError as ``settle`` does.
    """
    from caopan.commission.engine import settle

    facts = month_facts(played, conduct, month)
    return settle([on_trial(contract)], facts, BEGIN + timedelta(days=day))


def settles(contract: Contract, played: Outcomes, conduct: int, month: int = 0) -> str:
    """Say why a contract does not settle; nothing if it does, to the fen.

    What comes in has to be what all are due, no row may be refused, and the provider's due has to
    be what ``pay`` says.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.offers import customary
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> settles(customary(), outcomes("tuantuan", small), conduct=0)
    ''
    """
    found = settled_month(contract, played, conduct, month)
    if found.refused:
        return f"{len(found.refused)} rows of a month are refused, first: {found.refused[0]}"
    if leak := found.leak_fen():
        return f"{leak} fen of a month belong to nobody"
    provider = provider_of(contract)
    due = found.due(provider) if provider else 0
    said = int(pay(contract, played).due_fen[conduct, month])
    return "" if due == said else f"the provider is due {due} fen of a month, not {said}"
