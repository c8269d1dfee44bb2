"""Who of those that saw a card clicked, ordered and paid: the fold's counts, dealt to visits."""

from dataclasses import dataclass

import numpy as np

from caopan.market.crowd import Crowd, Flags, Visits, within
from caopan.market.inverse import Ints


@dataclass
class Seen:
    """Cards seen, one row each: visit, SKU, cell, and times in ms (-1 where it did not happen)."""

    visit: Ints
    sku: Ints
    minute: Ints
    expose: Ints
    click: Ints
    create: Ints
    paid: Flags
    qty: Ints


def deal_orders(crowd: Crowd, visits: Visits, cards: Ints, fan_buy: float) -> Seen:
    """Choose clickers among those who saw, creators among those, payers among those."""
    who, sku, minute, code, at = cards
    rng = crowd.rng
    roof = np.minimum(
        np.where(visits.leave[who] > 0, visits.leave[who], 1 << 40), (minute + 1) * 60_000
    )
    weight = np.exp(0.9 * visits.zest[who]) * np.where(visits.fan[who], fan_buy, 1.0)

    def chain(rows: Ints, name: str, power: float) -> Ints:
        counts = crowd.log.counts("orders", name, crowd.r).reshape(-1)
        if not rows.size:
            return rows
        cells, group = np.unique(code[rows], return_inverse=True)
        key = rng.exponential(size=len(rows)) / weight[rows] ** power
        return rows[within(group, counts[cells], key)]

    every = np.arange(len(who))
    clicked = chain(every, "clicks", 0.5)
    created = chain(clicked, "creates", 0.5)
    paid = chain(created, "pays", 0.1)
    double = chain(paid, "extra", 0.0)
    seen = Seen(
        who,
        sku,
        minute,
        at,
        np.full(len(who), -1),
        np.full(len(who), -1),
        np.zeros(len(who), dtype=bool),
        np.ones(len(who), dtype=np.int64),
    )
    seen.click[clicked] = at[clicked] + (
        (roof[clicked] - at[clicked]) * rng.uniform(0.02, 0.5, clicked.size)
    ).astype(np.int64)
    later = seen.click[created]
    seen.create[created] = later + (
        (roof[created] - later) * rng.uniform(0.1, 0.9, created.size)
    ).astype(np.int64)
    seen.paid[paid] = True
    seen.qty[double] = 2
    return seen
