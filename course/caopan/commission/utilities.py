"""What both sides make of money at risk, and what it costs a provider to do what it does.

All of it is assumed (ours, to be tuned), and all of it is in proportion to what the merchant sells
by itself in a month, so that large and small shops pose the same question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.clocks import DAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caopan.commission.playing import Outcomes

    Floats = NDArray[np.float64]

ENOUGH: Final = 0.9
"""Share of the months in which each side has to be at least as well off as outside."""


@dataclass(frozen=True)
class Stakes:
    """What is assumed of a provider and of a merchant; ``_bp``: of the merchant's monthly sales.

    effort_bp: staff for none, half and all of the package. wage_bp: what the provider's people earn
    elsewhere. brush_fen: what a brushed order costs beside its parcel. found: chance in a month of
    being found out, per 10,000 bp of brushing. fine_bp: what that costs the provider (its deposit);
    harm_bp: what it costs the merchant (the shop is marked down). leaves: whether it takes what its
    account was paid and never pays back. tolerance_bp, caution_bp: what each side's tolerance of
    risk is worth (1 / CARA), provider and merchant.
    """

    effort_bp: tuple[int, int, int] = (0, 50, 150)
    wage_bp: int = 50
    brush_fen: int = 800
    found: float = 2.0
    fine_bp: int = 200
    harm_bp: int = 100
    leaves: bool = False
    tolerance_bp: int = 200
    caution_bp: int = 5_000


USUAL: Final = Stakes()
"""A provider that means to stay."""
ADVERSE: Final = Stakes(brush_fen=400, fine_bp=0, leaves=True)
"""One to whom gaming costs little: cheap brushers, no deposit, and it leaves with what it got."""


def certain(yuan: Any, tolerance_yuan: float) -> Floats:
    """The certain sum that is worth as much as one at risk: CARA over the last axis.

    yuan: (..., months). tolerance_yuan: one over the coefficient of risk aversion.

    >>> certain(np.array([[50.0, 50.0], [-100.0, 100.0]]), 200.0).round(1).tolist()
    [50.0, -24.0]
    """
    some = -np.asarray(yuan, dtype=np.float64) / tolerance_yuan
    top = some.max(axis=-1, keepdims=True)
    worth: Floats = -tolerance_yuan * (np.log(np.exp(some - top).mean(axis=-1)) + top[..., 0])
    return worth


def share_of(played: Outcomes, bp: float) -> float:
    """So many bp of the merchant's monthly sales, in yuan."""
    return played.sales_fen * bp / 1e6


@dataclass(frozen=True, eq=False)
class Costs:
    """What each conduct costs beside what is paid: (conducts,) yuan a month.

    private: borne by the provider: staff, brushers, the fine as it is to be expected. harm: borne
    by the merchant when brushing is found out, likewise.
    """

    private: Floats
    harm: Floats


def costs_of(played: Outcomes, stakes: Stakes = USUAL) -> Costs:
    """What the conducts of a merchant's grid cost by assumption."""
    level = {bp: int(some) for bp, some in zip(played.grid.brush_bp, played.brushed, strict=True)}
    private, harm = [], []
    for one in played.conducts:
        found = min(stakes.found * one.brush_bp / 10_000, 1.0)
        brushers = DAYS * level[one.brush_bp] * stakes.brush_fen / 100
        bp = stakes.effort_bp[one.effort] + found * stakes.fine_bp
        private.append(share_of(played, bp) + brushers)
        harm.append(share_of(played, found * stakes.harm_bp))
    return Costs(np.array(private), np.array(harm))
