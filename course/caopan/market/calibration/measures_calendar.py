"""Measures of time: festival, hours, weekend, the luck of the day, big sessions."""

from collections.abc import Callable

import numpy as np

from caopan.market.calibration.claims import Estimate, jackknife
from caopan.market.calibration.lab import FESTIVAL, QUIET, Lab
from caopan.market.calibration.measures_paid import paid, spent
from caopan.market.couplings import calendar
from caopan.market.outcome import Outcome
from caopan.market.plan import Plan, price_after
from caopan.market.samples import sample
from caopan.market.scenario import Benefit, Slot

USUAL = Plan(name="usual")
# Plays that are not moved begin on 1 November.
WAITING, PARTY, AFTER = slice(0, 4), slice(4, 11), slice(11, 21)
SPAN = 21
STEADY = 40
"""Days of a quiet autumn without any festival."""

HOURS = (
    *(0.55, 0.35, 0.2, 0.15, 0.15, 0.3, 0.6, 0.8, 0.9, 0.95, 1.0, 1.0),
    *(1.05, 0.95, 0.9, 0.95, 1.0, 1.1, 1.3, 1.7, 2.0, 2.1, 1.8, 1.2),
)
"""Traffic index of the hours 0-23 as the trade tells it (assumed)."""
NATURAL = ("search", "plaza", "mall")
"""Sources that neither the feed nor a budget moves."""


def _both(lab: Lab, shop: str, read: Callable[[Outcome], np.ndarray]) -> tuple[np.ndarray, ...]:
    """A reading by seed of the festival's weeks and of the same days six weeks before.

    Both with shelves that are full enough for a festival.
    """
    full = Plan(name="full shelves", cover_days={sku.sku_id: 9.0 for sku in sample(shop).skus})
    return tuple(read(lab.play(shop, full, days=SPAN, moved=moved)) for moved in (FESTIVAL, QUIET))


def festival_traffic(lab: Lab, shop: str) -> Estimate:
    """Visits of the festival days over those of quiet days."""
    there, usual = _both(lab, shop, lambda one: one.visits[:, PARTY].sum(axis=1))
    return Estimate.of(there / usual)


def festival_conversion(lab: Lab, shop: str) -> Estimate:
    """Pieces per visit on festival days over those of quiet days."""
    there, usual = _both(
        lab, shop, lambda one: one.units[:, PARTY].sum(axis=1) / one.visits[:, PARTY].sum(axis=1)
    )
    return Estimate.of(there / usual)


def festival_refunds(lab: Lab, shop: str) -> Estimate:
    """Points of return rate that festival days add."""
    there, usual = _both(
        lab,
        shop,
        lambda one: one.refund_fen[:, PARTY].sum(axis=1) / one.gmv_fen[:, PARTY].sum(axis=1),
    )
    return Estimate.of(100 * (there - usual))


def festival_cost(lab: Lab, shop: str) -> Estimate:
    """Spend per 1,000 paid covers shown on festival days over that of quiet days."""
    prices = []
    for moved in (FESTIVAL, QUIET):
        found = []
        for tables in lab.hours(shop, USUAL, days=PARTY.stop, moved=moved):
            come = tables["traffic_hour"]
            days = (come["hour_ts"] - come["hour_ts"].min()).dt.days
            come = come[days >= PARTY.start]
            found.append(spent(come) / float(paid(come)["impressions"].sum()))
        prices.append(np.array(found))
    return Estimate.of(prices[0] / prices[1])


def _change(lab: Lab, shop: str, days: slice) -> Estimate:
    there, usual = _both(lab, shop, lambda one: one.gmv_fen[:, days].sum(axis=1))
    return Estimate.of(100 * (there / usual - 1))


def hold_back(lab: Lab, shop: str) -> Estimate:
    """Change of GMV in the four days before the festival, per cent."""
    return _change(lab, shop, WAITING)


def dip(lab: Lab, shop: str) -> Estimate:
    """Change of GMV in the ten days after the festival, per cent."""
    return _change(lab, shop, AFTER)


def _round_the_clock(lab: Lab) -> list[np.ndarray]:
    """Covers shown by natural sources by day and hour, (14, 24), of a room that never closes.

    Without the luck of the day, with the peer index of each day taken out, and of the second
    fortnight only, when the feed is used to the long hours.
    """
    one = sample("yunshi")
    calm = one.model_copy(update={"calendar": one.calendar.model_copy(update={"sd": 0.0})})
    slots = tuple(
        Slot(weekday=day, start_min=half * 720, minutes=720) for day in range(7) for half in (0, 1)
    )
    found = []
    for tables in lab.hours(calm, Plan(name="never closed", sessions=slots), days=28):
        come = tables["traffic_hour"]
        come = come[come["source"].isin(NATURAL)]
        clock = come["hour_ts"].dt
        table = come.groupby([clock.date, clock.hour])["impressions"].sum().unstack()
        peers = np.array([calendar(day).traffic for day in table.index])
        found.append((table.to_numpy(dtype=np.float64) / peers[:, None])[14:])
    return found


def hour_index(lab: Lab, shop: str) -> Estimate:
    """Mean distance of the hours' traffic from the trade's index, per cent of it."""
    told = np.array(HOURS) / np.mean(HOURS)
    gaps = []
    for shown in _round_the_clock(lab):
        index = shown.mean(axis=0) / shown.mean()
        gaps.append(100 * float(np.abs(index / told - 1).mean()))
    return Estimate.of(gaps)


def weekend(lab: Lab, shop: str) -> Estimate:
    """Daytime traffic (9 to 18) of Saturday and Sunday over that of the other days, less one, %."""
    found = []
    for shown in _round_the_clock(lab):
        days = shown[:, 9:18].sum(axis=1)
        free = np.arange(len(days)) % 7 >= 5  # plays begin on a Monday
        found.append(100 * float(days[free].mean() / days[~free].mean() - 1))
    return Estimate.of(found)


def _deviations(lab: Lab, shop: str, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Log of a daily figure about its mean over seeds, (seeds, days), and which days are live."""
    air = {slot.weekday for slot in sample(shop).slots}
    live = np.array([day % 7 in air for day in range(STEADY)])
    figure = getattr(lab.play(shop, USUAL, days=STEADY), name)
    logs = np.log(np.maximum(figure, 1))
    size = len(logs)
    return (logs - logs.mean(axis=0)) * (size / (size - 1)) ** 0.5, live


def day_spread(lab: Lab, shop: str) -> Estimate:
    """Standard deviation of a session day's log GMV about what luck gives on average."""
    rows, live = _deviations(lab, shop, "gmv_fen")
    return jackknife(lambda some: float(np.sqrt(np.mean(some[:, live] ** 2))), rows)


def day_memory(lab: Lab, shop: str) -> Estimate:
    """Persistence of the day effect in visits: covariance at lag two days over that at lag one."""
    rows, live = _deviations(lab, shop, "visits")

    def covariance(some: np.ndarray, lag: int) -> float:
        pair = live[lag:] & live[:-lag]
        return float((some[:, lag:] * some[:, :-lag])[:, pair].mean())

    return jackknife(lambda some: covariance(some, 2) / covariance(some, 1), rows)


def big_session(lab: Lab, shop: str) -> Estimate:
    """Change of Saturday's GMV by a prepared session of twelve hours with a tenth off, per cent."""
    one = sample(shop)
    slots = tuple(slot for slot in one.slots if slot.weekday != 5)
    off = tuple(
        Benefit(
            kind="coupon",
            amount_fen=price_after(USUAL, one, sku.sku_id) // 10,
            quantity=1_000_000,
            sku_ids=(sku.sku_id,),
            tiers=("S",),
        )
        for sku in one.skus
    )
    plan = Plan(
        name="big session",
        sessions=(*slots, Slot(weekday=5, start_min=690, minutes=720, tier="S")),
        benefits=(*one.benefits, *off),
        cover_days={sku.sku_id: 8.0 for sku in one.skus},
    )
    big, usual = (lab.play(shop, chosen, days=7).gmv_fen[:, 5] for chosen in (plan, USUAL))
    return Estimate.of(100 * (big / usual - 1))
