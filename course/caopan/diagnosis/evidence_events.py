"""Evidence of single events: bounces, explanations, parcels, tracking, orders for show."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from caopan.diagnosis.contrasts import LEAST_SHARE, shares
from caopan.diagnosis.evidence import Evidence
from caopan.diagnosis.sums import Sums, Weighed, weighed

BOUNCE: Final = pd.Timedelta(seconds=6)
"""A visit that ends sooner saw nothing (assumed)."""
ENOUGH: Final = 20
"""Visits of a client version from which its share is looked at (assumed)."""
PROMISED: Final = pd.Timedelta(hours=48)
"""Until then a parcel has to leave (as the tables promise)."""


def _bounce(s: Sums) -> Weighed:
    counts = []
    for rows in s.event("visit"):
        some = rows[rows["leave_ts"].notna()]
        short = (some["leave_ts"] - some["enter_ts"]) < BOUNCE
        counts.append((float(short.sum()), float(len(some))))
    return shares(counts[0], counts[1], LEAST_SHARE)


def _talk(s: Sums) -> Weighed:
    logs = []
    for rows in s.event("explain_seg"):
        minutes = (rows["end_ts"] - rows["start_ts"]).dt.total_seconds().to_numpy() / 60
        logs.append(np.log(minutes[minutes > 0]))
    if min(len(one) for one in logs) < 2:
        return Weighed(None, None, "fewer than two explanations in a stretch")
    error = np.sqrt(sum(one.var(ddof=1) / len(one) for one in logs) + 0.03**2)
    return weighed(float(logs[1].mean() - logs[0].mean()), float(error))


def _late(s: Sums) -> Weighed:
    """Lines not shipped at the age that all of them have reached, at most the promise."""
    end = pd.Timestamp(s.shop.first_day, tz="Asia/Shanghai") + pd.Timedelta(days=s.days)
    lines = s.lines["pay_ts"]
    both = []
    for rows in s.event("fulfil"):
        paid = rows["line_id"].map(lines)
        both.append(rows.assign(paid=paid)[paid.notna()])
    if min(len(one) for one in both) == 0:
        return Weighed(None, None, "a stretch has no parcels")
    age = min(PROMISED, end - both[1]["paid"].max())
    counts = []
    for rows in both:
        gone = (rows["ship_ts"] - rows["paid"] <= age).fillna(False)
        counts.append((float((~gone).sum()), float(len(rows))))
    return shares(counts[0], counts[1], 0.01)


def _unseen(s: Sums) -> Weighed:
    """Visits by a cover that nobody saw: the worst client version less the best."""
    covers = s.shop.table("impression")
    # the longest table of all: only two of its columns are touched, and no row is copied
    who, where = pa.array(covers["user_id"]), pa.array(covers["session_id"])
    found = []
    for visits, side in zip(s.event("visit"), s.sides, strict=True):
        mine = visits[visits["via_impression"].astype(bool)]
        shown = who.filter(pc.is_in(where, value_set=pa.array(sorted(side), type=where.type)))
        seen = pc.is_in(pa.array(mine["user_id"]), value_set=shown)
        missing = pd.Series(~np.asarray(seen), index=mine.index)
        by = missing.groupby(mine["client_version"].astype(str)).agg(["mean", "size"])
        known = sorted((p, n) for p, n in by.to_numpy(float).tolist() if n >= ENOUGH)
        if len(known) < 2:
            return Weighed(None, None, "fewer than two client versions with twenty visits")
        best, worst = known[0], known[-1]
        variance = sum(p * (1 - p) / n for p, n in (worst, best))
        found.append((worst[0] - best[0], variance))
    error = np.sqrt(found[0][1] + found[1][1] + LEAST_SHARE**2)
    return weighed(float(found[1][0] - found[0][0]), float(error))


def _for_show(s: Sums) -> Weighed:
    """Orders of people who were in the room for less than six seconds."""
    counts = []
    for lines, visits in zip(s.event("order_line"), s.event("visit"), strict=True):
        stay = (visits["leave_ts"] - visits["enter_ts"]).groupby(visits["user_id"]).max()
        known = lines["user_id"].map(stay).dropna()
        counts.append((float((known < BOUNCE).sum()), float(len(known))))
    return shares(counts[0], counts[1], LEAST_SHARE)


def _coupons(s: Sums) -> Weighed:
    values, variance = [], LEAST_SHARE**2
    for rows in s.event("order_line"):
        paid = rows[rows["pay_ts"].notna()]
        if len(paid) < 5:
            return Weighed(None, None, "fewer than five paid lines in a stretch")
        part = paid["m_coupon_fen"].to_numpy(float) / paid["list_fen"].to_numpy(float)
        values.append(part.mean())
        variance += part.var(ddof=1) / len(part)
    return weighed(float(values[1] - values[0]), float(np.sqrt(variance)))


CARDS: Final = (
    Evidence("bounce", "visits that end within six seconds",
             ("T8",), ("visit", "live_session"), ("FR4", "FG1"), "share", _bounce),
    Evidence("talk", "minutes of an explanation",
             ("G5",), ("explain_seg", "live_session"), ("FR1",), "log ratio", _talk),
    Evidence("late", "parcels that have not left at the same age",
             ("S3",), ("fulfil", "order_line", "live_session"), ("FR6",), "share", _late),
    Evidence("unseen", "visits by a cover nobody saw, worst client version less best",
             ("T2",), ("visit", "impression", "live_session"), ("FX2",), "share", _unseen),
    Evidence("for_show", "orders of people who were in the room for less than six seconds",
             ("C2", "T7"), ("order_line", "visit", "live_session"), ("FX3",), "share", _for_show),
    Evidence("coupons", "merchant's coupons for a yuan of list price",
             ("A5",), ("order_line", "live_session"), ("FG7",), "share", _coupons),
)  # fmt: skip
