"""What single decisions do to the rates; all sizes are assumed and can be told at a glance."""

from collections.abc import Sequence
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from caopan.market.scenario import Audience, Goal, PaidPlan, Tier

DRAW: dict[Tier, float] = {"S": 1.35, "A": 1.12, "B": 1.0}
"""Times natural traffic of a session that is announced and prepared for."""
WEAR: dict[Tier, float] = {"S": 1.4, "A": 1.15, "B": 1.0}
"""Times the hours on air that fans feel."""
CROWD_BUY = 0.9
"""Times orders while bargain hunters are drawn by a lottery without a gate."""
FRENZY_BUY = 0.85
"""Times orders, further, where they are drawn every five minutes."""
GATED_BUY = 0.95
"""The same where only fans may draw: they come for the prize, too."""
CROWD_STAY = 1.25
CROWD_FOLLOW = 1.5
"""Times watch time by any draw, times follows by a draw that is gated by following."""
INSPECTED = 0.85
"""Times refunds of an inspected SKU, reached within ``INSPECT_DAYS``."""
FOUND = 0.15
"""Times the refunds that faulty goods add: inspection finds most of those (assumed)."""
INSPECT_DAYS = 5
RESET_DAYS = 3
"""Days of half the paid volume after an audience reset (published: 3-5 sessions)."""
RESET_SPEND, RESET_VISITS = 0.75, 0.6
"""Times the budget that is spent on these days, and times the visits that it brings (assumed)."""
APPEAL_DAYS = 3
"""Days until a breach that is mended and appealed against is forgiven (assumed)."""
CLUB_DAYS = 5
"""Days until fans notice that their club is worth something (assumed)."""
CONTENT_DAYS = 21
"""Days in which videos and groups take the place of bought traffic (slow: assumed)."""
GROUP_DAYS = 30
"""Days until groups and messages bring former buyers back (30-60 assumed)."""
GROUPS_FEN = 300_000
"""Least that work in groups costs a month (3-8 thousand yuan, assumed)."""
RENEW_DAYS = 10
"""Days until the goods of a new season are there (2-4 weeks assumed, those in reach first)."""
PERSONA_DAYS = 7
"""Days until a new persona is understood."""
PRIVATE_DAYS = 30
HALF_LIFE = 5.0
"""Days after which a creative works half as well."""

_GOAL: dict[Goal, tuple[float, float, float]] = {
    "enter": (1.15, 0.85, 1.0),
    "follow": (1.0, 0.75, 2.2),
    "order": (0.92, 1.12, 1.0),
}
_AUDIENCE: dict[Audience, tuple[float, float, float]] = {
    "broad": (1.20, 0.75, 0.03),
    "buyers": (1.0, 1.0, 0.05),
    "fans": (0.80, 1.10, 0.35),
}
USUAL_FANS = _AUDIENCE["buyers"][2]
_USUAL = (_GOAL["order"][0], _GOAL["order"][1], 1.0)


def aim(plans: Sequence[PaidPlan], fen: Sequence[int]) -> tuple[float, float, float, float]:
    """Volume, quality and follows of a mix of paid plans, and its share of fans.

    fen: what each plan spends; the first three are times an order-goal plan to buyers.

    >>> one = PaidPlan(plan_id="p", fen_per_h=100)
    >>> aim([one], [100])
    (1.0, 1.0, 1.0, 0.05)
    """
    total = sum(fen)
    if not total:
        return 1.0, 1.0, 1.0, 0.0
    volume = quality = follow = fans = 0.0
    for plan, spent in zip(plans, fen, strict=True):
        goal, audience = _GOAL[plan.goal], _AUDIENCE[plan.audience]
        share = spent / total
        kept = 0.0 if plan.exclude_fans else audience[2]
        volume += share * goal[0] / _USUAL[0] * audience[0] * (1 - 0.5 * (audience[2] - kept))
        quality += share * goal[1] / _USUAL[1] * audience[1]
        follow += share * goal[2]
        fans += share * kept
    return volume, quality, follow, fans


def freshness(per_week: float) -> float:
    """How well creatives work on average when ``per_week`` new ones replace the old.

    A creative loses half in ``HALF_LIFE`` days; with n a week each lives about 21 / n days before
    it is replaced (three run at a time).

    >>> round(freshness(3), 2), round(freshness(12), 2)
    (0.64, 0.89)
    """
    life = 21 / max(per_week, 0.25)
    rate = log(2) / HALF_LIFE
    return (1 - exp(-rate * life)) / (rate * life)


def voice(minutes: NDArray[np.int64], skill: float, tires: float = 1.0) -> NDArray[np.float64]:
    """How well an anchor works in each minute since taking over: tired after two hours.

    tires: times what the hours take; a worn-out anchor shows it after one hour (assumed).

    >>> voice(np.array([0, 120, 240]), 1.0).round(2).tolist()
    [1.0, 1.0, 0.84]
    """
    fresh, least = (120, 0.5) if tires <= 1 else (60, 0.3)
    lost = 0.0013 * tires * np.maximum(minutes - fresh, 0)
    level: NDArray[np.float64] = np.maximum(1 - lost, least)
    return skill * level


def persona(day: int) -> tuple[float, float, float]:
    """Enter, follow and recommended quality on a day after a new persona went on air.

    >>> persona(0), persona(PERSONA_DAYS)
    ((0.95, 1.0, 1.0), (1.0, 1.25, 1.08))
    """
    return (0.95, 1.0, 1.0) if day < PERSONA_DAYS else (1.0, 1.25, 1.08)


def private_domain(fen_a_month: float) -> float:
    """Times repurchase that groups and messages bring once they run: up to 1.6 at 8000 yuan.

    >>> private_domain(0), round(private_domain(800_000), 2)
    (1.0, 1.52)
    """
    return 1 + 0.6 * (1 - exp(-fen_a_month / 400_000))
