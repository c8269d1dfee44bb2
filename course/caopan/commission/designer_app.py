"""The contract designer as a page: any sample merchant, chosen from a menu."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from caopan.commission.conduct import QUICK, STANDARD
from caopan.commission.designer_view import DesignerView, Load
from caopan.errors import CaopanError
from caopan.events import merchants
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


def wanted(environment: Mapping[str, str]) -> tuple[str, bool]:
    """Which merchant an address asks for, as Voilà hands it over, and whether it is in a hurry.

    >>> wanted({"QUERY_STRING": "merchant=yunshi&quick=1"}), wanted({})
    (('yunshi', True), ('liuyi', False))
    """
    asked = parse_qs(environment.get("QUERY_STRING", ""))
    return asked.get("merchant", [FIRST])[0], "quick" in asked


def show() -> DesignerView:
    """Show the designer for the merchant that the address names; what is wrong is said in words.

    In a hurry a smaller grid is played in fewer weeks, which takes seconds.
    """
    merchant, quick = wanted(os.environ)
    known = {name: named(name) for name in merchants()}
    return DesignerView(shops(), known.get(merchant, merchant), QUICK if quick else STANDARD)


def _load(merchant: str) -> tuple[str, Scenario]:
    from caopan.market import SAMPLES, as_found

    if merchant not in SAMPLES:
        raise CaopanError(
            f"{merchant}: only sample merchants can be played, for nobody knows what a provider "
            "would do with another one. Design the contract here for a sample merchant like it"
        )
    return merchant, as_found(merchant)
