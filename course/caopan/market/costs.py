"""What decisions cost on a day, beside goods, ads, parcels and what a session itself costs."""

import numpy as np

from caopan.market.cases import Cases
from caopan.market.knobs import knobs
from caopan.market.plan import Plan
from caopan.market.scenario import Scenario
from caopan.market.world import Ints


def daily_cost(cases: Cases, day: int) -> Ints:
    """Fen of a day: videos, creatives, private domain, staff, and what is bought once: (G,)."""
    knob = knobs(cases.world, day)
    rows = [
        _one(one, plan, day - cases.first, bool(stopped))
        for (one, plan), stopped in zip(cases.pairs(), knob.feeder > 0, strict=True)
    ]
    return np.array(rows, dtype=np.int64)


def _one(one: Scenario, plan: Plan, day: int, feeder_stopped: bool) -> int:
    fees = one.fees
    own_videos = 0.0 if feeder_stopped else one.calendar.videos
    videos = own_videos if plan.videos is None else plan.videos
    creatives = one.paid.creatives if plan.creatives is None else plan.creatives
    private = one.fans.private_fen if plan.private_fen is None else plan.private_fen
    running = (
        round(videos * 1000) * fees.video_fen // 1000
        + round(creatives * 1000) * fees.creative_fen // 7000
        + private // 30
        + plan.service_staff * fees.staff_fen
    )
    once = (
        plan.fix_scene * fees.scene_fen
        + plan.persona * fees.persona_fen
        + plan.data_fix * fees.data_fix_fen
    )
    return running + (once if day == 0 else 0)
