"""The reference contract: a search over a small family, by what a provider would make of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.commission.best_response import Response, respond
from caopan.commission.contract_value import Worth, worth
from caopan.commission.offers import Offer, offered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caopan.commission.contract import Contract
    from caopan.commission.playing import Outcomes

RATES: Final = (500, 1_000, 1_500, 2_000, 3_000, 4_000)
"""Shares of net sales above the baseline, bp."""
BASELINES: Final = (0, 5_000, 8_000, 9_000)
"""Baselines, in bp of what the merchant sells net by itself."""
ADS: Final[tuple[tuple[bool, int], ...]] = ((False, 0), (True, 0), (False, 3_000), (False, 6_000))
"""Whether ads are taken off before the share, and what part of them the provider pays, bp."""
FINALISTS: Final = 4
QUICKLY: Final = 50
"""Weeks of the search; the finalists are weighed in all."""
SAFE: Final = 0.04
"""In how many months each side may be worse off when a retainer is set: fewer than the tenth that
is asked for, so that other luck does not break it (assumed)."""
UNEVEN: Final = 0.02
"""What counts against an offer, in parts of the surplus, if it gives all of that to the provider:
of offers that bring about the same, the one that leaves most to be agreed on (assumed)."""
ROUND_FEN: Final = 10_000
"""A retainer is a whole number of hundred yuan."""


@dataclass(frozen=True, eq=False)
class ReferenceContract:
    """The contract that was found, its offer, its worth, and how many were tried."""

    contract: Contract
    offer: Offer
    worth: Worth
    tried: int


def family() -> Iterator[Offer]:
    """All offers before their retainer."""
    for rate, baseline, (less, bears) in product(RATES, BASELINES, ADS):
        yield Offer(rate, baseline, less_ads=less, bears_bp=bears)


@lru_cache(maxsize=16)
def reference_contract(played: Outcomes) -> ReferenceContract:
    """Search the family for the contract of most worth; what was found is kept.

    A retainer moves no choice (a certain sum is worth the same whatever one does), so it is set
    last: halfway between the least that the provider signs for and the most that the merchant does.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(5_000, 10_000), hype=(None,), weeks=15)
    >>> reference_contract(outcomes("tuantuan", small)).worth.usual.conduct.effort
    2
    """
    quick = played.some(QUICKLY)
    ranked: list[tuple[float, Offer]] = []
    for offer in family():
        found = respond(offered(offer, quick), quick)
        ranked.append((found.part - _apart(found) - UNEVEN * _beyond(found), offer))
    ranked.sort(key=lambda pair: -pair[0])
    best: list[tuple[Worth, Offer]] = []
    for _, offer in ranked[:FINALISTS]:
        paid = _with_retainer(offer, played)
        best.append((worth(offered(paid, played), played), paid))
    chosen, offer = max(best, key=lambda pair: pair[0].value)
    return ReferenceContract(offered(offer, played), offer, chosen, len(ranked))


def _gap(found: Response) -> tuple[float, float]:
    """Least retainer for which the provider signs, and the most that the merchant does: yuan."""
    least = -float(np.quantile(found.provider - found.bench.wage, SAFE))
    most = float(np.quantile(found.merchant - found.bench.outside, SAFE))
    return least, most


def _apart(found: Response) -> float:
    """By how much the sides miss each other with any retainer, in parts of the surplus."""
    least, most = _gap(found)
    return max(max(least, 0.0) - most, 0.0) / max(found.bench.surplus, 1.0)


def _beyond(found: Response) -> float:
    """What the provider has beyond its wage without any retainer, in parts of the surplus."""
    have = found.provider_worth - found.bench.wage
    return min(max(have / max(found.bench.surplus, 1.0), 0.0), 1.0)


def _with_retainer(offer: Offer, played: Outcomes) -> Offer:
    least, most = _gap(respond(offered(offer, played), played))
    middle = max((max(least, 0.0) + most) / 2, 0.0) if most > least else max(least, 0.0)
    rounded = round(100 * middle / ROUND_FEN) * ROUND_FEN
    return offer._replace(retainer_fen=rounded)
