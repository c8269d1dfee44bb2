"""The diagnosis as a page: any merchant that can be loaded here, chosen from a menu."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from caopan.diagnosis.view import DiagnosisView, Load
from caopan.events import merchants
from caopan.widget import named

if TYPE_CHECKING:
    from caopan.diagnosis.shop import Shop

FIRST = "liuyi"
"""The merchant that is shown where the address names none."""


def shops() -> dict[str, Load]:
    """Find every merchant, by what the menu says; each value loads it.

    >>> "Liuyi House 六一小屋, women's wear" in shops()
    True
    """
    return {named(merchant): partial(_load, merchant) for merchant in merchants()}


def wanted(environment: Mapping[str, str]) -> tuple[str, str | None]:
    """Which merchant and which day an address asks for, as Voilà hands it over.

    >>> wanted({"QUERY_STRING": "merchant=yunshi&since=60"}), wanted({})
    (('yunshi', '60'), ('liuyi', None))
    """
    asked = parse_qs(environment.get("QUERY_STRING", ""))
    return asked.get("merchant", [FIRST])[0], asked.get("since", [None])[0]


def show() -> DiagnosisView:
    """Show the diagnosis of the merchant that the address names; what is wrong is said in words."""
    merchant, since = wanted(os.environ)
    found = shops()
    known = {name: named(name) for name in merchants()}
    day = int(since) if since is not None and since.isdecimal() else None
    return DiagnosisView(found, known.get(merchant, merchant), day)


def _load(merchant: str) -> tuple[Shop, tuple[str, ...]]:
    from caopan.diagnosis.shop import Shop

    return Shop.of(merchant), ()
