"""The planner as a page: any sample merchant, chosen from a menu, its sheet to be written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from caopan.errors import CaopanError
from caopan.events import merchants
from caopan.planning.view import Load, PlannerView
from caopan.widget import named

if TYPE_CHECKING:
    from caopan.market import Scenario

FIRST = "liuyi"
"""The merchant that is shown where the address names none."""


def shops() -> dict[str, Load]:
    """Find every merchant, by what the menu says; each value loads it, or says why it cannot.

    >>> "Liuyi House 六一小屋, women's wear" in shops()
    True
    """
    return {named(merchant): partial(_load, merchant) for merchant in merchants()}


def wanted(environment: Mapping[str, str]) -> str:
    """Which merchant an address asks for, as Voilà hands it over.

    >>> wanted({"QUERY_STRING": "merchant=yunshi"}), wanted({})
    ('yunshi', 'liuyi')
    """
    asked = parse_qs(environment.get("QUERY_STRING", ""))
    return asked.get("merchant", [FIRST])[0]


def show() -> PlannerView:
    """Show the planner for the merchant that the address names; what is wrong is said in words."""
    merchant = wanted(os.environ)
    known = {name: named(name) for name in merchants()}
    return PlannerView(shops(), known.get(merchant, merchant))


def _load(merchant: str) -> tuple[str, Scenario]:
    from caopan.market import SAMPLES, as_found

    if merchant not in SAMPLES:
        raise CaopanError(
            f"{merchant}: only sample merchants can be played, for nobody knows what another one "
            "would earn. Diagnose it on its tables; plan here for a sample merchant like it"
        )
    return merchant, as_found(merchant)
