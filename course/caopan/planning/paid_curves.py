"""The curves of a shop's paid traffic: what plans brought over what they cost, from its days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.diagnosis.responding import HIGH_BETA, LOW_BETA
from caopan.planning.response_curve import Curve, Estimate, ends_of, fit_curve

if TYPE_CHECKING:
    import pandas as pd

BLOCK: Final = 7
"""Ordinary days drawn together: near days share their luck. Days whose budget was drawn by lot are
drawn one by one."""


@dataclass(frozen=True, eq=False)
class PaidResponse:
    """Curves of an hour on air: paid visits, and their GMV in fen, over spend in fen.

    spend_fen: of an average hour of the rows.
    """

    visits: Curve
    gmv: Curve
    spend_fen: float

    @cached_property
    def fade(self) -> Estimate:
        """How much less a visit is worth: its GMV goes with spend to the power of minus this."""
        drawn = self.visits.draws[:, 1] - self.gmv.draws[:, 1]
        return Estimate(self.visits.power.value - self.gmv.power.value, *ends_of(drawn))

    @property
    def credible(self) -> bool:
        """Whether visits show a diminishing return at all; else something moved along with spend.

        Visits go with spend to the power of 0.55 to 0.8 (derived from one weakly sourced case, with
        a margin of 0.15, assumed).
        """
        power = self.visits.power
        return power.high > LOW_BETA and power.low < HIGH_BETA

    def words(self, due: float | None = None) -> tuple[str, ...]:
        """What there is to say, a sentence each. due: break-even ROI, where it is known."""
        if not self.credible:
            return (
                (
                    f"Visits went with spend to the power of {self.visits.power}: that is no "
                    "diminishing return. Something moved along with spend; let budgets take turns."
                ),
            )
        average, last = self.gmv.average_roi(self.spend_fen), self.gmv.marginal_roi(self.spend_fen)
        said = [
            f"Visits went with spend to the power of {self.visits.power}; GMV of {self.gmv.power}.",
            f"A yuan of spend brought ¥{average}, the last one ¥{last}.",
        ]
        if due is not None:
            best = self.gmv.best_spend(due)
            said.append(f"It must bring ¥{due:.2f}.")
            edge = {"below": " or less", "above": " or more", None: ""}[best.beyond]
            said.append(
                f"The last yuan pays for itself at ¥{best.fen / 100:,.0f} an hour{edge} "
                f"({best.low / 100:,.0f} to {best.high / 100:,.0f})."
            )
        return tuple(said)


def paid_response(days: pd.DataFrame, *, ordinary: bool = False, seed: int = 0) -> PaidResponse:
    """Fit both curves to days, or to hours, as ``paid_days`` or ``paid_hours`` give them.

    A trend (straight and bent) and the calendar's phases are controls, and so is ``without_fans``
    where a trial had that turn, too. ordinary: whether nobody
    drew the budgets by lot. Then other sources' visits are one, too, and days are drawn by the
    week; the answer may still be confounded, see ``credible``.
    Raises CaopanError as ``fit_curve`` does.

    >>> from caopan.diagnosis import Shop
    >>> from caopan.planning.paid_rows import paid_days
    >>> grown = paid_response(paid_days(Shop.of("liuyi")), ordinary=True)
    >>> grown.credible  # the budget grew along with the shop
    False
    """
    some = days[days["spend_fen"] > 0]
    hours = some["hours"].to_numpy(np.float64)
    spend = some["spend_fen"].to_numpy(np.float64) / hours
    day = some["day"].to_numpy(np.float64)
    when = (day - day.mean()) / max(float(day.std()), 1.0)
    controls = [when, when**2]
    controls += [some["phase"] == phase for phase in sorted(set(some["phase"]) - {"plain"})]
    if "without_fans" in some:
        controls.append(some["without_fans"])
    if ordinary:
        controls.append(np.log(some["other_visits"].to_numpy(np.float64) / hours + 0.5))
    beside = np.column_stack(controls).astype(np.float64)
    block = BLOCK if ordinary else 1
    visits, gmv = (
        fit_curve(spend, some[what].to_numpy(np.float64) / hours, beside, block=block, seed=seed)
        for what in ("visits", "gmv_fen")
    )
    return PaidResponse(visits, gmv, float(spend.mean()))
