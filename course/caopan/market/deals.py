"""Benefits of a session as rates: who may use them, how many there are, what they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from caopan.market.cases import Cases
from caopan.market.couplings import coupon
from caopan.market.effects import CROWD_BUY, CROWD_FOLLOW, CROWD_STAY, FRENZY_BUY, GATED_BUY
from caopan.market.plan import Plan, list_after, price_after
from caopan.market.scenario import Benefit, Funder, Gate, Scenario, Tier
from caopan.market.world import Floats, Ints

GATES: tuple[Gate, ...] = ("all", "fans", "new")
FUNDERS: tuple[Funder, ...] = ("merchant", "platform", "anchor")
WORTHWHILE_FEN = 2_000
"""Prizes of a draw that everybody stays for (assumed)."""
URGENT, URGENT_OFF = 1.1, 0.1
"""Times orders while a flash price runs, beyond the price itself, from this cut on (assumed)."""


@dataclass(frozen=True)
class Deals:
    """Price benefits by SKU (G, K+1), see Sheet; and what crowd benefits do (G,)."""

    fen: Ints
    gate: Ints
    funder: Ints
    quantity: Ints
    every: Ints
    lift: Floats
    presale: Ints
    stay: Floats
    buy: Floats
    follow: Floats

    def arrays(self) -> dict[str, Any]:
        """The columns of a sheet."""
        names = ("fen", "gate", "funder", "quantity", "every", "lift")
        return {f"deal_{name}": getattr(self, name) for name in names}


def benefits_of(scenario: Scenario, plan: Plan, tier: Tier) -> list[Benefit]:
    """The benefits of a session of a tier: the plan's, or the merchant's own."""
    chosen = scenario.benefits if plan.benefits is None else plan.benefits
    return [one for one in chosen if tier in one.tiers]


def deals(cases: Cases, tiers: tuple[Tier, ...], day: int) -> Deals:
    """Benefits of a session of ``tiers`` (G,) on ``day``."""
    shape = (len(cases), cases.world.skus + 1)

    def none() -> Ints:
        return np.zeros(shape, dtype=np.int64)

    made = Deals(
        fen=none(),
        gate=none(),
        funder=none() - 1,
        quantity=none(),
        every=none(),
        lift=np.ones(shape),
        presale=none(),
        stay=np.ones(len(cases)),
        buy=np.ones(len(cases)),
        follow=np.ones(len(cases)),
    )
    for g, (one, plan) in enumerate(cases.acting_pairs(day)):
        given = benefits_of(one, plan, tiers[g])
        for benefit in given:
            if benefit.of_price:
                _price(made, g, one, plan, benefit)
        _crowd(made, g, [benefit for benefit in given if not benefit.of_price])
    return made


def _price(made: Deals, g: int, one: Scenario, plan: Plan, benefit: Benefit) -> None:
    for k, sku in enumerate(one.skus):
        if benefit.sku_ids and sku.sku_id not in benefit.sku_ids:
            continue
        if list_after(plan, one, sku.sku_id) < benefit.threshold_fen:
            continue
        if benefit.kind == "presale":
            made.presale[g, k] = benefit.quantity
            if not benefit.amount_fen:
                continue
        price = price_after(plan, one, sku.sku_id)
        made.fen[g, k] = min(benefit.amount_fen, price)
        made.gate[g, k] = GATES.index(benefit.gate)
        made.funder[g, k] = FUNDERS.index(benefit.funder)
        made.quantity[g, k] = benefit.quantity
        made.every[g, k] = benefit.every_min if benefit.kind == "flash" else 0
        cut = min(benefit.amount_fen / max(price, 1) / URGENT_OFF, 1.0)
        urgent = 1 + (URGENT - 1) * cut if benefit.kind == "flash" else 1.0
        made.lift[g, k] = urgent * float(coupon(benefit.amount_fen, price, one.room.coupon))


def _crowd(made: Deals, g: int, given: Sequence[Benefit]) -> None:
    """Draws hold people; ungated they hold bargain hunters, gated by following they bring fans.

    More frequent draws work more, up to one in ten minutes all together, and so do prizes up to
    twenty yuan a draw; still more of them for all, and nobody looks at the goods (assumed).
    """
    gated = min(sum(_often(one) for one in given if one.gate == "fans"), 1.0)
    often = sum(_often(one) for one in given if one.gate != "fans")
    free = min(often, 1.0)
    made.stay[g] = 1 + (CROWD_STAY - 1) * min(gated + free, 1.0)
    made.follow[g] = 1 + (CROWD_FOLLOW - 1) * gated
    made.buy[g] = 1 - (1 - CROWD_BUY) * free - (1 - GATED_BUY) * gated
    made.buy[g] -= (1 - FRENZY_BUY) * min(max(often - 1, 0.0), 1.0)


def _often(draw: Benefit) -> float:
    """How much a draw works: one for a worthwhile prize every ten minutes."""
    worth = min(draw.amount_fen * draw.quantity / WORTHWHILE_FEN, 1.0)
    return 10 / (draw.every_min or 10) * worth


def draws(benefit: Benefit, minutes: int) -> int:
    """How many draws a session of ``minutes`` has; the first after ``every_min``.

    >>> draws(Benefit(kind="lottery", amount_fen=1, quantity=1, every_min=30), 240)
    8
    """
    return minutes // benefit.every_min if benefit.every_min else 1
