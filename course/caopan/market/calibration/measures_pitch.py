"""Measures of the live pitch, from event tables, and of explanation time, from plays."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
import pandas as pd

from caopan.market.air import default_rundown
from caopan.market.calibration.claims import Estimate, jackknife
from caopan.market.calibration.lab import Frames, Lab
from caopan.market.plan import Plan, Talk
from caopan.market.samples import sample
from caopan.market.scenario import Tier

GAP = 600_000_000
"""Microseconds: how long a pitch's gap lasts, unless the product is taken up again before."""


@dataclass(frozen=True)
class Window:
    """One pitch of a product, and the gap after it; times in microseconds."""

    session: str
    product: str
    start: int
    end: int
    close: int


def _windows(one: Frames) -> list[Window]:
    segments = one["explain_seg"].drop_duplicates("event_id").sort_values("start_ts")
    found = []
    for (session, product), talks in segments.groupby(["session_id", "product_id"], observed=True):
        starts, ends = (_stamps(talks[name]) for name in ("start_ts", "end_ts"))
        again = np.append(starts[1:], np.iinfo(np.int64).max)
        for start, end, close in zip(starts, ends, np.minimum(ends + GAP, again), strict=True):
            found.append(Window(str(session), str(product), start, end, close))
    return found


def _stamps(column: "pd.Series[pd.Timestamp]") -> np.ndarray:
    """Times in microseconds."""
    return column.to_numpy(dtype="datetime64[us]").astype(np.int64)


class Rows:
    """Rows of a table by key in order of time: which users, between two moments."""

    def __init__(self, table: pd.DataFrame, keys: list[str], time: str) -> None:
        """``table`` has the columns ``keys``, ``time`` and user_id."""
        self._parts = {}
        for key, part in table.sort_values(time).groupby(keys, observed=True):
            name = tuple(str(one) for one in key)
            self._parts[name] = (_stamps(part[time]), part["user_id"].astype(str).to_numpy())

    def users(self, key: tuple[str, ...], start: int, end: int) -> np.ndarray:
        """Users of the rows from ``start`` up to ``end``, one for each row."""
        if key not in self._parts:
            return np.zeros(0, dtype=object)
        stamps, users = self._parts[key]
        lo, hi = np.searchsorted(stamps, (start, end))
        return users[lo:hi]


Row = tuple[str, int, int, int, int]
"""Product; number and hits during the pitch; number and hits in the gap after it."""


@dataclass(frozen=True)
class Rates:
    """What happened in each pitch and in its gap, by kind of hit."""

    card_click: list[Row]  # of cards shown, clicked
    click_buy: list[Row]  # of clicks, led to a purchase
    viewer_click: list[Row]  # of viewers who came in, clicked
    viewer_buy: list[Row]  # of viewers who came in, bought


def _standardised(rows: list[Row]) -> float:
    """Ratio of rates, pitch over gap, with the products weighed as during the pitch."""
    table = pd.DataFrame(rows, columns=["product", "n1", "hit1", "n0", "hit0"])
    sums = table.groupby("product").sum()
    sums = sums[sums["n0"] > 0]
    usual = (sums["n1"] * sums["hit0"] / sums["n0"]).sum()
    return float(sums["hit1"].sum() / usual)


def _bought(one: Frames) -> set[tuple[str, str, str]]:
    lines = one["order_line"]
    lines = lines[lines["pay_ts"].notna() & (lines["path"] == "funnel")]
    columns = (lines[name].astype(str) for name in ("session_id", "product_id", "user_id"))
    return set(zip(*columns, strict=True))


def _rates(one: Frames) -> Rates:
    """Cards shown and viewers who came in, in each pitch and in the gap after it."""
    cards = one["product_event"].drop_duplicates("event_id")
    clicks = cards[cards["kind"] == "click"]
    keys = ["session_id", "product_id"]
    shown = Rows(cards[cards["kind"] == "expose"], keys, "ts")
    clicked = Rows(clicks, keys, "ts")
    came = Rows(one["visit"].drop_duplicates("event_id"), ["session_id"], "enter_ts")
    looked = set(zip(*(clicks[name].astype(str) for name in (*keys, "user_id")), strict=True))
    bought = _bought(one)
    tables: list[list[Row]] = [[], [], [], []]
    for window in _windows(one):
        key = (window.session, window.product)
        counts: list[list[int]] = [[], [], [], []]
        for start, end in ((window.start, window.end), (window.end, window.close)):
            clickers = clicked.users(key, start, end)
            viewers = np.unique(came.users((window.session,), start, end))
            counts[0] += [len(shown.users(key, start, end)), len(clickers)]
            counts[1] += [len(clickers), sum((*key, user) in bought for user in clickers)]
            counts[2] += [len(viewers), sum((*key, user) in looked for user in viewers)]
            counts[3] += [len(viewers), sum((*key, user) in bought for user in viewers)]
        for table, (n1, hit1, n0, hit0) in zip(tables, counts, strict=True):
            table.append((window.product, n1, hit1, n0, hit0))
    return Rates(*tables)


def _ratio(lab: Lab, shop: str, *kinds: str) -> Estimate:
    """Product of the ratios of some kinds, over all seeds; error by leaving out one seed."""
    rates = lab.once(("pitch", shop), lambda: [_rates(one) for one in lab.night(shop)])

    def read(seeds: np.ndarray) -> float:
        pooled = ([row for at in seeds for row in getattr(rates[at], kind)] for kind in kinds)
        return prod(_standardised(rows) for rows in pooled)

    return jackknife(read, np.arange(len(rates)))


def card_click(lab: Lab, shop: str) -> Estimate:
    """Clicks per card shown: while its product is pitched over in the gap after it."""
    return _ratio(lab, shop, "card_click")


def card_buy(lab: Lab, shop: str) -> Estimate:
    """Purchases per card shown: while its product is pitched over in the gap after it."""
    return _ratio(lab, shop, "card_click", "click_buy")


def viewer_click(lab: Lab, shop: str) -> Estimate:
    """Viewers who look at the product: come in during its pitch over come in the gap."""
    return _ratio(lab, shop, "viewer_click")


def viewer_buy(lab: Lab, shop: str) -> Estimate:
    """Viewers who buy the product: come in during its pitch over come in the gap."""
    return _ratio(lab, shop, "viewer_buy")


# ---- minutes of explanation, by plan


def _rundown(shop: str, longer: Mapping[str, int]) -> dict[Tier, tuple[Talk, ...]]:
    """The merchant's own rundown for each tier, cut to its shortest session.

    longer: times minutes of a SKU's explanations.
    """
    one = sample(shop)
    found: dict[Tier, tuple[Talk, ...]] = {}
    for tier in {slot.tier for slot in one.slots}:
        left = min(slot.minutes for slot in one.slots if slot.tier == tier)
        talks = []
        for k, usual in default_rundown(one):
            sku = one.skus[k].sku_id
            minutes = min(usual * longer.get(sku, 1), left)
            left -= minutes
            if minutes:
                talks.append(Talk(sku_id=sku, minutes=minutes))
        found[tier] = tuple(talks)
    return found


def longer_session(lab: Lab, shop: str) -> Estimate:
    """Change of GMV when each explanation takes twice as long, per cent."""
    every = {sku.sku_id: 2 for sku in sample(shop).skus}
    plans = [Plan(name="talk", rundown=_rundown(shop, times)) for times in (every, {})]
    longer, usual = (lab.play(shop, plan).gmv_fen.sum(axis=1) for plan in plans)
    return Estimate.of(100 * (longer / usual - 1))


def longer_product(lab: Lab, shop: str) -> Estimate:
    """Change of the first hero's GMV when only its explanations take twice as long, per cent."""
    hero = next(sku.sku_id for sku in sample(shop).skus if sku.role == "hero")
    sold = []
    for times in ({hero: 2}, {}):
        tables = lab.hours(shop, Plan(name="talk", rundown=_rundown(shop, times)))
        goods = [frames["goods_hour"] for frames in tables]
        sold.append([float(g.loc[g["sku_id"] == hero, "gmv_fen"].sum()) for g in goods])
    return Estimate.of(100 * (np.array(sold[0]) / np.array(sold[1]) - 1))
