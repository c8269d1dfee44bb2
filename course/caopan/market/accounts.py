"""What a day earns, net and settled, and what single services cost."""

import numpy as np

from caopan.market.goods import DayGoods
from caopan.market.inverse import Ints
from caopan.market.kernel import SPEND
from caopan.market.programme import Actions
from caopan.market.sheet import Sheet
from caopan.market.state import State


def inspection_fen(actions: Actions, goods: DayGoods) -> Ints:
    """Fen of inspecting the day's pieces: (R,)."""
    cases = actions.cases
    rows = [
        [*(sku.sku_id in plan.quality_control for sku in one.skus), False]
        for one, plan in cases.pairs()
    ]
    pieces: Ints = (goods.units * np.array(rows)[cases.group]).sum(axis=1)
    return pieces * cases.world.whole("fees", "check_fen")[cases.group]


def contribution(state: State, sheet: Sheet, goods: DayGoods, stock: Ints, cost: Ints) -> Ints:
    """Net settled contribution of the day's lines, in whole fen.

    kept pieces x (list - own coupon) less own price benefits on them, less fee and commission
    (half up), less goods, less a parcel for each piece shipped and handling for each that came
    back, less ads, holding, and the day's other costs. Brushers cost a parcel each way.
    """
    world = state.world
    kept = goods.units - goods.back
    own = (state.own_fen * kept // np.maximum(goods.units, 1)).sum(axis=1)
    inflow = (kept * sheet.revenue).sum(axis=1) - own
    rate = world.whole("fees", "fee_bp") + world.whole("fees", "comm_bp")
    taken = (inflow * rate + 5_000) // 10_000
    worth = (kept * sheet.cost).sum(axis=1)
    fake = goods.brushed.sum(axis=1)
    shipped = (goods.units - goods.early).sum(axis=1) + fake
    returned = (goods.back - goods.early).sum(axis=1) + fake
    parcels = shipped * world.whole("fees", "ship_fen")
    returns = returned * world.whole("fees", "return_fen")
    pieces = np.maximum(stock, 0)
    held = (pieces * sheet.cost).sum(axis=1) * world.whole("fees", "hold_bp") // 10_000
    net: Ints = inflow - taken - worth - parcels - returns - state.sums[:, SPEND] - held - cost
    return net
