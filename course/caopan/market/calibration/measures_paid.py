"""Measures of paid traffic: benchmarks from the history, a larger budget from plays."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from caopan.market.calibration.claims import Estimate
from caopan.market.calibration.lab import Frames, Lab, last_month
from caopan.market.calibration.measures_room import yuan
from caopan.market.plan import Plan
from caopan.market.samples import sample

USUAL, MORE = Plan(name="usual"), Plan(name="half as much again", paid_bp=15_000)


def paid(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the paid source."""
    return frame[frame["source"] == "paid"]


def spent(traffic: pd.DataFrame) -> float:
    """Advertising spend of an hour table in yuan."""
    return float(traffic["ad_spend_fen"].sum()) / 100


def _month(lab: Lab, shop: str, read: Callable[[pd.DataFrame, pd.DataFrame], float]) -> Estimate:
    """Mean over seeds of what ``read`` says of the last month's (traffic, goods)."""
    return Estimate.of(
        [
            read(last_month(one["traffic_hour"], shop), last_month(one["goods_hour"], shop))
            for one in lab.history(shop)
        ]
    )


def roi(lab: Lab, shop: str) -> Estimate:
    """GMV of visits that came by a paid plan over spend."""
    return _month(lab, shop, lambda come, goods: yuan(paid(goods)) / spent(come))


def ctr(lab: Lab, shop: str) -> Estimate:
    """Paid visits per 100 paid covers shown."""
    return _month(
        lab,
        shop,
        lambda come, _: 100 * paid(come)["visits"].sum() / paid(come)["impressions"].sum(),
    )


def cvr(lab: Lab, shop: str) -> Estimate:
    """Buyers per 100 paid visits."""
    return _month(
        lab,
        shop,
        lambda come, goods: 100 * paid(goods)["buyers"].sum() / paid(come)["visits"].sum(),
    )


def entry_cost(lab: Lab, shop: str) -> Estimate:
    """Yuan per paid visit."""
    return _month(lab, shop, lambda come, _: spent(come) / paid(come)["visits"].sum())


def spend_ratio(lab: Lab, shop: str) -> Estimate:
    """Advertising spend per 100 yuan of GMV."""
    return _month(lab, shop, lambda come, goods: 100 * spent(come) / yuan(goods))


def paid_share(lab: Lab, shop: str) -> Estimate:
    """Share of GMV from paid visits, per cent."""
    return _month(lab, shop, lambda _, goods: 100 * yuan(paid(goods)) / yuan(goods))


def _compare(lab: Lab, shop: str, read: Callable[[Frames, Frames], float]) -> Estimate:
    """Mean over seeds of a reading of (usual budget, half as much again)."""
    pairs = zip(lab.hours(shop, USUAL), lab.hours(shop, MORE), strict=True)
    return Estimate.of([read(usual, more) for usual, more in pairs])


def _ratio(name: str, per: str) -> Callable[[Frames, Frames], float]:
    """Reading: a ratio of two sums of paid traffic, after over before."""

    def read(usual: Frames, more: Frames) -> float:
        rates = [
            float(paid(one["traffic_hour"])[name].sum() / paid(one["traffic_hour"])[per].sum())
            for one in (usual, more)
        ]
        return rates[1] / rates[0]

    return read


def marginal(lab: Lab, shop: str) -> Estimate:
    """Marginal over average ROI: what the added half of the budget sells over the first."""

    def read(usual: Frames, more: Frames) -> float:
        gmv = [yuan(paid(one["goods_hour"])) for one in (usual, more)]
        cost = [spent(one["traffic_hour"]) for one in (usual, more)]
        return ((gmv[1] - gmv[0]) / (cost[1] - cost[0])) / (gmv[0] / cost[0])

    return _compare(lab, shop, read)


def average(lab: Lab, shop: str) -> Estimate:
    """Average ROI at one and a half budgets over that at one."""

    def read(usual: Frames, more: Frames) -> float:
        rois = [yuan(paid(one["goods_hour"])) / spent(one["traffic_hour"]) for one in (usual, more)]
        return rois[1] / rois[0]

    return _compare(lab, shop, read)


def entry_ratio(lab: Lab, shop: str) -> Estimate:
    """Cost per paid visit at one and a half budgets over that at one."""
    return _compare(lab, shop, _ratio("ad_spend_fen", "visits"))


def stay_ratio(lab: Lab, shop: str) -> Estimate:
    """Watch time per paid visit at one and a half budgets over that at one."""
    return _compare(lab, shop, _ratio("watch_s", "visits"))


def cart_ratio(lab: Lab, shop: str) -> Estimate:
    """Card clicks per paid visit at one and a half budgets over that at one."""

    def read(usual: Frames, more: Frames) -> float:
        rates = [
            float(
                paid(one["goods_hour"])["clicks"].sum() / paid(one["traffic_hour"])["visits"].sum()
            )
            for one in (usual, more)
        ]
        return rates[1] / rates[0]

    return _compare(lab, shop, read)


def exponent(lab: Lab, shop: str) -> Estimate:
    """Exponent of paid visits on spend, from one to one and a half budgets."""

    def read(usual: Frames, more: Frames) -> float:
        come = [paid(one["traffic_hour"]) for one in (usual, more)]
        visits, cost = (
            [float(one[name].sum()) for one in come] for name in ("visits", "ad_spend_fen")
        )
        return float(np.log(visits[1] / visits[0]) / np.log(cost[1] / cost[0]))

    return _compare(lab, shop, read)


def _fortnight(
    lab: Lab, shop: str, last: bool, read: Callable[[pd.DataFrame, pd.DataFrame], float]
) -> list[float]:
    one = sample(shop)
    cut = pd.Timestamp(one.first_day, tz="Asia/Shanghai") + pd.Timedelta(
        days=one.days - 14 if last else 14
    )
    found = []
    for tables in lab.history(shop):
        come, goods = tables["traffic_hour"], tables["goods_hour"]
        keep = [
            frame["hour_ts"] >= cut if last else frame["hour_ts"] < cut for frame in (come, goods)
        ]
        found.append(read(come[keep[0]], goods[keep[1]]))
    return found


def first_roi(lab: Lab, shop: str) -> Estimate:
    """Paid ROI of the first fortnight of a shop that starts."""
    return Estimate.of(
        _fortnight(lab, shop, False, lambda come, goods: yuan(paid(goods)) / spent(come))
    )


def last_roi(lab: Lab, shop: str) -> Estimate:
    """Paid ROI of the last fortnight of its history."""
    return Estimate.of(
        _fortnight(lab, shop, True, lambda come, goods: yuan(paid(goods)) / spent(come))
    )


def online_growth(lab: Lab, shop: str) -> Estimate:
    """Watch time of the last fortnight over that of the first (same hours on air)."""
    watch = [
        _fortnight(lab, shop, last, lambda come, _: float(come["watch_s"].sum()))
        for last in (False, True)
    ]
    return Estimate.of(np.array(watch[1]) / np.array(watch[0]))
