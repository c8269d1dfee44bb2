"""What a plan is expected to bring before it is carried out: played a few times, by day and SKU."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from caopan.market import Plan, Scenario, play_many
from caopan.market.deals import benefits_of, draws
from caopan.market.inverse import Floats, Ints
from caopan.market.plan import income_after
from caopan.market.week import sessions_in
from caopan.planning.demand import played_days
from caopan.planning.sheet_known import conduct

SEEDS: Final = range(16)
"""Plays from which a reading is taken: enough for a check, too few for a score (assumed)."""
LESS: Final = (0.9, 0.5, 0.0)
"""Shares of the budgets that are left: the last of the spend tells what more would bring."""
FELT: Final = 0.03
"""Share of the spend that has to fall away before anything can be told (assumed)."""


@dataclass(frozen=True, eq=False)
class Expected:
    """What plays of a plan tell. SKU arrays are in the merchant's order.

    opening: pieces on the shelf when a day begins, (seeds, days, SKUs). wanted: pieces that would
    be sold if the shelf never emptied, likewise. worth_fen: GMV of each SKU, (SKUs,), mean of the
    seeds. margin_fen, benefits_fen: means over the whole plan; the margin before benefits.
    """

    opening: Ints
    wanted: Ints
    worth_fen: Floats
    margin_fen: float
    benefits_fen: float


def expect(scenario: Scenario, plan: Plan, days: int, seeds: Sequence[int] = SEEDS) -> Expected:
    """Play a plan with its stock, and once more with shelves that never empty.

    >>> from caopan.market import sample
    >>> expect(sample("yunshi"), Plan(), 2, range(2)).opening.shape[:2]
    (2, 2)
    """
    opening, facts = played_days(scenario, plan, days, seeds)
    _, full = played_days(scenario, plan, days, seeds, plenty=True)
    units = np.stack([one.sold + one.off for one in facts], axis=1)[..., :-1]
    price = np.stack([one.price for one in facts], axis=1)[..., :-1]
    back = np.stack([one.refunds for one in facts], axis=1)[..., :-1]
    each = margins(scenario, plan)
    standing = own_coupons(scenario, plan)
    taken = np.stack([one.coupon_fen for one in facts], axis=1) - (units * standing).sum(axis=2)
    return Expected(
        opening=opening,
        wanted=np.stack([one.sold + one.off for one in full], axis=1)[..., :-1],
        worth_fen=(units * price).sum(axis=1).mean(axis=0),
        margin_fen=float(((units - back) * each).sum(axis=(1, 2)).mean()),
        benefits_fen=float(taken.sum(axis=1).mean()) + prizes_fen(scenario, plan, days),
    )


def own_coupons(scenario: Scenario, plan: Plan) -> Ints:
    """The merchant's standing coupon of each SKU under the plan, in fen: (SKUs,)."""
    now = conduct(scenario)
    return np.array([plan.m_coupon_fen.get(sku.sku_id, sku.m_coupon_fen) for sku in now.skus])


def margins(scenario: Scenario, plan: Plan) -> Ints:
    """What a kept piece leaves after its goods, before benefits and fees, in fen: (SKUs,)."""
    now = conduct(scenario)
    return np.array([income_after(plan, now, sku.sku_id) - sku.cost_fen for sku in now.skus])


def prizes_fen(scenario: Scenario, plan: Plan, days: int) -> int:
    """What the merchant's draws cost over the plan, in fen."""
    now = conduct(scenario)
    return sum(
        one.amount_fen * one.quantity * draws(one, slot.minutes)
        for _, slot in sessions_in(now, plan, days)
        for one in benefits_of(now, plan, slot.tier)
        if not one.of_price and one.funder == "merchant"
    )


def marginal_roi(
    scenario: Scenario, plan: Plan, days: int, seeds: Sequence[int] = SEEDS
) -> float | None:
    """GMV that the last of the paid spend brings, a yuan of it; None without spend.

    The last tenth of the budgets is taken away; where a bid holds the spend back so that hardly
    less is spent, half of them, then all. All GMV counts, on air and off, from paid visits and
    others, under common luck.
    """
    for share in LESS:
        less = plan.model_copy(update={"paid_bp": int(plan.paid_bp * share)})
        with_it, without = play_many([(scenario, plan), (scenario, less)], days=days, seeds=seeds)
        spend = int(with_it.spend_fen.sum())
        saved = spend - int(without.spend_fen.sum())
        if saved > FELT * spend:
            return (int(with_it.gmv_fen.sum()) - int(without.gmv_fen.sum())) / saved
    return None
