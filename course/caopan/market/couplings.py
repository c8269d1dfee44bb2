"""The couplings of the market: what one thing does to another, each in one function.

Marks: "published" (a study or the trade's own figures give the size), "weakly sourced" (vendor
guidance: shape only), "derived" (arithmetic on a published case), "assumed" (ours, to be tuned).
The twelfth coupling, between what happens and what is measured, is ``measurement.collect``.
All functions take numbers or arrays that broadcast together.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from caopan.events.festivals import DIP_DAYS, around
from caopan.market.inverse import normal
from caopan.market.luck import mix, unit, word

Floats = NDArray[np.float64]
Number: TypeAlias = Any
"""A number, or an array of them: the functions broadcast."""

DECAY = np.array([0.50, 0.18, 0.11, 0.08, 0.06, 0.04, 0.03])
"""Share of the off-session orders that fall on the day itself and the six after it (assumed)."""


def feed(stay: float, engaged: float, gpm: float, power: float, low: float, high: float) -> float:
    """Recommendation feedback: times recommended covers in the next ten minutes.

    stay, engaged, gpm: watch time, engagement and money a view of the last ten minutes against a
    sound room of this kind. power: 0.5 (sign published, size assumed); low, high: 0.6-1.6 assumed.
    Money weighs most, as the feed of a shop does (assumed).

    >>> feed(1.0, 1.0, 4.0, 0.5, 0.6, 1.6), feed(1.0, 1.0, 1.0, 0.5, 0.6, 1.6)
    (1.6, 1.0)
    """
    score: float = gpm * (stay * engaged) ** 0.25
    shown: float = score**power
    return min(max(shown, low), high)


def explain(minute: Number, lately: Number = 0) -> Number:
    """How well an explanation works in its n-th minute (0 first): 0.75, then from 1.15 to 0.6.

    It multiplies the lift of ``Room.explain_click`` (published +21 % browsing) and
    ``Room.explain_create`` (with it, published +136 % purchases). That revenue falls with longer
    explanations is published, the slope of 6 points a minute is assumed. The first minute brings
    out the goods, so hopping does not pay; nor does repeating: ``lately``, the minutes that the SKU
    had within the last hour, wears it out above fifteen (both assumed).

    >>> [round(float(explain(m)), 2) for m in (0, 1, 60)], round(float(explain(1, 30)), 2)
    ([0.75, 1.15, 0.6], 0.66)
    """
    at = np.asarray(minute)
    fresh = np.where(at == 0, 0.75, np.maximum(1.21 - 0.06 * at, 0.6))
    worn: Floats = fresh * (15 / np.maximum(lately, 15)) ** 0.8
    return worn


@dataclass(frozen=True)
class Hype:
    """What pressing buyers does, against the merchant's usual way."""

    create: Floats  # times orders per click
    refund: Floats  # added to the chance of a refund
    follow: Floats  # times follows
    loyal: Floats  # times repurchase
    eager: Floats  # times likes and comments


def hype(level: Number, usual: Number, create: Number, refund: Number) -> Hype:
    """Pressure in the script raises orders now, and returns and distrust later.

    level, usual: 0 to 1. create: 0.15-0.25 more orders at 1 (assumed). refund: share added at 1,
    with the square of the level (published: up to +11.7 points for one standard deviation of
    interaction). Follows fall by a quarter, loyalty by 0.6 at 1 (sign published, assumed).

    >>> strong = hype(1.0, 0.3, 0.2, 0.16)
    >>> float(strong.create.round(3)), float(strong.refund.round(3))
    (1.132, 0.146)
    """
    level, usual = np.asarray(level, float), np.asarray(usual, float)
    return Hype(
        create=(1 + create * level) / (1 + create * usual),
        refund=refund * (level**2 - usual**2),
        follow=(1 - 0.25 * level) / (1 - 0.25 * usual),
        loyal=(1 - 0.6 * level) / (1 - 0.6 * usual),
        eager=1 + 0.6 * np.maximum(level - usual, 0) / np.maximum(1 - usual, 1e-9),
    )


@dataclass(frozen=True)
class PaidTraffic:
    """Visits an hour, what they are worth, and fans' visits that would have come anyway."""

    visits: Floats
    quality: Floats
    taken: Floats


def paid_traffic(
    fen_per_h: Number, k: Number, beta: Number, usual_fen: Number, fade: Number, fans: Number
) -> PaidTraffic:
    """Paid traffic with diminishing returns, fading quality and cannibalised fans.

    visits = k (spend an hour / 1000 yuan)^beta, beta 0.55-0.8 (derived from one published case).
    quality = (spend / usual)^-fade: watch time, click and create of the paid (derived: stay halved
    at +50 % spend). fans: share of fans among the paid; six in ten of their visits would have
    come by following (assumed).

    >>> double = paid_traffic(200_000, 600, 0.68, 100_000, 0.3, 0.1)
    >>> float(double.visits.round()), float(double.quality.round(2)), float(double.taken.round())
    (961.0, 0.81, 58.0)
    """
    spend = np.asarray(fen_per_h, float) / 100_000
    visits = k * spend**beta
    strain = np.maximum(np.asarray(fen_per_h) / np.maximum(usual_fen, 1.0), 0.1)
    return PaidTraffic(visits, strain**-fade, 0.6 * visits * fans)


def coupon(amount_fen: Number, price_fen: Number, elasticity: Number) -> Number:
    """Times orders of those who may use a coupon: (price after / before)^-elasticity.

    elasticity: 1.5-3 (assumed). Who would have bought anyway redeems too; their share among the
    redeemers is one over this factor (40-70 % assumed by the trade).

    >>> round(float(coupon(2000, 10_000, 2.2)), 2)
    1.63
    """
    price = np.maximum(np.asarray(price_fen, float), 1.0)
    return np.maximum(1 - np.asarray(amount_fen) / price, 0.05) ** -np.asarray(elasticity)


def price_response(ratio: Number, dear: Number, cheap: Number) -> Number:
    """Times orders at a price of ``ratio`` to the peers': elastic above (3), less below (1.2).

    Elasticity 1.5-3 (assumed): buyers compare, and a low price is noticed by fewer of them.

    >>> round(float(price_response(1.1, 3.0, 1.2)), 3)
    0.751
    """
    ratio = np.maximum(np.asarray(ratio, float), 0.05)
    power = np.asarray(np.where(ratio > 1, dear, cheap), float)
    return ratio**-power


def substitute(unserved: int, share: float, luck: float) -> int:
    """How many of those who found a SKU sold out take another card on screen.

    share: 0.2-0.4 (published as a range of the trade, assumed). Whole people, the mean exact.

    >>> substitute(10, 0.3, 0.5)
    3
    """
    return min(int(unserved * share + luck), unserved)


def fan_reach(live_h: Number, tire: Number, returning: Number, loyal: Number) -> Number:
    """Times covers that fans open: tired by frequent sessions, rested by pauses; repurchase.

    live_h: hours on air a day, smoothed; above three they tire (assumed). returning: former buyers
    who are due again, against the usual number; loyal: their weight in follow visits. A buyer is
    due after 30-60 days (published: seven in ten of the platform's buyers buy again).

    >>> float(fan_reach(3.0, 0.05, 1.0, 0.5)), round(float(fan_reach(7.0, 0.05, 1.0, 0.5)), 3)
    (1.0, 0.833)
    """
    rest = 1 / (1 + tire * np.maximum(np.asarray(live_h) - 3, 0))
    return rest * (1 + loyal * np.asarray(returning)) / (1 + np.asarray(loyal))


def room_reach(live_h: Number, usual_h: Number) -> Number:
    """Times natural covers of a room that is on air longer than it used to be.

    The feed shows a room to those who like such rooms, and there are only so many: twice the hours
    bring 1.3 times the covers (power 0.6, assumed). Less than usual brings no more an hour.

    >>> room_reach(4.0, 4.0), round(float(room_reach(8.0, 4.0)), 2)
    (np.float64(1.0), 0.66)
    """
    return (usual_h / np.maximum(live_h, usual_h)) ** 0.6


@dataclass(frozen=True)
class Returns:
    """Chance of a refund a piece, and which share of the refunds comes before shipping."""

    chance: Floats
    early: Floats


def refund_chance(
    base: Number,
    pressed: Number,
    late: Number,
    newcomers: Number,
    pre_ship: Number,
    faulty: Number = 0.0,
) -> Returns:
    """Returns by category and quality (``base``), hype, lateness, and new against old buyers.

    base: refund chance of the SKU (by category 8-45 %, assumed). pressed: added by ``hype``.
    late: share of the day's parcels shipped after their promise; it adds 0.25 x late before
    shipping (assumed). newcomers: share of buyers who are no fans, against the usual: they return
    a fifth more (assumed). pre_ship: 25-45 % of refunds (assumed). faulty: added by faulty goods;
    nobody knows of them before they arrive.

    >>> calm = refund_chance(0.4, 0.0, 0.0, 0.0, 0.35)
    >>> float(calm.chance), float(calm.early.round(6))
    (0.4, 0.35)
    >>> float(refund_chance(0.4, 0.0, 1.0, 0.0, 0.35).early.round(2))
    0.6
    """
    usual = np.clip(np.asarray(base) * (1 + 0.2 * np.asarray(newcomers)) + pressed, 0, 0.95)
    waited = np.minimum(usual + 0.25 * np.asarray(late), 0.95)
    whole = np.minimum(waited + faulty, 0.95)
    early = (usual * pre_ship + (waited - usual)) / np.where(whole > 0, whole, 1.0)
    return Returns(whole, np.where(whole > 0, early, pre_ship))


@dataclass(frozen=True)
class Season:
    """What the calendar does on a day to all merchants alike."""

    traffic: float
    create: float
    cost: float  # times the price of paid visits
    refund: float  # added to the chance of a refund


def season(day: date) -> Season:
    """What festivals make of a day: what anybody can expect who knows the dates.

    Festival: traffic x1.5, orders x1.3, paid visits x1.5 dearer, refunds +5 points. Hold-back:
    orders -18 % for five days. Dip: traffic -25 % at first, gone after ten days. All within the
    trade's ranges (x1.3-1.8, x1.2-1.5, x1.3-2, +3-8 pp, -10-25 %, -15-35 %), assumed.

    >>> season(date(2021, 11, 6)).traffic, season(date(2021, 11, 4)).create
    (1.5, 0.82)
    """
    phase, after = around(day)
    if phase == "festival":
        return Season(1.5, 1.3, 1.5, 0.05)
    if phase == "hold-back":
        return Season(1.0, 0.82, 1.0, 0.0)
    if phase == "dip":
        return Season(1 - 0.25 * (DIP_DAYS + 1 - after) / DIP_DAYS, 0.95, 1.0, 0.0)
    return Season(1.0, 1.0, 1.0, 0.0)


def calendar(day: date) -> Season:
    """The ``season`` of a day, and its peer index.

    The peer index (log sd 0.04) is the same for all merchants, so that differences from peers make
    sense; nobody knows it before.

    >>> calendar(date(2021, 11, 6)).cost, calendar(date(2021, 9, 15)).refund
    (1.5, 0.0)
    """
    seed = np.array([word("peer") ^ day.toordinal()], dtype=np.uint64)
    peers = float(np.exp(0.04 * normal(unit(mix(seed)))[0]))
    known = season(day)
    return replace(known, traffic=known.traffic * peers)


def spill(sold: Number, share: Floats) -> Floats:
    """Off-session pieces that a day's sessions cause: (R, K) and (R,) to means (R, 7, K).

    share: 0.10-0.30 of the pieces sold on air (sign published, size assumed), on the day itself
    and the six days after it, falling (``DECAY``). No board sees them while on air.

    >>> float(spill(np.array([[100.0]]), np.array([0.12])).sum().round(6))
    12.0
    """
    means: Floats = (sold * share[:, None])[:, None, :] * DECAY[None, :, None]
    return means


@dataclass(frozen=True)
class Throttle:
    """Chance of a violation in a session, and what follows from one."""

    chance: Floats
    natural: Floats  # times natural traffic
    days: NDArray[np.int64]


def throttle(level: Number, slip: Number, luck: Floats) -> Throttle:
    """Violations become likelier with hype; natural traffic x0.3-0.5 for 3-7 days (assumed).

    level: hype of the day. slip: chance a session when calm. luck: uniforms that fix how hard and
    how long. Platforms published six-digit numbers of penalties for false promotion a half-year.

    >>> hit = throttle(1.0, 0.002, np.array([0.5]))
    >>> float(hit.chance.round(3)), float(hit.natural[0]), int(hit.days[0])
    (0.042, 0.4, 5)
    """
    level = np.asarray(level, float)
    return Throttle(
        chance=slip + 0.04 * np.maximum(level, 0) ** 3,
        natural=0.3 + 0.2 * luck,
        days=3 + (luck * 5).astype(np.int64),
    )
