"""Evidence of the goods: looks, clicks, orders, prices, margin, range, refunds."""

from __future__ import annotations

from typing import Final

import numpy as np

from caopan.diagnosis.contrasts import beside, means, own, peers_alone, rate
from caopan.diagnosis.evidence import Evidence
from caopan.diagnosis.sums import Flags, Floats, Ints, Sums, Weighed, seconds, weighed

GOODS = ("goods_hour",)
BESIDE = ("goods_hour", "peer_day")
LISTED = ("goods_hour", "product")
GONE: Final = 0.02
"""A SKU is off the shelf that gets less than this of its share of looks (assumed)."""


def _peers_click(s: Sums) -> Weighed:
    return peers_alone(s, [(1.0, "clicks"), (-1.0, "exposures")])


def _peers_buy(s: Sums) -> Weighed:
    return peers_alone(s, [(1.0, "pays"), (-1.0, "visits")])


def _orders(s: Sums) -> Weighed:
    return own(s, *rate(s, "creates", "clicks"))


def _fan_orders(s: Sums) -> Weighed:
    return own(s, *rate(s, "creates", "clicks", "follow"))


def _cost(s: Sums) -> Weighed:
    cost = np.nan_to_num(s.prices("unit_cost_fen"))
    spent = s.by_sku("units") @ cost
    return own(s, (1.0, spent), (-1.0, s.sold("gmv_fen")))


def _shares(s: Sums) -> tuple[Floats, Floats]:
    looks = s.by_sku("exposures")
    before, after = (looks[days].sum(axis=0) for days in s.split[:2])
    return before / max(before.sum(), 1), after / max(after.sum(), 1)


def _gone(s: Sums) -> Flags:
    before, after = _shares(s)
    gone: Flags = (before > 0) & (after < GONE * before)
    return gone


def _range(s: Sums) -> Weighed:
    shown = (s.by_sku("exposures") > 0).sum(axis=1).astype(float)
    return means(s, shown, 0.3)


def _gone_cheap(s: Sums) -> Weighed:
    """Share of all looks that SKUs of the cheapest quarter had which are gone."""
    return _lost_looks(s, cheap=True)


def _gone_dear(s: Sums) -> Weighed:
    return _lost_looks(s, cheap=False)


def _lost_looks(s: Sums, cheap: bool) -> Weighed:
    before, _ = _shares(s)
    price = s.prices("unit_list_fen")
    low = price <= np.nanquantile(price, 0.25)
    side = low if cheap else ~low
    lost = float(before[side & _gone(s)].sum())
    return weighed(lost, 0.02)


def _hero_hours(s: Sums) -> tuple[Ints, Ints, Floats, Floats]:
    """Of each hour of a best seller: day, number of the SKU, clicks, pieces."""
    table = s.shop.goods
    day, _, sku = s.goods_keys
    hour = seconds(table["hour_ts"]) // 3600
    mine = np.isin(sku, np.flatnonzero(s.best))
    cell = np.stack([sku[mine], hour[mine]])
    cells, first, at = np.unique(cell, axis=1, return_index=True, return_inverse=True)
    when, which = np.asarray(day[mine][first]), np.asarray(cells[0], dtype=np.int64)

    def summed(name: str) -> Floats:
        values = table[name].to_numpy(np.float64)[mine]
        return np.asarray(np.bincount(at.ravel(), values, cells.shape[1]), dtype=np.float64)

    return when, which, summed("clicks"), summed("units")


def _empty_hours(s: Sums) -> Weighed:
    """Share of the best sellers' orders lost in hours with clicks and no sale, beyond chance."""
    split = s.split
    when, which, clicks, units = _hero_hours(s)
    early, size = split.before[when], len(s.skus)
    sold, clicked = (np.bincount(which[early], x[early], size) for x in (units, clicks))
    due = clicks * (sold / np.maximum(clicked, 1))[which]
    # by chance alone an hour without a sale is as likely as Poisson has it
    missed = due * ((units == 0) - np.exp(-due))
    by_day = [np.bincount(when, x, s.days) for x in (missed, due)]
    parts, variance = [], 0.01**2
    for days in split[:2]:
        lost, wanted = (x[days] for x in by_day)
        if wanted.sum() <= 0:
            return Weighed(None, None, "the best sellers were not clicked")
        parts.append(lost.sum() / wanted.sum())
        variance += ((lost - parts[-1] * wanted) ** 2).sum() / wanted.sum() ** 2
    return weighed(float(parts[1] - parts[0]), float(np.sqrt(variance)))


def _dead(s: Sums) -> Weighed:
    days = s.split.before
    gmv, looks = (s.by_sku(name)[days].sum(axis=0) for name in ("gmv_fen", "exposures"))
    worth = np.where(looks > 0, gmv / np.maximum(looks, 1), np.inf)
    dead = np.isin(np.arange(len(worth)), np.argsort(worth, kind="stable")[: 2 * len(worth) // 5])
    return own(s, (1.0, s.sold("exposures", skus=dead)), (-1.0, s.sold("exposures", skus=~dead)))


def _few_back(s: Sums) -> Weighed:
    terms = [(sign * c, s.sold(name, skus=skus))
             for sign, skus in ((1.0, s.best), (-1.0, ~s.best))
             for c, name in ((1.0, "refund_fen"), (-1.0, "gmv_fen"))]  # fmt: skip
    return own(s, *terms)


def _others_back(s: Sums) -> Weighed:
    """Refunds of all but the best sellers, beside the peers: what is still to come is still to
    come at the peers, too."""
    rest = ~s.best
    terms = [(1.0, s.sold("refund_fen", skus=rest)), (-1.0, s.sold("gmv_fen", skus=rest))]
    return beside(s, terms, [(1.0, "refund_fen"), (-1.0, "gmv_fen")])


CARDS: Final = (
    Evidence("peers_click", "clicks for a look at the peers",
             ("C5",), ("peer_day",), ("FG8",), "log ratio", _peers_click),
    Evidence("peers_buy", "paid lines for a visit at the peers",
             ("C8",), ("peer_day",), ("FX1", "FG8"), "log ratio", _peers_buy),
    Evidence("orders", "orders for a click",
             ("C6",), GOODS, ("FG3", "FG2", "FX1"), "log ratio", _orders),
    Evidence("fan_orders", "orders for a click among fans",
             ("C6", "F4"), GOODS, ("FG3",), "log ratio", _fan_orders),
    Evidence("cost", "cost of the goods for a yuan paid",
             ("M4",), LISTED, ("FG7",), "log ratio", _cost),
    Evidence("range", "SKUs shown a day",
             ("G1",), GOODS, ("FG4", "FG1"), "pieces", _range),
    Evidence("gone_cheap", "looks that the cheapest goods had which are off the shelf now",
             ("G1", "C4"), LISTED, ("FG1",), "share", _gone_cheap),
    Evidence("gone_dear", "looks that other goods had which are off the shelf now",
             ("G1", "C4"), LISTED, ("FG4",), "share", _gone_dear),
    Evidence("empty_hours", "best sellers' orders missing in hours with clicks and no sale",
             ("C6", "G3"), GOODS, ("FG2",), "share", _empty_hours),
    Evidence("dead_looks", "looks at the goods that bring least for a look",
             ("G5", "C4"), GOODS, ("FG6",), "log ratio", _dead),
    Evidence("few_back", "refunds of the three best sellers against the others",
             ("S1", "S2"), GOODS, ("FG5",), "log ratio", _few_back),
    Evidence("others_back", "refunds of all other goods, beside the peers",
             ("S1", "S2"), BESIDE, ("FR3", "FR6"), "log ratio", _others_back),
)  # fmt: skip
