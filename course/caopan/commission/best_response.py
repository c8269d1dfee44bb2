"""What a provider makes of a contract: its best response over the grid, and who gains by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caopan.commission.conduct import OWN
from caopan.commission.paying import Pay, pay
from caopan.commission.utilities import ENOUGH, USUAL, Stakes, certain, costs_of, share_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caopan.commission.conduct import Conduct
    from caopan.commission.contract import Contract
    from caopan.commission.playing import Outcomes

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Bench:
    """What there is to be shared, whatever the contract: certain yuan a month.

    best: number of the honest optimum, the conduct with the largest joint worth when the risk is
    shared as well as it can be; surplus: that worth beyond what both have outside, never below
    zero (then it is best that nothing is agreed). worth: (conducts,) the same for each conduct.
    outside: (months,) what the merchant has by itself, in the same luck. merchant: what that is
    worth to it. wage: what the provider has elsewhere.
    """

    played: Outcomes
    best: int
    surplus: float
    worth: Floats
    outside: Floats
    merchant: float
    wage: float


def bench(played: Outcomes, stakes: Stakes = USUAL) -> Bench:
    """Find the honest optimum of a merchant.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> found = bench(outcomes("tuantuan", small))
    >>> found.played.conducts[found.best].effort, found.surplus > 0
    (2, True)
    """
    costs = costs_of(played, stakes)
    money = played.contribution_month_fen / 100
    joint = money - (costs.private + costs.harm)[:, None]
    shared = share_of(played, stakes.tolerance_bp + stakes.caution_bp)
    outside = money[played.own]
    merchant = float(certain(outside, share_of(played, stakes.caution_bp)))
    wage = share_of(played, stakes.wage_bp)
    worth = certain(joint, shared) - merchant - wage
    best = int(np.argmax(worth))
    return Bench(played, best, max(float(worth[best]), 0.0), worth, outside, merchant, wage)


@dataclass(frozen=True, eq=False)
class Response:
    """What a provider does under a contract, and what comes of it. Yuan a month.

    choice: number of the conduct that is best for the provider. utility: (conducts,) its certain
    worth to the provider, whose maximum that is. provider, merchant: (months,) what each has left;
    wage and outside are what they would have otherwise, in the same luck. surplus: joint certain
    worth beyond both outsides; part: that, of what the honest optimum would give (0 where there is
    nothing to be had). joint: (conducts,) the surplus that each conduct would bring.
    """

    bench: Bench
    choice: int
    utility: Floats
    joint: Floats
    provider: Floats
    merchant: Floats
    provider_worth: float
    merchant_worth: float

    @property
    def conduct(self) -> Conduct:
        """What the provider does."""
        return self.bench.played.conducts[self.choice]

    @property
    def optimum(self) -> Conduct:
        """What both would want it to do."""
        return self.bench.played.conducts[self.bench.best]

    @property
    def surplus(self) -> float:
        """Joint certain worth beyond both outsides."""
        return float(self.joint[self.choice])

    @property
    def part(self) -> float:
        """The surplus in parts of the optimum's, from -1 to 1."""
        if self.bench.surplus <= 0:
            return 0.0
        return float(np.clip(self.surplus / self.bench.surplus, -1.0, 1.0))

    @property
    def provider_in(self) -> float:
        """Share of the months in which the provider is at least as well off as elsewhere."""
        return float((self.provider >= self.bench.wage).mean())

    @property
    def merchant_in(self) -> float:
        """Share of the months in which the merchant is at least as well off as by itself."""
        return float((self.merchant >= self.bench.outside).mean())

    @property
    def taken(self) -> bool:
        """Whether both take part: in nine months of ten."""
        return min(self.provider_in, self.merchant_in) >= ENOUGH


def respond(contract: Contract, played: Outcomes, stakes: Stakes = USUAL) -> Response:
    """Let a provider choose what is best for it under a contract.

    Of equally good conducts it takes the one that changes least in the shop, then the one that is
    better for both together: nobody changes what brings nothing. What is paid to others than
    the two is lost to them; what those would pay in on balance in a month is not counted.

    Raises CaopanError for a contract with two providers.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.playing import outcomes
    >>> from caopan.commission.offers import customary
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000, 20_000), hype=(None,), weeks=15)
    >>> shop = outcomes("tuantuan", small)
    >>> respond(customary(shop), shop).conduct.spend_bp
    20000
    """
    return answer(pay(contract, played), played, stakes)


def answer(paid: Pay, played: Outcomes, stakes: Stakes = USUAL) -> Response:
    """The same where it is known what the contract pays: two providers can answer one contract."""
    costs = costs_of(played, stakes)
    got = paid.most_fen if stakes.leaves else paid.due_fen
    provider = (got - paid.fronted_fen) / 100 - costs.private[:, None]
    # nobody else signs to pay in: a stranger who bears the ads would be a gift to both
    others = np.maximum(paid.given_fen - paid.due_fen, 0)
    # what the account keeps beyond its due is the merchant's loss
    given = others + got - paid.fronted_fen
    merchant = (played.contribution_month_fen - given) / 100 - costs.harm[:, None]
    against = bench(played)
    utility = certain(provider, share_of(played, stakes.tolerance_bp))
    worth = certain(merchant, share_of(played, stakes.caution_bp))
    joint = utility + worth - against.wage - against.merchant
    near = utility >= utility.max() - 1e-9 * max(abs(float(utility.max())), 1.0)
    changes = np.array([_changes(one) for one in played.conducts])
    least = near & (changes == changes[near].min())
    choice = int(np.argmax(np.where(least, joint, -np.inf)))
    return Response(
        bench=against,
        choice=choice,
        utility=utility,
        joint=joint,
        provider=provider[choice],
        merchant=merchant[choice],
        provider_worth=float(utility[choice]),
        merchant_worth=float(worth[choice]),
    )


def _changes(conduct: Conduct) -> int:
    """In how many ways a conduct differs from the merchant's own."""
    return sum(one != own for one, own in zip(conduct, OWN, strict=True))
