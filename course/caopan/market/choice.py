"""Who of those that saw a card clicked, ordered and paid: the fold's counts, dealt to visits."""

import numpy as np

from caopan.compiled import compiled
from caopan.market.inverse import Floats, Ints
from caopan.market.people import Flags, Seen, Visits
from caopan.market.scenario import SOURCES
from caopan.market.session import Session

FANS_ONLY, NEW_ONLY = 1, 2


@compiled
def _select(row: Ints, key: Floats, left: int, right: int, last: int) -> None:
    """Bring the smallest keys of row[left:right + 1] to the front, up to place ``last``."""
    while left < right:
        pivot = key[row[(left + right) // 2]]
        i, j = left, right
        while i <= j:
            while key[row[i]] < pivot:
                i += 1
            while key[row[j]] > pivot:
                j -= 1
            if i <= j:
                row[i], row[j] = row[j], row[i]
                i += 1
                j -= 1
        if last <= j:
            right = j
        elif last >= i:
            left = i
        else:
            break


@compiled
def _smallest(group: Ints, count: Ints, key: Floats) -> Flags:
    """In each run of equal groups choose ``count[group]`` rows of the smallest keys."""
    out, row = np.zeros(len(group), dtype=np.bool_), np.arange(len(group))
    low = 0
    while low < len(group):
        high = low
        while high < len(group) and group[high] == group[low]:
            high += 1
        want = min(count[group[low]], high - low)
        if want > 0:
            _select(row, key, low, high - 1, low + want - 1)
        for at in range(low, low + want):
            out[row[at]] = True
        low = high
    return out


class _Chain:
    """The chain of one session: rows of cards seen, thinned step by step.

    A price benefit with a gate goes to whom the gate admits, as far as the cell has seen such
    people: at each step, as many of them as will redeem it go on first.
    """

    def __init__(self, session: Session, visits: Visits, cell: Ints, who: Ints, sku: Ints) -> None:
        self.session, self.cell = session, cell
        self.rng = session.rng("choice")
        fan_buy = session.scenario.room.fan_buy**2
        gate, fan = session.rates.gate[sku], visits.fan[who]
        self.weight = np.exp(0.9 * visits.zest[who]) * np.where(fan, fan_buy, 1.0)
        self.shut = ((gate == FANS_ONLY) & ~fan) | ((gate == NEW_ONLY) & fan)
        self.redeemed = self._count("redeemed")
        self.gated = bool(self.shut.any() and self.redeemed.any())

    def _count(self, name: str) -> Ints:
        return self.session.counts("orders", name).reshape(-1)

    def step(self, rows: Ints, name: str, power: float) -> Ints:
        """Choose among ``rows`` as many of each cell as the fold counted."""
        count = self._count(name)
        rows = rows[count[self.cell[rows]] > 0]
        key = self.rng.standard_exponential(len(rows)) / self.weight[rows] ** power
        if self.gated:
            admitted = key / (1 + key) + self.shut[rows]
            key[_smallest(self.cell[rows], self.redeemed, admitted)] = -1.0
        chosen: Ints = rows[_smallest(self.cell[rows], count, key)]
        return chosen


def deal_orders(session: Session, visits: Visits, cards: Ints) -> Seen:
    """Choose clickers among those who saw, creators among those, payers among those.

    cards: (3, n) of visit, cell and time.
    """
    who, cell, at = cards
    minute, rest = np.divmod(cell, len(SOURCES) * session.active.shape[1])
    sku = session.active[minute, rest % session.active.shape[1]]
    chain = _Chain(session, visits, cell, who, sku)
    clicked = chain.step(np.arange(len(who)), "clicks", 0.5)
    created = chain.step(clicked, "creates", 0.5)
    paid = chain.step(created, "pays", 0.1)
    double = chain.step(paid, "extra", 0.0)
    redeemed = chain.step(paid, "redeemed", 0.3)
    n = len(who)
    seen = Seen(
        who,
        sku,
        minute,
        at,
        np.full(n, -1),
        np.full(n, -1),
        np.zeros(n, dtype=bool),
        np.ones(n, dtype=np.int64),
        np.zeros(n, dtype=bool),
    )
    end = np.minimum(visits.leave[who[clicked]], (minute[clicked] + 1) * 60_000)
    wait = (end - at[clicked]) * chain.rng.uniform(0.02, 0.5, clicked.size)
    seen.click[clicked] = at[clicked] + wait.astype(np.int64)
    later = seen.click[created]
    end = np.minimum(visits.leave[who[created]], (minute[created] + 1) * 60_000)
    wait = (end - later) * chain.rng.uniform(0.1, 0.9, created.size)
    seen.create[created] = later + wait.astype(np.int64)
    seen.paid[paid] = True
    seen.qty[double] = 2
    seen.redeemed[redeemed] = True
    return seen
