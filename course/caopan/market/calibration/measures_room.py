"""Measures of the room: what the hour tables of the last thirty days of a history say."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from caopan.market.calibration.claims import Estimate, jackknife
from caopan.market.calibration.lab import MONTH, Frames, Lab, last_month
from caopan.market.samples import sample

EARLY = 44
"""Days in which a shop that starts has few followers."""


def _each(lab: Lab, shop: str, read: Callable[[pd.DataFrame, pd.DataFrame], float]) -> Estimate:
    """Mean over seeds of what ``read`` says of the month's (traffic, goods)."""
    return Estimate.of(
        [
            read(last_month(one["traffic_hour"], shop), last_month(one["goods_hour"], shop))
            for one in lab.history(shop)
        ]
    )


def yuan(goods: pd.DataFrame) -> float:
    """GMV of an hour table in yuan."""
    return float(goods["gmv_fen"].sum()) / 100


def gpm(lab: Lab, shop: str) -> Estimate:
    """GMV per 1,000 exposures of product cards."""
    return _each(lab, shop, lambda _, goods: 1000 * yuan(goods) / goods["exposures"].sum())


def stay(lab: Lab, shop: str) -> Estimate:
    """Watch time per viewer of a session, in seconds."""
    return _each(lab, shop, lambda come, _: come["watch_s"].sum() / come["viewers"].sum())


def online(lab: Lab, shop: str) -> Estimate:
    """People in the room at a time: watch time over time on air."""
    found = []
    for one in lab.history(shop):
        come = last_month(one["traffic_hour"], shop)
        shows = one["live_session"]
        shows = shows[shows["session_id"].isin(come["session_id"].unique())]
        air = (shows["end_ts"] - shows["start_ts"]).dt.total_seconds().sum()
        found.append(float(come["watch_s"].sum() / air))
    return Estimate.of(found)


def arpu(lab: Lab, shop: str) -> Estimate:
    """GMV per buyer of a session, in yuan."""
    return _each(lab, shop, lambda _, goods: yuan(goods) / goods["buyers"].sum())


def buyers(lab: Lab, shop: str) -> Estimate:
    """Buyers per 1,000 exposures of product cards."""
    return _each(
        lab, shop, lambda _, goods: 1000 * goods["buyers"].sum() / goods["exposures"].sum()
    )


def follow(lab: Lab, shop: str) -> Estimate:
    """Follows per 100 viewers who were no fans."""
    return _each(
        lab,
        shop,
        lambda come, _: (
            100 * come["follows"].sum() / (come["viewers"].sum() - come["fan_visits"].sum())
        ),
    )


def _shares(goods: pd.DataFrame) -> np.ndarray:
    """GMV shares of SKUs within each session, largest first: (sessions, SKUs)."""
    table = goods.pivot_table(
        index="session_id", columns="sku_id", values="gmv_fen", aggfunc="sum", observed=True
    ).fillna(0)
    ordered = -np.sort(-table.to_numpy(dtype=np.float64), axis=1)
    return np.asarray(ordered / ordered.sum(axis=1, keepdims=True))


def top_three(lab: Lab, shop: str) -> Estimate:
    """Share of a session's GMV that its best three SKUs make, in per cent."""
    return _each(lab, shop, lambda _, goods: 100 * _shares(goods)[:, :3].sum(axis=1).mean())


def top_fifth(lab: Lab, shop: str) -> Estimate:
    """Share of a session's GMV that the best fifth of the shelf makes, in per cent."""
    count = -(-len(sample(shop).skus) // 5)
    return _each(lab, shop, lambda _, goods: 100 * _shares(goods)[:, :count].sum(axis=1).mean())


def month_gmv(lab: Lab, shop: str) -> Estimate:
    """GMV of the last thirty days in millions of yuan."""
    return _each(lab, shop, lambda _, goods: yuan(goods) / 1e6)


def fall(lab: Lab, shop: str) -> Estimate:
    """Change of GMV from one month of the history to the next, per cent: the better of the two."""
    found = []
    for one in lab.history(shop):
        goods = one["goods_hour"]
        day = (goods["hour_ts"] - goods["hour_ts"].min()).dt.days
        first, middle, last = (yuan(goods[day // MONTH == month]) for month in range(3))
        found.append(100 * (max(middle / first, last / middle) - 1))
    return Estimate.of(found)


# ---- one visit at a time, from the event tables


def _visits(one: Frames) -> pd.DataFrame:
    """Visits of the nights, each once, with seconds watched."""
    rows = one["visit"].drop_duplicates("event_id").dropna(subset=["leave_ts"])
    return rows.assign(watch_s=(rows["leave_ts"] - rows["enter_ts"]).dt.total_seconds())


def _nights(lab: Lab, shop: str, read: Callable[[pd.DataFrame], float]) -> Estimate:
    return Estimate.of([read(_visits(one)) for one in lab.night(shop)])


def watch_median(lab: Lab, shop: str) -> Estimate:
    """Median watch time of a visit, in seconds."""
    return _nights(lab, shop, lambda visits: float(visits["watch_s"].median()))


def watch_bounce(lab: Lab, shop: str) -> Estimate:
    """Visits that end within five seconds, per cent."""
    return _nights(lab, shop, lambda visits: 100 * float((visits["watch_s"] < 5).mean()))


def watch_spread(lab: Lab, shop: str) -> Estimate:
    """Standard deviation of log watch time of the visits that last five seconds or more."""
    return _nights(
        lab,
        shop,
        lambda visits: float(np.log(visits.loc[visits["watch_s"] >= 5, "watch_s"]).std()),
    )


def watch_fans(lab: Lab, shop: str) -> Estimate:
    """Mean watch time of fans' visits over that of the others."""

    def ratio(visits: pd.DataFrame) -> float:
        mean = visits.groupby("is_fan")["watch_s"].mean()
        return float(mean[True] / mean[False])

    return _nights(lab, shop, ratio)


def _per_visits(lab: Lab, shop: str, kind: str) -> Estimate:
    return Estimate.of(
        [
            100 * float((one["interaction"]["kind"] == kind).sum()) / len(_visits(one))
            for one in lab.night(shop)
        ]
    )


def comments(lab: Lab, shop: str) -> Estimate:
    """Comments per 100 visits."""
    return _per_visits(lab, shop, "comment")


def likes(lab: Lab, shop: str) -> Estimate:
    """Likes per 100 visits."""
    return _per_visits(lab, shop, "like")


def fan_gmv(lab: Lab, shop: str) -> Estimate:
    """Share of paid GMV bought by followers, per cent.

    Of the nights of the first six weeks for a shop that starts, of all nights for the others.
    """
    starts = sample(shop).stage.startswith("cold")
    sums = []
    for one in lab.night(shop):
        lines = one["order_line"].drop_duplicates("event_id")
        lines = lines[lines["pay_ts"].notna() & (lines["path"] == "funnel")]
        day = lines["session_id"].astype(str).str.split("-").str[1].astype(int)
        lines = lines[(day < EARLY) | (not starts)]
        sums.append([lines.loc[lines["is_fan"], "pay_fen"].sum(), lines["pay_fen"].sum()])
    return jackknife(
        lambda rows: float(100 * rows[:, 0].sum() / rows[:, 1].sum()), np.array(sums, float)
    )
