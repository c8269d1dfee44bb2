"""Evidence of the room: stays, late hours by anchor, draws."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from caopan.diagnosis.contrasts import beside, means, own, rate
from caopan.diagnosis.evidence import Evidence
from caopan.diagnosis.sums import Floats, Sums, Term, Weighed, contrast, seconds, weighed

LATE_S: Final = 80 * 60
"""From here on, in seconds, a session's hours are late ones (assumed)."""
HOUR = ("traffic_hour",)


def _stay(s: Sums) -> Weighed:
    terms = rate(s, "watch_s", "visits")
    return beside(s, terms, [(1.0, "watch_s"), (-1.0, "visits")])


def _crowd(s: Sums) -> Weighed:
    return own(s, *rate(s, "pays", "watch_s"))


def _late_rows(s: Sums, table: pd.DataFrame) -> np.ndarray:
    """Whether a row's hour is a late one of its session."""
    shows = s.shop.table("live_session").drop_duplicates("session_id")
    start = dict(zip(shows["session_id"], seconds(shows["start_ts"]), strict=True))
    at, names = pd.factorize(table["session_id"])
    opened = np.array([start.get(name, 1 << 62) for name in names], dtype=np.int64)[at]
    late: np.ndarray = seconds(table["hour_ts"]) - opened > LATE_S
    return late


def _late_terms(s: Sums, rows: np.ndarray) -> tuple[Term, ...]:
    """Stays of late hours against early ones, of some rows of the traffic."""
    table = s.shop.traffic
    late = _late_rows(s, table)
    day = table["day"].to_numpy()

    def by_day(name: str, of: np.ndarray) -> Floats:
        sums = np.bincount(day[of], table[name].to_numpy(float)[of], s.days)
        return np.asarray(sums, dtype=np.float64)

    return tuple(
        (sign * c, by_day(name, rows & side))
        for sign, side in ((1.0, late), (-1.0, ~late))
        for c, name in ((1.0, "watch_s"), (-1.0, "visits"))
    )


def _anchors(s: Sums) -> Weighed:
    """The anchor whose late hours fell most, against the one whose fell least."""
    shows = s.shop.table("live_session").drop_duplicates("session_id").set_index("session_id")
    who = s.shop.traffic["session_id"].map(shows["anchor_id"])
    found = []
    for name in sorted(who.dropna().unique()):
        terms = _late_terms(s, (who == name).to_numpy())
        live = terms[1][1] + terms[3][1] > 0
        split = s.split._replace(before=s.split.before & live, after=s.split.after & live)
        change, error = contrast(terms, split)
        if np.isfinite(change) and np.isfinite(error):
            found.append((change, error))
    if len(found) < 2:
        return Weighed(None, None, "fewer than two anchors are seen early and late in both weeks")
    low, high = min(found), max(found)
    return weighed(low[0] - high[0], float(np.sqrt(low[1] ** 2 + high[1] ** 2 + 0.02**2)))


def _open_draws(s: Sums) -> Weighed:
    log = s.shop.table("ops_log")
    log = log[(log["kind"] == "draw") & ~log["detail"].str.contains("gated")]
    day = s.shop.day(log["ts"]).to_numpy()
    day = day[(day >= 0) & (day < s.days)]
    per_hour = np.bincount(day, minlength=s.days) / np.maximum(s.air / 60, 0.5)
    return means(s, per_hour, 0.2)


CARDS: Final = (
    Evidence("stay", "time watched for a visit, beside the peers",
             ("T7",), (*HOUR, "peer_day"), ("FR1", "FR2", "FR4"), "log ratio", _stay),
    Evidence("crowd", "paid lines for an hour watched",
             ("C8", "T7"), (*HOUR, "goods_hour"), ("FR5",), "log ratio", _crowd),
    Evidence("anchors", "late stays against early ones: the anchor that lost most, less the least",
             ("T7",), (*HOUR, "live_session"), ("FR2",), "log ratio", _anchors),
    Evidence("open_draws", "draws open to all, an hour on air",
             ("I2", "T5"), ("ops_log", *HOUR), ("FR5",), "pieces", _open_draws),
)  # fmt: skip
