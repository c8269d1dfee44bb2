"""What a merchant sells on an average day, by the means of the model and without luck.

Used for opening stock and as the peer level against which the feed judges a room.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from caopan.market.plan import Plan
from caopan.market.programme import default_rundown
from caopan.market.scenario import Scenario
from caopan.market.sheet import make_sheet
from caopan.market.world import FOLLOW, PHASES, Floats, World, compile_world, hour_curve


@dataclass(frozen=True)
class Expected:
    """Means of a day at full trend: pieces (R, K+1), paid fen a visit (R,), visits a day (R,)."""

    units: Floats
    fen_per_visit: Floats
    visits: Floats


@lru_cache(maxsize=512)
def _one(scenario: Scenario) -> tuple[Floats, float, float]:
    sound = scenario.model_copy(update={"faults": ()})
    world = compile_world([sound], [0])
    sheet = make_sheet(world, (Plan(),), scenario.days, scenario.days)
    curve = hour_curve()
    air = sum(s.minutes for s in scenario.slots) / 7
    hour = np.mean(
        [curve[s.start_min : s.start_min + s.minutes].mean() for s in scenario.slots] or [1]
    )
    base = sheet.base[0].copy()
    base[FOLLOW] *= scenario.fans.now
    visits = base * hour * sheet.enter[0]
    by_fan = np.stack([1 - sheet.fan_share[0], sheet.fan_share[0]], axis=-1) * visits[:, None]
    stay = (
        by_fan * (1 - sheet.bounce[0]) * (1 + 1 / sheet.leave[0])
    )  # minutes in which they are seen
    way = (stay * sheet.click_way[0] * sheet.create_way[0]).sum()
    talk = np.zeros(world.skus + 1)
    for k, minutes in default_rundown(scenario):
        talk[k] += minutes
    room = scenario.room
    shown = sheet.see_explained[0] * talk / talk.sum() * room.explain_click * room.explain_create
    per = (
        (sheet.see[0] / PHASES + shown)
        * sheet.click[0]
        * sheet.create[0]
        * sheet.pay[0]
        * (1 + sheet.two[0])
    )
    units = way * per * air
    total = float(visits.sum() * air)
    return units, float((units * sheet.price[0]).sum() / max(total, 1e-9)), total


def expected(world: World) -> Expected:
    """Expected pieces, money a visit and visits of an average day of each replicate.

    >>> from caopan.market import sample
    >>> from caopan.market.world import compile_world
    >>> bool(expected(compile_world([sample("liuyi")], [0])).visits[0] > 1000)
    True
    """
    rows = [_one(one) for one in world.scenarios]
    return Expected(
        np.stack([units for units, _, _ in rows]),
        np.array([fen for _, fen, _ in rows]),
        np.array([visits for _, _, visits in rows]),
    )
