"""What is left of the heroes as a plan goes on, beside what a day may ask for."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from caopan.market import Plan, Scenario
from caopan.market.inverse import Ints
from caopan.market.plan import on_shelf
from caopan.planning.sheet_readings import SEEDS, expect

HIGH_DEMAND: Final = 0.8
"""Quantile of a day's demand that the shelf should carry (assumed, as in the acceptance checks)."""


@dataclass(frozen=True, eq=False)
class StockLeft:
    """Pieces of the heroes by day of the plan: medians over a few plays.

    skus: ids and names. left: pieces as the day begins, (days, heroes). asked: what the day asks
    for if the shelf never empties, 80th percentile, likewise.
    """

    skus: tuple[tuple[str, str], ...]
    left: Ints
    asked: Ints

    def rows(self) -> list[tuple[str, ...]]:
        """Hero, pieces on the first day, least pieces and on which day, days that are too short."""
        out: list[tuple[str, ...]] = []
        for at, (sku, name) in enumerate(self.skus):
            left, short = self.left[:, at], int((self.left[:, at] < self.asked[:, at]).sum())
            day = int(left.argmin())
            low = f"{left[day]:,} (day {day + 1})"
            need = f"{self.asked[:, at].max():,}"
            out.append((f"{sku} {name}", f"{left[0]:,}", low, need, f"{short} of {len(left)}"))
        return out


STOCK_HEAD: Final = (
    "hero",
    "pieces at first",
    "fewest pieces",
    "most that a day may ask",
    "days too short",
)


def stock_left(scenario: Scenario, plan: Plan, days: int = 14) -> StockLeft:
    """Play a plan a few times and look at the heroes' shelf each morning.

    Raises CaopanError as ``play`` does.

    >>> from caopan.market import sample
    >>> found = stock_left(sample("yunshi"), Plan(), days=2)
    >>> found.left.shape == found.asked.shape, len(found.rows()) == len(found.skus)
    (True, True)
    """
    shelf = on_shelf(scenario, plan)
    heroes = [k for k, s in enumerate(scenario.skus) if s.role == "hero" and s.sku_id in shelf]
    expected = expect(scenario, plan, days, SEEDS)
    left = np.median(np.maximum(expected.opening[..., heroes], 0), axis=0)
    asked = np.quantile(expected.wanted[..., heroes], HIGH_DEMAND, axis=0)
    names = tuple((scenario.skus[k].sku_id, scenario.skus[k].name) for k in heroes)
    return StockLeft(names, left.astype(np.int64), np.ceil(asked).astype(np.int64))
