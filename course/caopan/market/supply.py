"""Stock between two days: orders by policy and plan, arrivals, what ran out."""

from dataclasses import replace

import numpy as np

from caopan.market.inverse import Floats, Ints
from caopan.market.programme import Actions
from caopan.market.sheet import Sheet, make_sheet
from caopan.market.state import LEADS, State


def _orders(state: State, sheet: Sheet, actions: Actions, forecast: Floats) -> tuple[Ints, Ints]:
    """Pieces ordered tonight by policy, and by the plan with the days until they come."""
    world, cases = state.world, actions.cases
    lead = world.by_sku("lead_days")
    aim = (sheet.cover + lead * (sheet.cover > 0)) * forecast
    have = state.stock + state.coming.sum(axis=1)
    most = np.full(forecast.shape, np.inf)
    np.multiply(sheet.cap, forecast, out=most, where=np.isfinite(sheet.cap))
    policy: Ints = np.clip(np.ceil(aim - have), 0, np.ceil(most)).astype(np.int64)
    wished = np.zeros((len(cases), LEADS, world.skus + 1), dtype=np.int64)
    for g, (one, plan) in enumerate(cases.pairs()):
        names = [sku.sku_id for sku in one.skus]
        for order in plan.orders:
            k = names.index(order.sku_id)
            asked = order.day + one.skus[k].lead_days if order.arrives is None else order.arrives
            # what is asked for later than the market looks ahead is ordered when it comes in sight
            seen = max(order.day, asked - LEADS)
            if seen == actions.day - cases.first:
                wished[g, asked - seen - 1, k] += order.units
    return policy, wished[cases.group]


def restocked(
    state: State, sheet: Sheet, actions: Actions, forecast: Floats, left: Ints
) -> tuple[Ints, Ints, Ints]:
    """Shelf after arrivals, pieces on their way, pieces that arrived."""
    world = state.world
    arrived = state.coming[:, 0]
    coming = np.concatenate([state.coming[:, 1:], np.zeros_like(state.coming[:, :1])], axis=1)
    policy, wished = _orders(
        replace(state, stock=left + arrived, coming=coming), sheet, actions, forecast
    )
    lead = np.clip(world.by_sku("lead_days").astype(np.int64) - 1, 0, LEADS - 1)
    coming = coming + wished
    coming[world.rows, lead, np.arange(world.skus + 1)] += policy
    return *_withdrawn(actions, left + arrived, coming, forecast), arrived


def _withdrawn(actions: Actions, stock: Ints, coming: Ints, forecast: Floats) -> tuple[Ints, Ints]:
    """Stock and what is on its way when tomorrow the heroes begin to run short (FG2).

    The supplier serves others first: of what lay ready only the new, lower cover stays.
    """
    cases, tomorrow = actions.cases, actions.day + 1
    begins = [
        any(fault.fault == "FG2" and fault.from_day == tomorrow for fault in one.faults)
        for one in cases.world.scenarios
    ]
    if not any(begins):
        return stock, coming
    sheet = make_sheet(cases, tomorrow).spread()
    least = np.ceil(np.where(np.isfinite(sheet.cap), sheet.cap, sheet.cover) * forecast)
    short = np.array(begins)[:, None] & cases.world.hero
    stock = np.where(short, np.minimum(stock, least.astype(np.int64)), stock)
    return stock, np.where(short[:, None, :], 0, coming)


def stock_outs(state: State, sheet: Sheet) -> Ints:
    """SKUs that stood at zero while somebody wanted them."""
    empty = state.stock + sheet.presale <= 0
    short: Ints = (empty & (state.wanted > 0)).sum(axis=1)
    return short
