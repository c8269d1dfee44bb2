"""What is looked at in a played plan, and bands of it over the seeds."""

import warnings
from typing import Final, Literal, NamedTuple

import numpy as np

from caopan.market.inverse import Floats, Ints
from caopan.market.outcome import Outcome

LOW, HIGH = 0.1, 0.9
"""Ends of a band: four in five seeds lie within."""


class Measure(NamedTuple):
    """What is looked at. Days of it are added ("sum"), divided as sums, or the last one counts."""

    name: str
    title: str
    zh: str
    unit: str
    over: Literal["sum", "share", "last"]
    digits: int = 0

    def said(self, value: float, *, sign: bool = False) -> str:
        """Say a value, never as minus nothing; a dash where there is none.

        >>> MEASURES[2].said(-0.01, sign=True), MEASURES[1].said(1234.5)
        ('+0.0', '1,234')
        """
        if np.isnan(value):
            return "–"
        return f"{round(float(value), self.digits) + 0.0:{'+' if sign else ''},.{self.digits}f}"


MEASURES: Final = (
    Measure("contribution", "contribution", "贡献", "yuan", "sum"),
    Measure("gmv", "GMV", "成交额", "yuan", "sum"),
    Measure("refund_share", "refunds / GMV", "退款率", "%", "share", 1),
    Measure("spend", "paid spend", "投放消耗", "yuan", "sum"),
    Measure("fans", "fans", "粉丝", "people", "last"),
    Measure("stock_outs", "stock-outs", "断货", "SKU-days", "sum", 1),
)


class Band(NamedTuple):
    """Over the seeds: one in ten lies below ``low``, half below ``median``, nine below ``high``."""

    low: Floats
    median: Floats
    high: Floats


class Sides(NamedTuple):
    """Bands without the lever, with it, and of the difference, which is taken seed by seed."""

    without: Band
    pulled: Band
    difference: Band


def band(values: Floats) -> Band:
    """Give the band of values (seeds, ...); a share of nothing (NaN) is left out.

    >>> float(band(np.array([1.0, 2.0, np.nan, 3.0])).median)
    2.0
    """
    with warnings.catch_warnings():
        # where no seed has a value the band has none either, and that is meant
        warnings.filterwarnings("ignore", "All-NaN slice", RuntimeWarning)
        return Band(*np.asarray(np.nanquantile(values, (LOW, 0.5, HIGH), axis=0)))


def daily(one: Outcome, measure: str) -> Floats:
    """A measure for each seed and day in its unit: (seeds, days)."""
    if measure == "refund_share":
        return _share(one.refund_fen, one.gmv_fen)
    if measure in {"contribution", "gmv", "spend"}:
        fen: Floats = getattr(one, f"{measure}_fen") / 100
        return fen
    return np.asarray(getattr(one, measure), dtype=np.float64)


def summed(outcome: Outcome, measure: str, days: slice) -> Floats:
    """A measure over a stretch of days in its unit, for each seed: (seeds,)."""
    over = next(one.over for one in MEASURES if one.name == measure)
    if over == "share":
        return _share(outcome.refund_fen[:, days].sum(axis=1), outcome.gmv_fen[:, days].sum(axis=1))
    values = daily(outcome, measure)[:, days]
    return values[:, -1] if over == "last" else np.asarray(values.sum(axis=1))


def _share(part: Floats | Ints, whole: Floats | Ints) -> Floats:
    """Per cent; NaN where there is nothing to divide by."""
    share = np.full(whole.shape, np.nan)
    np.divide(100.0 * part, whole, out=share, where=whole > 0)
    return share
