"""Whose earnings can be looked at: a merchant's tables or exports, under which contracts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from caopan.commission.earnings_desk import EarningsDesk
from caopan.commission.moments import moment
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.commission.facts import Facts


YEARS: Final = (1970, 2100)
"""Years in which a clock may stand (assumed)."""


def desk_of(merchant: str, files: Sequence[Path] = ()) -> tuple[EarningsDesk, tuple[str, ...]]:
    """Set up a desk for a merchant.

    merchant: a name of ``caopan.events.merchants()``, ``mine``, or a folder of own exports. files:
    contracts to settle by; without any the merchant's standing ones. Also gives what is to be said
    of its facts. Raises CaopanError if they are not there, or no contract settles them.

    >>> desk, notes = desk_of("yunshi")
    >>> desk.at(desk.last).total()["due_fen"] > 0, notes
    (True, ())
    """
    from caopan.commission.contract_file import load_contract

    facts, notes = known_facts(merchant)
    contracts = [load_contract(path) for path in files] or standing_of(merchant)
    return EarningsDesk(contracts, facts), notes


def known_facts(merchant: str) -> tuple[Facts, tuple[str, ...]]:
    """The facts of a merchant by its name, else of a folder of exports; and what to say of them."""
    from caopan.events import merchants

    if merchant not in merchants() and Path(merchant).is_dir():
        from caopan.commission.facts_own import facts_of_exports

        return facts_of_exports(Path(merchant))
    from caopan.commission.facts import facts_of
    from caopan.events import card

    facts = facts_of(merchant)
    one_in = card(merchant).panel_one_in
    panel = f"the tables hold 1 in {one_in} buyers, and so do the amounts; fees are whole"
    return facts, (panel,) if one_in > 1 else ()


def standing_of(merchant: str) -> tuple[Contract, ...]:
    """The contracts that a merchant's own tables describe; CaopanError where they tell of none."""
    from caopan.commission.standing import standing_contracts

    try:
        return tuple(standing_contracts(merchant))
    except CaopanError as problem:
        raise CaopanError(
            f"{merchant}: its tables tell of no contract ({problem}); give one as a file, which "
            "caopan contract new begins"
        ) from problem


def clock_of(text: str) -> datetime:
    """A clock that was typed: a day means its 00:00; CaopanError for what is no moment.

    >>> clock_of("2021-11-06").isoformat()
    '2021-11-06T00:00:00+08:00'
    """
    try:
        given = moment(text)
    except ValueError as problem:
        raise CaopanError(f"the clock: {problem}") from problem
    # accounts are paid up cycle by cycle until then
    if not YEARS[0] <= given.year <= YEARS[1]:
        raise CaopanError(f"the clock: {given.year} is none of the years {YEARS[0]} to {YEARS[1]}")
    return given
