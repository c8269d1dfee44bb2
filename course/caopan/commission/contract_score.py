"""What an answer is worth: a contract beside the customary one and the reference, in one skill.

A contract counts only if it settles without a leak. Then it is weighed (``contract_value``): what
a provider makes of it, whether both sign, what an adversary leaves. Skill is 0 for no deal or for
the customary contract, whichever is better, and 1 for the reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from caopan.commission.conduct import QUICK, Grid
from caopan.commission.contract import Scope, checked
from caopan.commission.contract_value import Worth, worth
from caopan.commission.offers import customary
from caopan.commission.playing import Outcomes, outcomes
from caopan.commission.reference import reference_contract
from caopan.commission.trial_settlement import settles

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.market import Scenario

CAP: Final = 1.2
"""Most skill that counts."""
LEAST: Final = 0.1
"""A reference that is better than the customary contract by less tells no skill (assumed)."""


@dataclass(frozen=True, eq=False)
class ContractScore:
    """A contract's skill and why.

    skill: 0 for no deal or the customary contract, 1 for the reference, at most ``CAP``; below zero
    for a contract that does harm; 0 at most for one that does not settle. refusal: why it does not
    settle, else empty. joint: joint surplus at the provider's best response, in parts of the
    optimum's. provider_in, merchant_in: shares of the months in which each is at least as well off
    as outside. resistance: share of the surplus that survives an adversary. value, naive,
    reference: what the skill is made of.
    """

    skill: float
    refusal: str
    worth: Worth
    naive: float
    reference: float

    @property
    def value(self) -> float:
        """The contract's worth, in parts of the optimum's surplus."""
        return self.worth.value

    @property
    def joint(self) -> float:
        """Joint surplus at the provider's best response, in parts of the optimum's."""
        return self.worth.usual.part

    @property
    def provider_in(self) -> float:
        """Share of the months in which the provider is at least as well off as elsewhere."""
        return self.worth.usual.provider_in

    @property
    def merchant_in(self) -> float:
        """Share of the months in which the merchant is at least as well off as by itself."""
        return self.worth.usual.merchant_in

    @property
    def resistance(self) -> float:
        """Share of the surplus that survives an adversary."""
        return self.worth.resistance

    def points(self, most: float) -> float:
        """Give the points for a task of ``most``: skill / 1.2 of them, none for harm."""
        return round(most * max(self.skill, 0.0) / CAP, 2)

    def sentences(self) -> tuple[str, ...]:
        """Say what the provider does, who signs, and what an adversary leaves."""
        usual, adverse = self.worth.usual, self.worth.adverse
        if self.refusal:
            return (f"It does not settle: {self.refusal}",)
        chosen = f"A provider would choose: {usual.conduct}; best for both: {usual.optimum}."
        gained = f"Together they gain {usual.surplus:,.0f} yuan a month"
        taken = f"The provider is as well off as elsewhere in {usual.provider_in:.0%} of the months"
        left = f"One to whom gaming costs little would choose: {adverse.conduct}"
        return (
            chosen,
            f"{gained} of at most {usual.bench.surplus:,.0f}.",
            f"{taken}, the merchant as by itself in {usual.merchant_in:.0%}.",
            f"{left}; {self.resistance:.0%} of the gain survives it.",
        )


def score_contract(
    contract: Contract, merchant: str | Scenario | Outcomes, seed: int = 0, *, grid: Grid = QUICK
) -> ContractScore:
    """Score a contract for a merchant.

    merchant: a sample's name (as it is found), a scenario, or its weeks as they were played. seed:
    of the first week's luck. The first score of a merchant takes seconds, the next ones a blink.
    Raises CaopanError for an unknown merchant and for a contract with two providers.

    >>> from caopan.commission.offers import customary
    >>> small = Grid(effort=(0, 2), spend_bp=(5_000, 10_000), hype=(None,), weeks=15)
    >>> score_contract(customary(), "tuantuan", grid=small).skill <= 0
    True
    """
    contract = checked(contract)
    played = merchant if isinstance(merchant, Outcomes) else outcomes(merchant, grid, seed)
    found = worth(contract, played)
    naive, best = _scale(played)
    refusal = _partial(contract) or settles(contract, played, found.usual.choice)
    skill = min((found.value - naive) / max(best - naive, LEAST), CAP)
    return ContractScore(min(skill, 0.0) if refusal else skill, refusal, found, naive, best)


def _partial(contract: Contract) -> str:
    """Say why a contract cannot be scored: months are played for the whole shop, without dates."""
    dated = any(term.starts or term.ends for term in contract.terms)
    if contract.scope == Scope() and not dated:
        return ""
    return "only a part of the shop or of the time is covered; leave out scope, from and until"


@lru_cache(maxsize=16)
def _scale(played: Outcomes) -> tuple[float, float]:
    """Worth of no deal or the customary contract, and of the reference."""
    naive = max(worth(customary(), played).value, 0.0)
    return naive, reference_contract(played).worth.value
