"""Break-even ROI of a shelf as a plan prices it."""

from caopan.breakeven import break_even_roi
from caopan.market import couplings
from caopan.market.plan import Plan, income_after, on_shelf, price_after, sku_of
from caopan.market.scenario import Scenario


def plan_roi(scenario: Scenario, plan: Plan) -> float | None:
    """Break-even ROI of the shelf as the plan prices it, None where no ROI would pay.

    SKUs weigh by appeal x click x create x pay: how a visitor who came by chance would buy them at
    the reference price, without explanation. Refunds are the SKUs' own, moved by a change of hype;
    planted faults are not looked at.

    >>> from caopan.market.samples import sample
    >>> calm, pressed = (plan_roi(sample("fanhe"), Plan(hype=h)) for h in (0.0, 0.9))
    >>> 2 < calm < pressed < 4
    True
    """
    room = scenario.room
    level = room.hype if plan.hype is None else plan.hype
    pressed = float(couplings.hype(level, room.hype, room.hype_create, room.hype_refund).refund)
    pieces = price = income = cost = back = 0.0
    for name in on_shelf(scenario, plan):
        sku = sku_of(scenario, name)
        weight = sku.appeal * sku.click * sku.create * sku.pay
        paid = weight * price_after(plan, scenario, name)
        pieces += weight
        price += paid
        income += weight * income_after(plan, scenario, name)
        cost += weight * sku.cost_fen
        back += paid * min(max(sku.refund + pressed, 0.0), 0.95)
    fees = scenario.fees
    rates = (fees.fee_bp + fees.comm_bp) / 10_000 * income / price
    margin = (income - cost) / price
    return break_even_roi(
        back / price, margin, rates, fees.ship_fen, fees.return_fen, price / pieces
    )
