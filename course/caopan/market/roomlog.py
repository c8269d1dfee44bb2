"""Rows of what happens in the room: covers, visits, interactions, cards, explanations, spend."""

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from caopan.market.columns import chosen, hidden, midnight_us, numbered, same, times
from caopan.market.inverse import Ints
from caopan.market.knobs import knobs
from caopan.market.lines import PAID_SOURCE, PLANS, plan_of
from caopan.market.scenario import SOURCES

if TYPE_CHECKING:
    from caopan.market.eventlog import Told

MINUTE = 60_000_000
SHARE = SOURCES.index("share")
KINDS = ("like", "comment", "share", "follow", "unfollow", "negative")
TOPICS = ("price", "size", "quality", "shipping", "praise", "other")
VERSIONS = ("10.3.2", "10.4.0", "10.4.1", "10.5.0", "9.11.7")
VERSION_SHARE = (0.22, 0.30, 0.24, 0.16, 0.08)
CREATIVES = ("c-coat", "c-day", "c-workshop", "c-anchor")
AUDIENCES = ("fans-like", "buyers-like", "broad")
LIKES, COMMENTS, SHARES, NEGATIVES = (
    0.0365,
    0.0400,
    0.0060,
    0.0040,
)  # a visit; two published, two assumed


def opening_us(one: "Told") -> int:
    """When the session opened, in microseconds."""
    date = one.scenario.first_day + timedelta(days=one.day)
    return midnight_us(date) + int(one.log.show.start[one.r]) * MINUTE


def row_ids(one: "Told", letter: str, n: int) -> "pd.Series[str]":
    """Event numbers of one table of a session."""
    return numbered(
        f"{one.scenario.merchant[:2]}{one.day:03d}{letter}{one.number}-", np.arange(n), 7
    )


def _lag(one: "Told", n: int) -> Ints:
    """How long a row travels: most of a second (assumed)."""
    return (one.rng.exponential(600_000, n) + 80_000).astype(np.int64)


def _mine(one: "Told", user: Ints) -> Ints:
    """Rows of the panel."""
    return np.flatnonzero(user % one.scenario.panel_one_in == 0)


def versions(user: Ints) -> Ints:
    """Client version of a user, by number of VERSIONS; it stays with the user."""
    return np.searchsorted(
        np.cumsum(VERSION_SHARE)[:-1], (user * 2654435761 % 1_000_003) / 1_000_003
    )


def impression_rows(one: "Told") -> pd.DataFrame:
    """One row for each cover shown: before each visit through a cover, and the rest in vain."""
    v, r, rng = one.visits, one.r, one.rng
    via = np.flatnonzero(v.source != SHARE)
    ahead = np.minimum(v.enter[via] % 60_000, 9_000) * rng.uniform(0.05, 0.95, len(via))
    ts = [v.enter[via] - ahead.astype(np.int64)]
    user, source = [v.user[via]], [v.source[via]]
    shown = one.log.counts("people", "impressions", r)
    came = one.log.counts("people", "visits", r).sum(axis=2)
    vain = np.maximum(shown - came, 0) * (np.arange(len(SOURCES)) != SHARE)
    k = one.scenario.panel_one_in
    vain = rng.binomial(vain, 1 / k)
    minute, way = np.divmod(np.repeat(np.arange(vain.size), vain.ravel()), len(SOURCES))
    n = len(minute)
    ts.append(minute * 60_000 + rng.integers(0, 60_000, n))
    followed = int(one.log.followed[r])
    fan = way == SOURCES.index("follow")
    top = max(int(v.user.max(initial=0)), followed, k)
    low = np.where(fan, 0, followed)
    span = np.maximum(np.where(fan, followed, top - followed + k), k)
    user.append((low + rng.integers(0, span)) // k * k)
    source.append(way)
    return _impressions(one, np.concatenate(ts), np.concatenate(user), np.concatenate(source))


def _impressions(one: "Told", ts: Ints, user: Ints, source: Ints) -> pd.DataFrame:
    rows = _mine(one, user)
    rows = rows[np.argsort(ts[rows], kind="stable")]
    us, user, source = opening_us(one) + ts[rows] * 1000, user[rows], source[rows]
    n = len(rows)
    paid = source == PAID_SOURCE
    tags = float(knobs(one.log_world, one.day).tags[one.r])
    broad = min(0.2 + 0.45 * tags, 0.9)
    luck = one.rng.random(n)
    audience = np.where(luck < broad, 2, np.where(luck < broad + (1 - broad) * 0.55, 0, 1))
    creative = (user * 40503 >> 3) % len(CREATIVES)
    none = len(PLANS)
    return pd.DataFrame(
        {
            "event_id": row_ids(one, "i", n),
            "arrive_ts": times(us + _lag(one, n)),
            "ts": times(us),
            "session_id": same(one.session, n),
            "user_id": hidden("u", user),
            "source": chosen(SOURCES, source),
            "plan_id": chosen([*PLANS, None], np.where(paid, plan_of(user), none)),
            "creative_id": chosen([*CREATIVES, None], np.where(paid, creative, len(CREATIVES))),
            "audience": chosen([*AUDIENCES, None], np.where(paid, audience, len(AUDIENCES))),
        }
    )


def visit_rows(one: "Told") -> pd.DataFrame:
    """One row for each visit."""
    v = one.visits
    rows = _mine(one, v.user)
    rows = rows[np.argsort(v.enter[rows], kind="stable")]
    user, source, n = v.user[rows], v.source[rows], len(rows)
    enter = opening_us(one) + v.enter[rows] * 1000
    leave = opening_us(one) + v.leave[rows] * 1000
    paid = source == PAID_SOURCE
    ids = row_ids(one, "v", n)
    return pd.DataFrame(
        {
            "event_id": "e" + ids,
            "arrive_ts": times(leave + _lag(one, n)),
            "visit_id": ids,
            "session_id": same(one.session, n),
            "user_id": hidden("u", user),
            "source": chosen(SOURCES, source),
            "plan_id": chosen([*PLANS, None], np.where(paid, plan_of(user), len(PLANS))),
            "enter_ts": times(enter),
            "leave_ts": times(leave),
            "via_impression": source != SHARE,
            "is_fan": v.fan[rows],
            "client_version": chosen(VERSIONS, versions(user)),
            "device_id": hidden("d", user * 5 + 2),
        }
    )


def interaction_rows(one: "Told") -> pd.DataFrame:
    """Follows as the fold counts them; likes, comments, shares and complaints by visit."""
    v, rng, r = one.visits, one.rng, one.r
    knob = knobs(one.log_world, one.day)
    stays = v.leave - v.enter > 8_000
    eager = 1 + 0.6 * float(knob.press[r])
    sour = np.where(v.fan, 0.5, 1 + 2.5 * float(knob.tags[r]) * np.isin(v.source, (0, PAID_SOURCE)))
    rates = (
        LIKES * eager,
        COMMENTS * eager,
        SHARES,
        None,
        np.where(v.fan, 0.0008, 0),
        NEGATIVES * sour,
    )
    parts = [(np.flatnonzero(v.follow), np.full(int(v.follow.sum()), 3))]
    for kind, rate in enumerate(rates):
        if rate is not None:
            mean = np.where(stays, 1.6, 0.05) * rate
            count = rng.poisson(mean)
            count = np.minimum(count, 1) if kind in {2, 4, 5} else count
            parts.append((np.repeat(np.arange(len(count)), count), np.full(int(count.sum()), kind)))
    visit = np.concatenate([who for who, _ in parts])
    deed = np.concatenate([what for _, what in parts])
    rows = _mine(one, v.user[visit])
    visit, deed = visit[rows], deed[rows]
    ts = v.enter[visit] + (
        (v.leave[visit] - v.enter[visit]) * rng.uniform(0.05, 0.98, len(visit))
    ).astype(np.int64)
    fresh = deed == 3
    # a follow falls into the minute of coming, as the fold counts it
    roof = np.minimum(v.leave[visit], (v.enter[visit] // 60_000 + 1) * 60_000) - 1
    ts = np.where(fresh, np.minimum(ts, roof), ts)
    order = np.argsort(ts, kind="stable")
    visit, deed, us = visit[order], deed[order], opening_us(one) + ts[order] * 1000
    shares = np.array([0.24, 0.22, 0.14, 0.10, 0.18, 0.12])
    if "wear" not in one.scenario.category:
        shares[1] = 0.04
    shares[0] += 0.5 * float(knob.rival[r])
    topic = rng.choice(len(TOPICS), size=len(visit), p=shares / shares.sum())
    n = len(visit)
    return pd.DataFrame(
        {
            "event_id": row_ids(one, "a", n),
            "arrive_ts": times(us + _lag(one, n)),
            "ts": times(us),
            "session_id": same(one.session, n),
            "user_id": hidden("u", v.user[visit]),
            "kind": chosen(KINDS, deed),
            "topic": chosen([*TOPICS, None], np.where(deed == 1, topic, len(TOPICS))),
        }
    )


def product_rows(one: "Told") -> pd.DataFrame:
    """Cards seen and clicked."""
    seen, v = one.seen, one.visits
    clicked = np.flatnonzero(seen.click >= 0)
    row = np.concatenate([np.arange(len(seen.visit)), clicked])
    kind = (np.arange(len(row)) >= len(seen.visit)).astype(np.int64)
    ts = np.where(kind == 1, seen.click[row], seen.expose[row])
    mine = _mine(one, v.user[seen.visit[row]])
    mine = mine[np.lexsort((kind[mine], ts[mine]))]
    row, kind, us = row[mine], kind[mine], opening_us(one) + ts[mine] * 1000
    n = len(row)
    return pd.DataFrame(
        {
            "event_id": row_ids(one, "p", n),
            "arrive_ts": times(us + _lag(one, n)),
            "ts": times(us),
            "session_id": same(one.session, n),
            "user_id": hidden("u", v.user[seen.visit[row]]),
            "product_id": chosen([sku.product_id for sku in one.scenario.skus], seen.sku[row]),
            "kind": chosen(["expose", "click"], kind),
        }
    )
