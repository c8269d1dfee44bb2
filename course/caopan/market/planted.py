"""What is planted in a merchant: faults, and innocent circumstances that look like them."""

from typing import Literal

from pydantic import Field

from caopan.market.part import Part

FaultId = Literal[
    "none",
    "FG1", "FG2", "FG3", "FG4", "FG5", "FG6", "FG7", "FG8",
    "FT1", "FT2", "FT3", "FT4", "FT5", "FT6", "FT7", "FT8",
    "FR1", "FR2", "FR3", "FR4", "FR5", "FR6",
    "FU1", "FU2", "FU3",
    "FX1", "FX2", "FX3",
]  # fmt: skip
"""Answer classes of a diagnosis; what each one is stands in ``caopan.market.faults``."""
CircumstanceId = Literal[
    "market", "stand_in", "cold_mix", "hero_focus", "dear_auction", "good_ads", "feed_season",
    "growth_push", "late_crowd", "festival_cover", "fan_event", "early_growth", "great_cover",
    "viral_hit",
]  # fmt: skip
"""Innocent circumstances that look like faults; what each one is stands there, too."""


MOST_SEVERITY = 5.0
"""No fault is stronger than five times the course's norm (assumed)."""


class Fault(Part):
    """A planted fault: from which day of the history on, how strong (1 is the course's norm)."""

    fault: FaultId
    from_day: int = Field(ge=0)
    severity: float = Field(default=1.0, gt=0, le=MOST_SEVERITY)


class Circumstance(Part):
    """Something innocent that befalls the merchant: nothing to repair, but it looks like a fault.

    ``until_day`` is the first day without it. A negative strength turns it round (``market``: 1 is
    a quiet market, -1 a busy one).
    """

    kind: CircumstanceId
    from_day: int = Field(ge=0)
    until_day: int = Field(default=10_000, ge=0)
    strength: float = Field(default=1.0, ge=-5, le=5)
