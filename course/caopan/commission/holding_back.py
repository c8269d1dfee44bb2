"""Effort withheld before a contract, so that its baseline is low: what that is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from caopan.commission.best_response import Response, respond
from caopan.commission.conduct import Conduct
from caopan.commission.offers import agreed
from caopan.commission.playing import MONTH_WEEKS
from caopan.commission.terms import Baseline, Share
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.commission.playing import Outcomes

MONTHS: Final = 6
"""Months for which a contract's baseline stands (assumed)."""


@dataclass(frozen=True, eq=False)
class Sandbagging:
    """What it brings a provider to hold back for a month before an increment-only contract.

    honest_fen, low_fen: the baseline after a month of full effort, and of none. honest, low: what
    the provider makes of the contract with each. gain_yuan: certain worth to the provider over
    ``months`` of having the low baseline, beyond the effort that it saves; lost_yuan: what the
    merchant loses in the month of holding back and in the months that follow.
    """

    rate_bp: int
    months: int
    honest_fen: int
    low_fen: int
    honest: Response
    low: Response

    @property
    def gain_yuan(self) -> float:
        """What the low baseline is worth to the provider over all months."""
        return self.months * (self.low.provider_worth - self.honest.provider_worth)

    @property
    def lost_yuan(self) -> float:
        """What it costs the merchant over all months."""
        return self.months * (self.honest.merchant_worth - self.low.merchant_worth)

    def __str__(self) -> str:
        """In words."""
        return (
            f"Holding back for a month lowers the baseline from {self.honest_fen / 100:,.0f} to "
            f"{self.low_fen / 100:,.0f} yuan: over {self.months} months the provider gains "
            f"{self.gain_yuan:,.0f} yuan by it, and the merchant has {abs(self.lost_yuan):,.0f} "
            f"{'less' if self.lost_yuan >= 0 else 'more'}. "
            "A baseline that follows the peers' index does not hear of it."
        )


def sandbagging(played: Outcomes, rate_bp: int = 2_000, months: int = MONTHS) -> Sandbagging:
    """Compare an increment-only contract after a month of full effort with one after none.

    The baseline is what the shop sold net of returns in that month, on average. With a baseline
    that is indexed by the peers (``Baseline.indexed``) on an older month, what the provider did in
    between is no part of it, and the gain is nothing.
    Raises CaopanError for a grid without full effort or without none.

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> sandbagging(outcomes("tuantuan", small)).gain_yuan > 0
    True
    """
    if not {0, 2} <= set(played.grid.effort):
        raise CaopanError("the grid lacks no effort or full effort; nothing can be held back")
    bases = {effort: _net(played, effort) for effort in (0, 2)}
    found = {effort: respond(_increment(rate_bp, base), played) for effort, base in bases.items()}
    return Sandbagging(rate_bp, months, bases[2], bases[0], found[2], found[0])


def _increment(rate_bp: int, baseline_fen: int) -> Contract:
    share = Share(
        name="share", party="ops", rate_bp=rate_bp, baseline=Baseline(amount_fen=baseline_fen)
    )
    return agreed(share, name="increment")


def _net(played: Outcomes, effort: int) -> int:
    """Net sales of a month with that effort and else the merchant's own way, on average."""
    cell = played.grid.played().index(Conduct(effort))
    kept = played.gross_fen[cell] - played.refund_fen[cell]
    return round(float(kept.sum(axis=1).mean()) * len(MONTH_WEEKS))
