"""Which paid plan: of each minute's spend, of each visit that was paid for, of each order."""

import numpy as np
import pandas as pd

from caopan.market.columns import chosen, same, times
from caopan.market.inverse import Floats, Ints
from caopan.market.people import Flags, Visits
from caopan.market.scenario import Audience
from caopan.market.session import MINUTE, Session

CREATIVES = ("c-coat", "c-day", "c-workshop", "c-anchor")
AUDIENCES = ("fans-like", "buyers-like", "broad")
AIM: dict[Audience, int] = {"fans": 0, "buyers": 1, "broad": 2}
ASTRAY = 0.2
"""Share of a plan's covers that are shown beyond its audience, by the platform (assumed)."""


def weights(session: Session) -> Ints:
    """What each plan may spend in each minute after the auction, fen an hour: (M, P)."""
    hours = (session.start + np.arange(session.minutes)) // 60 % 24
    return session.log.show.budgets[session.case][hours]


def spend_by_plan(spend: Ints, weight: Ints) -> Ints:
    """Split each minute's fen by weight, the odd fen to the largest remainders: (M, P).

    >>> spend_by_plan(np.array([100, 7]), np.array([[1, 1, 1], [0, 3, 1]])).tolist()
    [[34, 33, 33], [0, 5, 2]]
    """
    weight = np.where(weight.sum(axis=1, keepdims=True) > 0, weight, 1)
    total = weight.sum(axis=1, keepdims=True)
    fen, rest = np.divmod(spend[:, None] * weight, total)
    rank = np.argsort(np.argsort(-rest, axis=1, kind="stable"), axis=1, kind="stable")
    split: Ints = fen + (rank < (spend - fen.sum(axis=1))[:, None])
    return split


def _reach(session: Session, fans: bool) -> Floats:
    """Share of each plan in what was bought up to it, minute by minute: (M, P)."""
    weight = weights(session)
    open_to = np.array([not (fans and plan.exclude_fans) for plan in session.plans])
    weight = weight * open_to if open_to.any() else weight
    weight = np.where(weight.sum(axis=1, keepdims=True) > 0, weight, 1)
    share: Floats = np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True)
    return share


def plan_of(session: Session, user: Ints, minute: Ints, fan: Flags) -> Ints:
    """Number of the plan that reached a user in a minute, in proportion to what plans spend.

    A plan that excludes fans reaches no fan, as long as there is another one.
    """
    luck = (user * 2654435761 >> 7) % 1_000_003 / 1_000_003
    code = np.zeros(len(user), dtype=np.int64)
    reach = [_reach(session, fans)[minute] for fans in (False, True)]
    for plan in range(len(session.plans) - 1):
        code += luck >= np.where(fan, reach[1][:, plan], reach[0][:, plan])
    return code


def plan_names(session: Session) -> list[str]:
    """Names of the plans."""
    return [plan.plan_id for plan in session.plans]


def creative_of(user: Ints, plan: Ints) -> Ints:
    """Number of the creative that a user was shown: each plan runs three of the four."""
    turn: Ints = ((user * 40503 >> 3) % (len(CREATIVES) - 1) + plan) % len(CREATIVES)
    return turn


def audience_of(session: Session, plan: Ints, luck: Floats) -> Ints:
    """Number of the audience: the plan's own, or broad where the platform went beyond it."""
    aim = np.array([AIM[one.audience] for one in session.plans])
    broad = min(ASTRAY + 0.45 * session.knobs["tags"], 0.9)
    pick: Ints = np.where(luck < broad, AIM["broad"], aim[plan])
    return pick


def last_touch(visits: Visits, user: Ints, moment: Ints) -> Ints:
    """Plan of the buyer's last paid visit before ``moment`` (ms from the opening), else -1."""
    paid = np.flatnonzero(visits.plan >= 0)
    if not len(paid):
        return np.full(len(user), -1)
    key = (visits.user[paid] << 32) + visits.enter[paid]
    order = np.argsort(key, kind="stable")
    at = np.searchsorted(key[order], (user << 32) + np.maximum(moment, 0), side="right") - 1
    touch = paid[order][np.maximum(at, 0)]
    plan: Ints = np.where((at >= 0) & (visits.user[touch] == user), visits.plan[touch], -1)
    return plan


def ad_rows(session: Session) -> pd.DataFrame:
    """The rows of ``ad_spend``: spend by minute and plan, which sum to the minute's fen."""
    cost = spend_by_plan(session.log.spend(session.r), weights(session))
    minute, plan = np.nonzero(cost)
    us = session.opening + minute * MINUTE
    n = len(minute)
    return pd.DataFrame(
        {
            "event_id": session.ids("m", n),
            "arrive_ts": times(us + MINUTE + 900_000),
            "ts": times(us),
            "session_id": same(session.name, n),
            "plan_id": chosen(plan_names(session), plan),
            "cost_fen": cost[minute, plan],
        }
    )
