"""Rows of what people do in the room: interactions, cards seen and clicked."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from caopan.market.columns import chosen, hidden, in_order, same, times
from caopan.market.inverse import Floats, Ints
from caopan.market.roomlog import PAID, lag

if TYPE_CHECKING:
    from caopan.market.eventlog import Told

KINDS = ("like", "comment", "share", "follow", "unfollow", "negative")
LIKE, COMMENT, SHARED, FOLLOWED, UNFOLLOWED, NEGATIVE = range(len(KINDS))
TOPICS = ("price", "size", "quality", "shipping", "praise", "other")
LIKES, COMMENTS, SHARES, NEGATIVES = 0.0365, 0.0400, 0.0060, 0.0040
"""A visit; the first two published, the others assumed."""
LEAVERS = 0.0008
"""Fans who unfollow, a visit (assumed)."""


def _spread(mean: Floats, once: bool, rng: np.random.Generator) -> Ints:
    """Visits that do something a Poisson number of times with these means, or at most once."""
    ends = np.cumsum(mean)
    total = float(ends[-1]) if len(ends) else 0.0
    count = int(rng.poisson(total))
    who = np.searchsorted(ends, np.sort(rng.random(count)) * total, side="right")
    who = np.minimum(who, max(len(mean) - 1, 0))
    return np.unique(who) if once else who


def _deeds(one: "Told", rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Who did what: number of the visit, and of the kind."""
    session, v = one.session, one.visits
    eager = float(session.press.eager)
    lured = (v.source == 0) | (v.source == PAID)
    sour = np.where(v.fan, 0.5, 1 + 2.5 * session.knobs["tags"] * lured)
    there = np.where(v.leave - v.enter > 8_000, 1.6, 0.05) * ~v.brushed
    follow = np.flatnonzero(v.follow)
    parts = [(follow, FOLLOWED)]
    for kind, rate, once in (
        (LIKE, LIKES * eager, False),
        (COMMENT, COMMENTS * eager, False),
        (SHARED, SHARES, True),
        (UNFOLLOWED, LEAVERS * v.fan, True),
        (NEGATIVE, NEGATIVES * sour, True),
    ):
        parts.append((_spread(there * rate, once, rng), kind))
    visit = np.concatenate([who for who, _ in parts])
    return visit, np.repeat([kind for _, kind in parts], [len(who) for who, _ in parts])


def interaction_rows(one: "Told") -> pd.DataFrame:
    """Follows as the fold counts them; likes, comments, shares and complaints by visit."""
    session, v = one.session, one.visits
    rng = session.rng("interaction")
    visit, deed = _deeds(one, rng)
    rows = session.panel(v.user[visit])
    visit, deed = visit[rows], deed[rows]
    enter, leave = v.enter[visit], v.leave[visit]
    ts = enter + ((leave - enter) * rng.uniform(0.05, 0.98, len(visit))).astype(np.int64)
    # a follow falls into the minute of coming, as the fold counts it
    roof = np.minimum(leave, (enter // 60_000 + 1) * 60_000) - 1
    ts = np.where(deed == FOLLOWED, np.minimum(ts, roof), ts)
    order = in_order(ts)
    visit, deed, us = visit[order], deed[order], session.opening + ts[order] * 1000
    shares = np.array([0.24, 0.22, 0.14, 0.10, 0.18, 0.12])
    if "wear" not in session.scenario.category:
        shares[1] = 0.04
    shares[0] += 0.5 * session.knobs["rival"]
    shares[3] += 0.25 * session.knobs["unmanned"]
    n = len(visit)
    topic = rng.choice(len(TOPICS), size=n, p=shares / shares.sum())
    return pd.DataFrame(
        {
            "event_id": session.ids("a", n),
            "arrive_ts": times(us + lag(rng, n)),
            "ts": times(us),
            "session_id": same(session.name, n),
            "user_id": hidden("u", v.user[visit]),
            "kind": chosen(KINDS, deed),
            "topic": chosen(TOPICS, np.where(deed == COMMENT, topic, -1)),
        }
    )


def product_rows(one: "Told") -> pd.DataFrame:
    """Cards seen and clicked."""
    session, seen = one.session, one.seen
    clicked = np.flatnonzero(seen.click >= 0)
    row = np.concatenate([np.arange(len(seen.visit)), clicked])
    kind = (np.arange(len(row)) >= len(seen.visit)).astype(np.int64)
    ts = np.concatenate([seen.expose, seen.click[clicked]])
    user = one.visits.user[seen.visit[row]]
    mine = session.panel(user)
    mine = mine[in_order(2 * ts[mine] + kind[mine])]
    us, n = session.opening + ts[mine] * 1000, len(mine)
    return pd.DataFrame(
        {
            "event_id": session.ids("p", n),
            "arrive_ts": times(us + lag(session.rng("product_event"), n)),
            "ts": times(us),
            "session_id": same(session.name, n),
            "user_id": hidden("u", user[mine]),
            "product_id": chosen(
                [sku.product_id for sku in session.scenario.skus], seen.sku[row[mine]]
            ),
            "kind": chosen(["expose", "click"], kind[mine]),
        }
    )
