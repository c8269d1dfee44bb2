"""What decisions cost on a day, beside goods, ads, parcels and what a session itself costs."""

import numpy as np

from caopan.market.cases import Cases
from caopan.market.plan import Plan
from caopan.market.scenario import Scenario
from caopan.market.world import Ints


def daily_cost(cases: Cases, day: int) -> Ints:
    """Fen of a day: videos, creatives, private domain, staff, and what is bought once: (G,)."""
    rows = [_one(one, plan, day - cases.first) for one, plan in cases.acting_pairs(day)]
    return np.array(rows, dtype=np.int64)


def _one(one: Scenario, plan: Plan, day: int) -> int:
    fees = one.fees
    videos = one.calendar.videos if plan.videos is None else plan.videos
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
        + plan.renewal * fees.renew_fen
    )
    return running + (once if day == 0 else 0)
