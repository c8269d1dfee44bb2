"""What paid plans spend and buy: budgets by the clock hour, and the auction that they bid in.

A visit costs what an hour's spend comes to a visit. A plan that bids less is squeezed out, as far
as it takes for the others to pay no more than they bid; nothing of it is luck.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from caopan.market import effects
from caopan.market.cases import Cases, paid_plans
from caopan.market.couplings import calendar, paid_traffic
from caopan.market.knobs import knobs
from caopan.market.scenario import PaidPlan
from caopan.market.world import FOLLOW, PAID, Floats, Ints, paid_curve


class Bought(NamedTuple):
    """Each minute of a show: (M, G)."""

    spend: Ints  # fen
    covers: Floats
    quality: Floats
    taken: Floats  # covers of the follow source that paid plans replace


class _Terms(NamedTuple):
    """The terms on which visits are bought on a day: (G,) each."""

    millionths: Ints  # of the budgets, what is spent of them
    k: Floats  # visits an hour at 1000 yuan
    beta: Floats
    price: Floats  # times the usual price of a visit
    tags: Floats  # times visits of an ad system that looks astray
    learns: Floats  # and of one that learns anew: it finds fewer for what it spends
    usual: Floats  # fen an hour at which the quality is the usual


def _terms(cases: Cases, day: int) -> _Terms:
    world, now = cases.world, cases.acting(day)
    reset = cases.flag("reset_audience") * (day - cases.first < effects.RESET_DAYS)
    share = np.array([plan.paid_bp for plan in cases.plans]) / 10_000
    funded = np.array([day not in one.unfunded_days for one in world.scenarios])
    level = world.trend(day) * funded * share * np.where(reset > 0, effects.RESET_SPEND, 1.0)
    own, beta = world.one("paid", "fen_per_h"), world.one("paid", "beta")
    date = world.scenarios[0].first_day + timedelta(days=day)
    return _Terms(
        millionths=np.round(level * 1e6).astype(np.int64),  # fen stay whole numbers
        # a shop that grows buys at the same price a visit: its own budget grows along
        k=now.one("paid", "k") * world.trend(day) ** (1 - beta),
        beta=beta,
        price=np.full(len(cases), calendar(date).cost),
        tags=1 + 0.15 * knobs(world, day).tags,
        learns=np.where(reset > 0, effects.RESET_VISITS, 1.0),
        # who never paid: where k is measured
        usual=np.where(own > 0, own, 100_000.0) * world.trend(day),
    )


def budgets(cases: Cases, day: int) -> tuple[Ints, ...]:
    """Fen an hour of each paid plan in each hour of the clock, (24, P) for each case.

    Where plans bid, what the auction leaves of them. The account's growth is left out.
    """
    if day not in cases.budgets:
        pairs = [paid_plans(one, plan) for one, plan in cases.acting_pairs(day)]
        terms = _terms(cases, day) if any(one.bid_fen for plans in pairs for one in plans) else None
        cases.budgets[day] = tuple(_hours(plans, g, terms) for g, plans in enumerate(pairs))
    return cases.budgets[day]


def _hours(plans: Sequence[PaidPlan], g: int, terms: _Terms | None) -> Ints:
    asked = [[one.fen_at(hour) for one in plans] for hour in range(24)]
    if terms is not None and any(one.bid_fen for one in plans):
        curve = paid_curve().reshape(24, 60).mean(axis=1)
        asked = [
            squeezed(plans, fen, Auction.on(plans, g, terms, float(curve[hour])))
            for hour, fen in enumerate(asked)
        ]
    return np.array(asked, dtype=np.int64).reshape(24, len(plans))


class Auction(NamedTuple):
    """An hour's market for visits.

    share: of the budgets, what is spent. visits: an hour at 1000 yuan of plans of volume one.
    volumes: visits of each plan against a usual one's at the same spend.
    """

    share: float
    visits: float
    beta: float
    volumes: tuple[float, ...]

    @classmethod
    def on(cls, plans: Sequence[PaidPlan], g: int, terms: _Terms, curve: float) -> "Auction":
        """The auction of one case in an hour in which ``curve`` times the usual visits come."""
        visits = terms.k[g] * terms.tags[g] * terms.learns[g] * curve / terms.price[g]
        volumes = tuple(effects.aim([one], [1])[0] for one in plans)
        return cls(int(terms.millionths[g]) / 1e6, float(visits), float(terms.beta[g]), volumes)

    def cost(self, fen: Sequence[int]) -> float:
        """Fen a visit, before the room, if the plans' budgets are ``fen`` an hour; 0 for none.

        >>> Auction(1.0, 500.0, 0.5, (1.0,)).cost([400_000])
        400.0
        """
        spend = sum(fen) * self.share
        if not spend:
            return 0.0
        if not self.visits:
            return float("inf")
        volume = sum(f * v for f, v in zip(fen, self.volumes, strict=True)) / sum(fen)
        cost: float = spend / (self.visits * volume * (spend / 100_000) ** self.beta)
        return cost

    def cheapest(self, fen: Sequence[int], at: int) -> int:
        """Budget of the plan ``at``, up to its own, at which a visit costs least."""
        rest = sum(fen) - fen[at]
        volume = self.volumes[at]
        others = sum(f * v for f, v in zip(fen, self.volumes, strict=True)) - fen[at] * volume
        # where it brings more visits a fen than the others do, some of it lowers the price
        gain = volume * rest - (2 - self.beta) * others
        if gain <= 0:
            return 0
        slope = volume * (1 - self.beta)
        return fen[at] if gain >= slope * fen[at] else round(gain / slope)


def squeezed(plans: Sequence[PaidPlan], fen: Sequence[int], auction: Auction) -> list[int]:
    """What the auction leaves of the budgets ``fen`` (P,), the lowest bid cut first.

    Each plan that still spends pays for a visit at most what it bids; one without a bid is never
    cut, and none is cut further than it takes.

    >>> low = PaidPlan(plan_id="p", fen_per_h=300_000, bid_fen=200)
    >>> plans = [low, PaidPlan(plan_id="q", fen_per_h=60_000)]
    >>> squeezed(plans, [300_000, 60_000], Auction(1.0, 500.0, 0.5, (1.0, 1.0)))
    [40000, 60000]
    """
    left = list(fen)
    bids = {at: one.bid_fen for at, one in enumerate(plans) if one.bid_fen is not None}
    for at, bid in sorted(bids.items(), key=lambda each: each[1]):
        if auction.cost(left) > bid:
            left[at] = _most(auction, left, at, bid)
    return left


def _most(auction: Auction, fen: Sequence[int], at: int, bid: int) -> int:
    """Largest budget of the plan ``at`` below its own at which a visit costs no more than bid."""

    def over(own: int) -> bool:
        return auction.cost([*fen[:at], own, *fen[at + 1 :]]) > bid

    least = auction.cheapest(fen, at)
    if over(least):
        return 0
    return least - 1 + bisect_right(range(least, fen[at] + 1), False, key=over)


def bought(cases: Cases, day: int, clock: Ints) -> Bought:
    """What paid plans spend and buy in each minute of the ``clock`` (M, G)."""
    world, terms = cases.world, _terms(cases, day)
    hours = np.zeros((24, len(cases)), dtype=np.int64)
    mix = np.ones((24, len(cases), 4))
    pairs = zip(cases.acting_pairs(day), budgets(cases, day), strict=True)
    for g, ((one, plan), fen) in enumerate(pairs):
        plans = paid_plans(one, plan)
        hours[:, g] = fen.sum(axis=1)
        for h, each in enumerate(fen.tolist()):
            mix[h, g] = effects.aim(plans, each)
    fen_h = (hours * terms.millionths // 1_000_000)[clock // 60 % 24, np.arange(len(cases))]
    minute = clock % 60
    volume, good, _, fans = np.moveaxis(mix[clock // 60 % 24, np.arange(len(cases))], -1, 0)
    market = paid_traffic(fen_h, terms.k, terms.beta, terms.usual, world.one("paid", "fade"), fans)
    visits = market.visits * volume * paid_curve()[clock % 1440] / terms.price / 60
    visits = visits * terms.tags * terms.learns
    taken = market.taken * volume / terms.price / 60
    enter = world.by_source("enter")
    return Bought(
        spend=fen_h * (minute + 1) // 60 - fen_h * minute // 60,
        covers=visits / enter[:, PAID],
        quality=market.quality * good,
        taken=taken / enter[:, FOLLOW],
    )
