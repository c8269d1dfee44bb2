"""What a contract is worth to a merchant and a provider together, from 0 (no deal) to about 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.commission.best_response import Response, answer
from caopan.commission.paying import pay
from caopan.commission.utilities import ADVERSE, ENOUGH, USUAL

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.commission.playing import Outcomes

NEVER: Final = 0.5
"""Share of the months in which a side is well off, at which it does not sign at all (assumed)."""
RESISTANCE: Final = 0.5
"""Weight of what an adversary leaves, beside what a provider that means to stay brings about."""


def signs(share: float) -> float:
    """How likely a side is to sign that is well off in a share of the months: 1 from 90 % on.

    Nothing at half of them, in proportion between (assumed).

    >>> signs(0.95), round(signs(0.7), 2), signs(0.4)
    (1.0, 0.5, 0.0)
    """
    return float(np.clip((share - NEVER) / (ENOUGH - NEVER), 0.0, 1.0))


@dataclass(frozen=True, eq=False)
class Worth:
    """A contract's worth and what it is made of.

    usual, adverse: what a provider that means to stay does, and one to whom gaming costs little.
    """

    usual: Response
    adverse: Response

    @property
    def signed(self) -> float:
        """How likely both sides are to sign."""
        return signs(self.usual.provider_in) * signs(self.usual.merchant_in)

    @property
    def survives(self) -> float:
        """Part of the optimum's surplus that is left when the provider is an adversary.

        Nothing if the merchant is worse off by it than by itself.
        """
        return self.adverse.part * signs(self.adverse.merchant_in)

    @property
    def resistance(self) -> float:
        """Share of the surplus with an honest provider that survives an adversary, 0 to 1."""
        if self.usual.part <= 0:
            return 0.0
        return float(np.clip(self.survives / self.usual.part, 0.0, 1.0))

    @property
    def value(self) -> float:
        """Parts of the optimum's surplus, weighed; 0 where nothing is signed."""
        kept = (1 - RESISTANCE) * self.usual.part + RESISTANCE * self.survives
        return self.signed * kept


def worth(contract: Contract, played: Outcomes) -> Worth:
    """Weigh a contract in a merchant's played months.

    Raises CaopanError for a contract with two providers.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.playing import outcomes
    >>> from caopan.commission.offers import trivial
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> shop = outcomes("tuantuan", small)
    >>> worth(trivial(shop)["100 %"], shop).value
    0.0
    """
    paid = pay(contract, played)
    return Worth(answer(paid, played, USUAL), answer(paid, played, ADVERSE))
