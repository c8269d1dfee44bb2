"""A menu of contracts, retainer or share: what providers choose of it tells how good they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from caopan.commission.best_response import Response, answer
from caopan.commission.offers import Offer, offered
from caopan.commission.paying import pay
from caopan.commission.utilities import USUAL, Stakes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caopan.commission.contract import Contract
    from caopan.commission.playing import Outcomes

    Answers = dict[tuple[str, int], Response]

POOR: Final = replace(USUAL, effort_bp=(0, 250, 500))
"""A provider whose work is dear: it needs three to five times the staff for the same (assumed)."""
STEPS: Final = (0, 25, 50, 75, 100, 150, 200, 300, 400)
"""Retainers that are tried, bp of the merchant's monthly sales."""
STEEP: Final = Offer(2_000, 8_000, bears_bp=6_000)
"""A share that pays well for much effort and nothing for little."""


@dataclass(frozen=True, eq=False)
class Menu:
    """What each kind of provider takes from a list of contracts.

    good, poor: its choice's number, None where it rather stays away; responses: by (kind, number).
    """

    contracts: tuple[Contract, ...]
    good: int | None
    poor: int | None
    responses: Answers

    @property
    def separates(self) -> bool:
        """Whether the two kinds do not take the same."""
        return self.good is not None and self.good != self.poor


def menu(
    contracts: Sequence[Contract],
    played: Outcomes,
    good: Stakes = USUAL,
    poor: Stakes = POOR,
) -> Menu:
    """Let a good and a poor provider choose from the same list, each what is worth most to it.

    Raises CaopanError for a contract with two providers.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.offers import trivial
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> shop = outcomes("tuantuan", small)
    >>> found = menu([trivial(shop)["retainer alone"]], shop)
    >>> found.good, found.poor, found.separates
    (0, 0, False)
    """
    paid = [pay(contract, played) for contract in contracts]
    answers = {
        (kind, at): answer(one, played, stakes)
        for kind, stakes in (("good", good), ("poor", poor))
        for at, one in enumerate(paid)
    }
    return _chosen(contracts, answers)


def _chosen(contracts: Sequence[Contract], responses: Answers) -> Menu:
    return Menu(tuple(contracts), _taken(responses, "good"), _taken(responses, "poor"), responses)


def _taken(responses: Answers, kind: str) -> int | None:
    worth = {
        at: one.provider_worth - one.bench.wage
        for (whose, at), one in responses.items()
        if whose == kind
    }
    best = max(worth, key=lambda at: worth[at])
    return best if worth[best] >= 0 else None


def separating_menu(played: Outcomes, share: Offer = STEEP) -> Menu | None:
    """A list of two, a small retainer and a steep share, that keeps the two kinds apart.

    share: the steep one; both retainers are searched. Of those lists that separate, the one with
    most left for the merchant when the good provider takes its part; None if there is none.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> found = separating_menu(outcomes("tuantuan", small))
    >>> found.separates, found.responses["good", found.good].conduct.effort
    (True, 2)
    """
    fees = [played.sales_fen * bp // 10_000 for bp in STEPS]
    steep = [menu([offered(share._replace(retainer_fen=fee), played)], played) for fee in fees]
    flat = [menu([offered(Offer(0, 0, retainer_fen=fee), played)], played) for fee in fees]
    found = [_joined(one, two) for one in steep for two in flat]
    good = [one for one in found if one.separates and one.good == 0]
    return max(good, key=lambda one: one.responses["good", 0].merchant_worth, default=None)


def _joined(one: Menu, two: Menu) -> Menu:
    """Two lists of one contract each as one list."""
    second = {(kind, 1): response for (kind, _), response in two.responses.items()}
    return _chosen((*one.contracts, *two.contracts), one.responses | second)
