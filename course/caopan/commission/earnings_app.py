"""Earnings as a page: any merchant that can be loaded here, chosen from a menu."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from caopan.commission.earnings_shops import known_facts
from caopan.commission.earnings_view import EarningsView, Load
from caopan.events import merchants
from caopan.widget import named

if TYPE_CHECKING:
    from caopan.commission.facts import Facts

FIRST = "liuyi"
"""The merchant that is shown where the address names none."""


def shops() -> dict[str, Load]:
    """Find every merchant, by what the menu says; each value loads its facts.

    >>> "Liuyi House 六一小屋, women's wear" in shops()
    True
    """
    return {named(merchant): partial(_load, merchant) for merchant in merchants()}


def wanted(environment: Mapping[str, str]) -> tuple[str, str]:
    """Which merchant and which party's view an address asks for, as Voilà hands it over.

    >>> wanted({"QUERY_STRING": "merchant=yunshi&party=ops"}), wanted({})
    (('yunshi', 'ops'), ('liuyi', ''))
    """
    asked = parse_qs(environment.get("QUERY_STRING", ""))
    return asked.get("merchant", [FIRST])[0], asked.get("party", [""])[0]


def show() -> EarningsView:
    """Show the earnings of the merchant that the address names, or of a folder of own exports."""
    merchant, party = wanted(os.environ)
    known = {name: named(name) for name in merchants()}
    return EarningsView(shops(), known.get(merchant, merchant), party)


def show_own(folder: str) -> EarningsView:
    """Show the earnings of a folder of own exports, for a notebook.

    Tables of exports tell of no contract: open one on the page. What cannot be read there is said
    on the page, too.
    """
    return EarningsView({**shops(), folder: partial(_load, folder)}, folder)


def _load(merchant: str) -> tuple[str, Facts, tuple[str, ...]]:
    facts, notes = known_facts(merchant)
    return merchant, facts, notes
