"""How strong a fault is planted so that all cost about the same.

The levels stand in ``norms.json``, one for each sample merchant and fault; how they are found
stands in ``caopan.market.norming``.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from caopan.market.faults import CARDS
from caopan.market.planted import Circumstance, Fault, FaultId
from caopan.market.scenario import Scenario

FILE: Final = Path(__file__).with_name("norms.json")
MOST: Final = 4.8
"""Levels from here on were still too low when the search for them ended."""
STRENGTH: Final[dict[str, float]] = {
    "stand_in": 0.4,
    "cold_mix": 0.5,
    "good_ads": 0.6,
    "fan_event": 0.6,
    "viral_hit": 0.4,
    "hero_focus": 0.4,
    "late_crowd": 0.4,
    "festival_cover": 0.4,
    "feed_season": 0.5,
}
"""Of circumstances that would move GMV much more than a fault does; the others at one."""


def onset_of(scenario: Scenario) -> int:
    """Day of the history on which a fault begins unless another is named.

    >>> from caopan.market import sample
    >>> onset_of(sample("liuyi").model_copy(update={"days": 30}))
    20
    """
    return scenario.days * 2 // 3


@cache
def known() -> dict[str, dict[str, dict[str, float]]]:
    """By merchant: levels of its faults, markets beside their look-alikes, faults not seen."""
    found: dict[str, dict[str, dict[str, float]]] = json.loads(FILE.read_bytes())
    return found


def norm(base: str, fault: FaultId) -> float:
    """The level at which the fault costs a sample merchant what every fault costs; 1 elsewhere.

    >>> norm("nobody", "FR4")
    1.0
    """
    return float(known().get(base, {}).get("faults", {}).get(fault, 1.0))


def possible(base: str, fault: FaultId) -> bool:
    """Whether the fault is planted in this merchant.

    It has to cost what a fault costs (videos that feed no room cannot), and its cut has to see it
    (the orders of a few fans tell nothing); which ones it does not see was found by simulation,
    see ``tests/proofs/prove_market.py``.

    >>> possible("nobody", "FT6")
    True
    """
    return norm(base, fault) < MOST and fault not in known().get(base, {}).get("unseen", {})


def keep(base: str, kind: str, found: dict[FaultId, float]) -> None:
    """Put what was found of a merchant into what is known, fault by fault.

    kind: "faults" (levels), "market" (strengths beside look-alikes), or "unseen" (areas under the
    curve of cuts that do not see the fault).
    """
    there = known().setdefault(base, {})
    merged = there.get(kind, {}) | {str(fault): value for fault, value in found.items()}
    there[kind] = {fault: merged[fault] for fault in CARDS if fault in merged}


def save(bases: Sequence[str]) -> None:
    """Write what is known of these merchants to the file."""
    whole = {base: known()[base] for base in bases if base in known()}
    FILE.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


def balance(base: str, fault: FaultId) -> float:
    """Strength of a quiet (or busy) market beside a look-alike, so that GMV moves as by the fault.

    >>> balance("nobody", "FR4")
    0.0
    """
    return float(known().get(base, {}).get("market", {}).get(fault, 0.0))


def with_look_alike(scenario: Scenario, fault: FaultId, day: int, market: float) -> Scenario:
    """The merchant with the look-alike of ``fault`` from ``day`` on, in a market of its own."""
    like = CARDS[fault].look_alike
    befallen = [*scenario.circumstances]
    usual = STRENGTH.get(like, 1.0)
    faults = [*scenario.faults]
    if like in CARDS:
        level = norm(scenario.base, like)
        faults.append(Fault(fault=like, from_day=day, severity=level))
    elif like != "market":
        befallen.append(Circumstance(kind=like, from_day=day, strength=usual))
    if market:
        befallen.append(Circumstance(kind="market", from_day=day, strength=market))
    return scenario.model_copy(update={"faults": tuple(faults), "circumstances": tuple(befallen)})
