"""Measures of returns: level from plays, timing from the refunds of a night all of whose came."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from caopan.market.calibration.claims import Estimate
from caopan.market.calibration.lab import Frames, Lab
from caopan.market.plan import Plan

QUALITY = ("quality", "not_as_described")
"""Reasons for which goods go back after the seven days without reason."""


def level(lab: Lab, shop: str) -> Estimate:
    """Refunded share of the amount paid, whenever refunded, per cent."""
    one = lab.play(shop, Plan(name="usual"))
    return Estimate.of(100 * one.refund_fen.sum(axis=1) / one.gmv_fen.sum(axis=1))


def _refunds(one: Frames) -> pd.DataFrame:
    """Refunds of the nights with the days since signing (empty where nobody signed)."""
    signed = one["fulfil"].drop_duplicates("event_id")[["line_id", "sign_ts"]]
    rows = one["refund"].drop_duplicates("event_id").merge(signed, on="line_id", how="left")
    gap = (rows["ts"] - rows["sign_ts"]).dt.total_seconds()
    return rows.assign(since_sign=gap / 86_400)


def _each(lab: Lab, shop: str, read: Callable[[pd.DataFrame], float]) -> Estimate:
    return Estimate.of([read(_refunds(one)) for one in lab.night(shop)])


def pre_ship(lab: Lab, shop: str) -> Estimate:
    """Share of the refunded amount that comes before shipping, per cent."""

    def read(rows: pd.DataFrame) -> float:
        early = rows.loc[rows["stage"] == "pre_ship", "amount_fen"].sum()
        return 100 * float(early / rows["amount_fen"].sum())

    return _each(lab, shop, read)


def _after_sign(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["stage"] != "pre_ship") & (rows["since_sign"] > 0)]


def median_day(lab: Lab, shop: str) -> Estimate:
    """Median days from signing to a refund after signing."""
    return _each(lab, shop, lambda rows: float(_after_sign(rows)["since_sign"].median()))


def past_stop(lab: Lab, shop: str) -> Estimate:
    """Of refunds after signing not for quality, how many come later than day seven, per cent."""

    def read(rows: pd.DataFrame) -> float:
        plain = _after_sign(rows)
        plain = plain[~plain["reason"].isin(QUALITY)]
        return 100 * float((plain["since_sign"] > 7.0).mean())

    return _each(lab, shop, read)


def tail(lab: Lab, shop: str) -> Estimate:
    """Day after signing by which 99 of 100 refunds have come."""

    def read(rows: pd.DataFrame) -> float:
        return float(np.quantile(_after_sign(rows)["since_sign"], 0.99))

    return _each(lab, shop, read)
