"""Evidence of the traffic: covers, who comes in by which way, what ads bring."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from caopan.diagnosis.contrasts import beside, less, means, own, rate
from caopan.diagnosis.evidence import Evidence
from caopan.diagnosis.sums import ASKED, FEED, Floats, Sums, Weighed, weighed

NATURAL: Final = ("recommend", "short_video", "search", "plaza", "mall")
OTHERS: Final = ("recommend", *ASKED)
STEP_DAYS: Final = 4
"""Days after a notice in which a step has happened; what follows is drift (assumed)."""
MORNING: Final = pd.Timedelta(hours=5)
"""What is logged before a session belongs to its calendar day."""
HOUR = ("traffic_hour",)
BESIDE = ("traffic_hour", "peer_day")


def _fed(s: Sums) -> Weighed:
    return own(s, (1.0, s.came("impressions", *FEED)), (-1.0, s.came("impressions", *ASKED)))


def _enter(s: Sums) -> Weighed:
    return own(s, *rate(s, "visits", "impressions", *NATURAL))


def _enter_paid(s: Sums) -> Weighed:
    return own(s, *rate(s, "visits", "impressions", "paid"),
               *less(*rate(s, "visits", "impressions", *NATURAL)))  # fmt: skip


def _video_visits(s: Sums) -> Weighed:
    return own(s, (1.0, s.came("visits", "short_video")), (-1.0, s.came("visits", *OTHERS)))


def _videos(s: Sums) -> Weighed:
    log = s.shop.table("ops_log")
    day = s.shop.day(log.loc[log["kind"] == "video_post", "ts"] + MORNING).to_numpy()
    day = day[(day >= 0) & (day < s.days)]
    return means(s, np.bincount(day, minlength=s.days).astype(float), 0.1)


def _hour(s: Sums) -> Weighed:
    shows = s.shop.table("live_session").sort_values("start_ts")
    day = s.shop.day(shows["start_ts"]).to_numpy()
    clock = (shows["start_ts"].dt.hour + shows["start_ts"].dt.minute / 60).to_numpy(float)
    clock = np.where(clock < 5, clock + 24, clock)
    opened = np.full(s.days, np.nan)
    inside = (day >= 0) & (day < s.days)
    opened[day[inside][::-1]] = clock[inside][::-1]  # the day's first session
    return means(s, opened, 0.1)


def level(s: Sums, *sources: str) -> Floats:
    """Log of covers of these sources over those that no feed fills, by day: (days,)."""
    shown, asked = (s.came("impressions", *names) + 0.5 for names in (sources, ASKED))
    found: Floats = np.where(s.visits > 0, np.log(shown / asked), np.nan)
    found[s.split.off] = np.nan
    return found


def _notice(s: Sums) -> tuple[float, float, float, float]:
    """Step of the feed at the best notice and the drift after it, each with its error."""
    log = s.shop.table("ops_log")
    days = s.shop.day(log.loc[log["kind"] == "violation", "ts"]).to_numpy()
    feed, middle = level(s, "short_video", "plaza"), s.shop.periods.before.end
    at = np.arange(s.days)
    found: list[tuple[float, float, float, float]] = []
    for day in sorted(set(days[(days >= middle - 1) & (days < s.days - STEP_DAYS)])):
        spans = ((at >= day - 7) & (at < day), (at >= day) & (at < day + STEP_DAYS),
                 (at >= day + STEP_DAYS) & (at < day + 14))  # fmt: skip
        rows = [feed[span & np.isfinite(feed)] for span in spans]
        if min(len(one) for one in rows) < 2:
            continue
        was, soon, late = (float(one.mean()) for one in rows)
        errors = [one.var(ddof=1) / len(one) for one in rows]
        step, drift = soon - was, late - soon
        found.append((step, float(np.sqrt(errors[0] + errors[1] + 0.02**2)),
                      drift, float(np.sqrt(errors[1] + errors[2] + 0.02**2))))  # fmt: skip
    if not found:
        return np.nan, np.nan, np.nan, np.nan
    return min(found, key=lambda one: one[0] / one[1])


def _step(s: Sums) -> Weighed:
    step, error, _, _ = _notice(s)
    return weighed(step, error) if np.isfinite(step) else Weighed(0.0, 0.0)  # no notice, no step


def _unfunded(s: Sums) -> Weighed:
    """Fall of recommended covers on a day without budget against the days about it."""
    feed = np.log((s.came("impressions", "recommend") + 0.5)
                  / (s.came("impressions", *ASKED) + 0.5))  # fmt: skip
    days = np.arange(s.days)
    first = s.shop.periods.before.end
    off = np.flatnonzero(s.split.off & (days >= first))
    if not len(off):
        return Weighed(None, None, "no day without budget in the later weeks")
    near = (abs(days[:, None] - off).min(axis=1) <= 4) & (s.visits > 0) & ~s.split.off
    if near.sum() < 3:
        return Weighed(None, None, "too few days about the one without budget")
    error = feed[near].std(ddof=1) * np.sqrt(1 / len(off) + 1 / near.sum())
    return weighed(float(feed[off].mean() - feed[near].mean()), float(np.hypot(error, 0.03)))


def _spend(s: Sums) -> Weighed:
    terms = [(1.0, s.came("ad_spend_fen")), (-1.0, s.air)]
    return beside(s, terms, [(1.0, "ad_spend_fen"), (-1.0, "air_min")])


def _dose(s: Sums) -> Weighed:
    return own(s, (1.0, s.came("impressions", "paid")), (-1.0, s.came("ad_spend_fen")))


def _paid_fans(s: Sums) -> Weighed:
    return own(s, *rate(s, "fan_visits", "visits", "paid"))


def _shared(s: Sums) -> Weighed:
    return own(s, (1.0, s.came("visits", "share")), (-1.0, s.came("visits", *OTHERS)))


CARDS: Final = (
    Evidence("fed", "covers by the feed against those that people looked for",
             ("T1",), HOUR, ("FT7",), "log ratio", _fed),
    Evidence("enter", "entries for a cover shown, unpaid",
             ("T2",), HOUR, ("FR4", "FX2"), "log ratio", _enter),
    Evidence("enter_paid", "entries for a paid cover, against unpaid ones",
             ("T2",), HOUR, ("FT2",), "log ratio", _enter_paid),
    Evidence("video_visits", "visits by short video against recommended and asked ones",
             ("T4",), HOUR, ("FT6",), "log ratio", _video_visits),
    Evidence("videos", "short videos posted a day",
             ("T4",), ("ops_log", "traffic_hour"), ("FT6",), "pieces", _videos),
    Evidence("hour", "hour at which the room opens",
             ("T1",), ("live_session", "traffic_hour"), ("FT5",), "hours", _hour),
    Evidence("step", "step of the feed's covers at a notice of a breach",
             ("T1",), ("ops_log", "traffic_hour"), ("FT7",), "log ratio", _step),
    Evidence("unfunded", "recommended covers on a day without budget against the days about it",
             ("T1", "A1"), HOUR, ("FT8",), "log ratio", _unfunded),
    Evidence("spend", "ad spend for a minute on air, beside the peers",
             ("A1",), BESIDE, ("FT3", "FT2", "FT4", "FT8", "FU3"), "log ratio", _spend),
    Evidence("dose", "paid covers for a yuan",
             ("A4", "T1"), HOUR, ("FT3",), "log ratio", _dose),
    Evidence("paid_fans", "fans among paid visits",
             ("F3", "A2"), HOUR, ("FT4",), "log ratio", _paid_fans),
    Evidence("shared", "visits by a shared link against recommended and asked ones",
             ("T4",), HOUR, ("FX3",), "log ratio", _shared),
)  # fmt: skip
