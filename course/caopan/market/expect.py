"""What a merchant sells on an average day, by the means of the model and without luck.

Used for opening stock and as the peer level against which the feed judges a room.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from caopan.market.air import default_rundown
from caopan.market.cases import cases_of
from caopan.market.kernel import BOUNCE_S, FOLLOW_WEIGHT
from caopan.market.plan import Plan
from caopan.market.scenario import Scenario
from caopan.market.sheet import Sheet, make_sheet
from caopan.market.world import (
    FOLLOW,
    PAID,
    PHASES,
    Floats,
    World,
    compile_world,
    hour_curve,
    paid_curve,
)


@dataclass(frozen=True)
class Expected:
    """Means of a day at full trend.

    units: pieces (R, K+1). peer: (R, 4) one, fen, seconds, engagement a view. visits: (R,) a day.
    fan_share: of the lines (R,).
    """

    units: Floats
    peer: Floats
    visits: Floats
    fan_share: Floats


_Row: TypeAlias = tuple[Floats, Floats, float, float]


def _one(scenario: Scenario) -> _Row:
    sound = scenario.model_copy(update={"faults": (), "benefits": ()})
    cases = cases_of(compile_world([sound], [0]), [Plan()], 0)
    sheet = make_sheet(cases, 0)
    air = sum(s.minutes for s in scenario.slots) / 7
    by_fan = _visits(scenario, cases.world, sheet)  # (S, 2) a minute
    kept = 1 - sheet.bounce[0]
    stay = by_fan * kept * (1 + 1 / sheet.leave[0])  # minutes in which they are seen
    watch = by_fan * (60 * kept / sheet.leave[0] + BOUNCE_S * sheet.bounce[0])
    talk = np.zeros(cases.world.skus + 1)
    for k, minutes in default_rundown(scenario):
        talk[k] += minutes
    said = sheet.see_explained[0] * talk / talk.sum()
    room = scenario.room
    create = cases.world.by_sku("create")[0]  # at peers' prices, out of any season
    see = np.minimum(sheet.see[0], 0.9)  # as the kernel caps it
    seen = see / PHASES + said * room.explain_click * room.explain_create
    per = seen * sheet.click[0] * create * sheet.pay[0] * (1 + sheet.two[0])
    click = stay * sheet.click_way[0]
    way = click * sheet.create_way[0]
    units = way.sum() * per * air
    natural = np.arange(len(way)) != PAID  # the feed learns from those it sent
    views = max(float(by_fan[natural].sum()), 1e-9)
    fen = float((way[natural].sum() * per * sheet.price[0]).sum())
    shown = ((see / PHASES + said * room.explain_click) * sheet.click[0]).sum()
    follows = (by_fan[:, 0] * kept[:, 0] * sheet.follow[0])[natural].sum()
    engaged = click[natural].sum() * shown + FOLLOW_WEIGHT * follows
    peer = np.array([views, fen, watch[natural].sum(), engaged]) / views
    fans = float(way[:, 1].sum() / max(way.sum(), 1e-9))
    return units, peer, float(by_fan.sum()) * air, fans


def _visits(scenario: Scenario, world: World, sheet: Sheet) -> Floats:
    """Visits a minute by source, of non-fans and fans: (S, 2)."""
    slots = scenario.slots

    def over(curve: Floats) -> float:
        rounds = [curve[np.arange(s.start_min, s.start_min + s.minutes) % 1440] for s in slots]
        return float(np.concatenate(rounds).mean()) if rounds else 1.0

    base = world.by_source("impressions_per_h")[0] / 60
    base[FOLLOW] = scenario.fans.reach_per_h / 60 * scenario.fans.now
    visits = base * over(hour_curve()) * sheet.enter[0]
    paid = scenario.paid
    visits[PAID] = paid.k * (paid.fen_per_h / 100_000) ** paid.beta / 60 * over(paid_curve())
    fans = sheet.fan_share[0]
    both: Floats = np.stack([1 - fans, fans], axis=-1) * visits[:, None]
    return both


def expected(world: World) -> Expected:
    """Expected pieces, money a visit and visits of an average day of each replicate.

    >>> from caopan.market import sample
    >>> from caopan.market.world import compile_world
    >>> bool(expected(compile_world([sample("liuyi")], [0])).visits[0] > 1000)
    True
    """
    return world.kept("expected", _one, _stacked)


def _stacked(rows: list[_Row]) -> Expected:
    return Expected(
        units=np.stack([units for units, _, _, _ in rows]),
        peer=np.stack([peer for _, peer, _, _ in rows]),
        visits=np.array([visits for _, _, visits, _ in rows]),
        fan_share=np.array([share for _, _, _, share in rows]),
    )
