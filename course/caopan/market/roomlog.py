"""Rows of people at the door: covers shown and visits."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from caopan.market.columns import chosen, hidden, in_order, numbered, same, times
from caopan.market.inverse import Floats, Ints
from caopan.market.paid import (
    AUDIENCES,
    CREATIVES,
    audience_of,
    creative_of,
    plan_names,
    plan_of,
)
from caopan.market.scenario import SOURCES
from caopan.market.session import Session

if TYPE_CHECKING:
    from caopan.market.eventlog import Told

FOLLOW, PAID, SHARE = (SOURCES.index(name) for name in ("follow", "paid", "share"))
VERSIONS = ("10.3.2", "10.4.0", "10.4.1", "10.5.0", "9.11.7")
VERSION_SHARE = (0.22, 0.30, 0.24, 0.16, 0.08)


def lag(rng: np.random.Generator, n: int) -> Ints:
    """How long rows travel, in microseconds: most of a second (assumed)."""
    return (rng.standard_exponential(n) * 600_000).astype(np.int64) + 80_000


def versions(user: Ints) -> Ints:
    """Client version of a user, by number of VERSIONS; it stays with the user."""
    return np.searchsorted(
        np.cumsum(VERSION_SHARE)[:-1], (user * 2654435761 % 1_000_003) / 1_000_003
    )


def _vain(one: "Told", rng: np.random.Generator) -> tuple[Ints, Ints, Ints, Ints]:
    """Covers shown in vain to the panel: minute, time, user, source."""
    session = one.session
    every = session.scenario.panel_one_in
    shown = session.counts("people", "impressions")
    came = session.counts("people", "visits").sum(axis=2)
    vain = np.maximum(shown - came, 0) * (np.arange(len(SOURCES)) != SHARE)
    vain = vain if every == 1 else rng.binomial(vain, 1 / every)
    minute, source = np.divmod(np.repeat(np.arange(vain.size), vain.ravel()), len(SOURCES))
    followed = session.followed
    top = max(int(one.visits.user[~one.visits.brushed].max(initial=0)), followed, every)
    fan = source == FOLLOW
    span = np.where(fan, max(followed, every), max(top - followed + every, every))
    user = (rng.random(len(source)) * span).astype(np.int64) + np.where(fan, 0, followed)
    ts = minute * 60_000 + rng.integers(0, 60_000, len(minute))
    known: Ints = user // every * every
    return minute, ts, known, source


def impression_rows(one: "Told") -> pd.DataFrame:
    """One row for each cover shown: before each visit through a cover, and the rest in vain."""
    session, v = one.session, one.visits
    rng = session.rng("impression")
    minute, ts, user, source = _vain(one, rng)
    plan = np.full(len(user), -1)
    bought = np.flatnonzero(source == PAID)
    fans = user[bought] < session.followed
    plan[bought] = plan_of(session, user[bought], minute[bought], fans)
    via = session.panel(v.user)
    via = via[v.source[via] != SHARE]
    ahead = np.minimum(v.enter[via] % 60_000, 9_000) * rng.uniform(0.05, 0.95, len(via))
    ts = np.concatenate([ts, v.enter[via] - ahead.astype(np.int64)])
    order = in_order(ts)
    return _impressions(
        session,
        ts[order],
        np.concatenate([user, v.user[via]])[order],
        np.concatenate([source, v.source[via]])[order],
        np.concatenate([plan, v.plan[via]])[order],
        rng,
    )


def _impressions(
    session: Session, ts: Ints, user: Ints, source: Ints, plan: Ints, rng: np.random.Generator
) -> pd.DataFrame:
    us, n = session.opening + ts * 1000, len(ts)
    paid = np.flatnonzero(plan >= 0)
    creative, audience = np.full(n, -1), np.full(n, -1)
    creative[paid] = creative_of(user[paid], plan[paid])
    luck: Floats = rng.random(len(paid))
    audience[paid] = audience_of(session, plan[paid], luck)
    return pd.DataFrame(
        {
            "event_id": session.ids("i", n),
            "arrive_ts": times(us + lag(rng, n)),
            "ts": times(us),
            "session_id": same(session.name, n),
            "user_id": hidden("u", user),
            "source": chosen(SOURCES, source),
            "plan_id": chosen(plan_names(session), plan),
            "creative_id": chosen(CREATIVES, creative),
            "audience": chosen(AUDIENCES, audience),
        }
    )


def visit_rows(one: "Told") -> pd.DataFrame:
    """One row for each visit."""
    session, v = one.session, one.visits
    rows = session.panel(v.user)
    rows = rows[in_order(v.enter[rows])]
    user, source, plan, n = v.user[rows], v.source[rows], v.plan[rows], len(rows)
    leave = session.opening + v.leave[rows] * 1000
    return pd.DataFrame(
        {
            "event_id": numbered(f"e{session.head}v{session.number}-", np.arange(n)),
            "arrive_ts": times(leave + lag(session.rng("visit"), n)),
            "visit_id": session.ids("v", n),
            "session_id": same(session.name, n),
            "user_id": hidden("u", user),
            "source": chosen(SOURCES, source),
            "plan_id": chosen(plan_names(session), plan),
            "enter_ts": times(session.opening + v.enter[rows] * 1000),
            "leave_ts": times(leave),
            "via_impression": source != SHARE,
            "is_fan": v.fan[rows],
            "client_version": chosen(VERSIONS, versions(user)),
            "device_id": hidden("d", v.device[rows]),
        }
    )
