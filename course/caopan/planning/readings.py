"""What the stages are read from: numbers of a merchant beside what each should be.

All limits are the course's own (assumed). What a table does not tell is said, not guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from caopan.diagnosis.days import QUANTITIES, peer_days
from caopan.diagnosis.facts import facts
from caopan.diagnosis.peers import match_peers
from caopan.errors import CaopanError
from caopan.planning.funnel import plain_days, shown, told_days

if TYPE_CHECKING:
    from caopan.diagnosis import Shop
    from caopan.diagnosis.days import Ints

MONTH: Final = 28
"""Days of a month here: four of each weekday; money is told for thirty."""
ORDERS, SESSIONS = 30, 8
"""Paid orders a session, and how many sessions on end: the exit from cold start (assumed)."""
FAN_GMV: Final = 0.40
"""Least share of GMV by fans at the exit from growth; 40-70 % (assumed)."""
UP: Final = 0.20
"""What each of two plain months must gain at the exit from breakthrough (assumed)."""
TOP3: Final = 0.65
"""Most share of GMV by the three best SKUs: above it depth binds (40-65 % usual, assumed)."""
MARGIN: Final = 0.10
"""Least contribution, as a share of GMV, at the exit from mature (assumed)."""


Days = Mapping[str, "Ints"]
"""Quantities by the day."""


class Reading(NamedTuple):
    """One number of a merchant beside what it should be.

    need: the number that it is held against. met: whether it holds; None where it cannot be read.
    gap: how far it falls short, as a share of the need; zero or less where it does not.
    """

    what: str
    value: float | None
    unit: str
    need: float | None
    met: bool | None
    gap: float | None
    says: str


class Facts(NamedTuple):
    """What the readings are made from.

    own: each quantity that is told, by the day. last, before: plain days of the last two months.
    peers: the same of each peer, None without peers. months: GMV of thirty plain days in fen,
    oldest first.
    """

    shop: Shop
    own: Days
    last: Ints
    before: Ints
    peers: list[Days] | None
    months: list[int]


def readings(shop: Shop) -> tuple[dict[str, Reading], list[int], tuple[str, ...]]:
    """Read everything that the stages ask for: readings by name, months' GMV in fen, notes.

    Raises CaopanError where hour tables are missing or tell less than four weeks.

    >>> from caopan.diagnosis import Shop
    >>> read, months, notes = readings(Shop.of("liuyi"))
    >>> len(months), read["orders_session"].met
    (3, True)
    """
    if shop.days < MONTH:
        raise CaopanError(
            f"{shop.name}: {shop.days} days are no month; a stage needs {MONTH} days or more."
        )
    notes = _notes(shop)
    told = _facts(shop)
    read = {}
    for name, make in _MAKERS.items():
        try:
            read[name] = make(told)
        except CaopanError as problem:
            what, unit = _NAMES[name]
            read[name] = Reading(what, None, unit, None, None, None, str(problem))
    return read, told.months, notes


def _notes(shop: Shop) -> tuple[str, ...]:
    said = []
    if shop.days < 3 * MONTH:
        said.append(
            f"{shop.days} days cannot tell two months that fall or rise: renewal and the exit from "
            f"breakthrough need {3 * MONTH}."
        )
    if shop.days < 180:
        said.append("Whether 90-day repurchase holds needs 180 days of orders.")
    return tuple(said)


def _facts(shop: Shop) -> Facts:
    own = told_days(shop)
    plain = plain_days(shop)
    blocks = []
    for end in range(shop.days, MONTH - 1, -MONTH):
        inside = plain[(plain >= end - MONTH) & (plain < end)]
        blocks.append(inside if len(inside) >= 7 else np.arange(end - MONTH, end))
    gmv = own["gmv_fen"]
    months = [int(gmv[days].sum()) * 30 // len(days) for days in reversed(blocks)]
    try:
        kept, others = match_peers(shop).kept, peer_days(shop)
        rows = [at for at, name in enumerate(others.names) if name in kept] or [
            *range(len(others.names))
        ]
        peers: list[Days] | None = [
            dict(zip(QUANTITIES, others.values[at].T, strict=True)) for at in rows
        ]
    except CaopanError:
        peers = None
    before = blocks[1] if len(blocks) > 1 else blocks[0][:0]
    return Facts(shop, own, blocks[0], before, peers, months)


def _rate(values: Days, days: Ints, names: tuple[str, str]) -> float:
    if missing := [name for name in names if name not in values]:
        raise CaopanError(f"The tables do not tell {', '.join(missing)}.")
    up, low = (int(values[name][days].sum()) for name in names)
    if not low:
        raise CaopanError(f"{names[1]} is zero in the last month: {names[0]} cannot be divided.")
    return up / low


def _beside(
    told: Facts, names: tuple[str, str], what: str, unit: str, *, high: bool = True
) -> Reading:
    """A quotient of the last month beside the peers' middle one; high: more is better."""
    own = _rate(told.own, told.last, names)
    if told.peers is None:
        says = f"{what}: {shown(own)} {unit}; there are no peers to compare with."
        return Reading(what, own, unit, None, None, None, says)
    middle = float(np.median([_rate(one, told.last, names) for one in told.peers]))
    short = (middle - own) / middle if high else (own - middle) / middle
    says = f"{what}: {shown(own)} {unit}, the peers' middle {shown(middle)}."
    return Reading(what, own, unit, middle, short <= 0, short, says)


def _stay(told: Facts) -> Reading:
    """Mean stay stands for 60-second retention, which no peer tells; the own share is said."""
    from caopan.diagnosis.staying import retention

    found = _beside(told, ("watch_s", "viewers"), *_NAMES["stay"])
    try:
        marks = retention(told.shop).marks
        share = float(marks.loc[marks["second"] == 60, "after"].iloc[0])
        more = f" {share:.0%} stayed a minute in the sessions with event tables; no peer tells it."
    except (CaopanError, TypeError):
        more = " Who stayed a minute is not known: there are no event tables of these weeks."
    return found._replace(says=found.says + more)


def _orders_session(told: Facts) -> Reading:
    what, unit = _NAMES["orders_session"]
    if "sessions" not in told.own:
        raise CaopanError(f"{what}: the tables do not tell sessions.")
    air, pays = (told.own[name] for name in ("sessions", "pays"))
    days = np.flatnonzero(air)[-SESSIONS:]
    if len(days) < SESSIONS:
        raise CaopanError(f"{what}: {len(days)} days on air, and {SESSIONS} are asked for.")
    least = float((pays[days] / air[days]).min())
    says = f"The weakest of the last {SESSIONS} days on air sold {least:.0f} orders a session."
    return Reading(what, least, unit, ORDERS, least >= ORDERS, (ORDERS - least) / ORDERS, says)


def _fan_gmv(told: Facts) -> Reading:
    what, unit = _NAMES["fan_gmv"]
    lines = facts(told.shop, "order_line", "is_fan", "pay_fen", "pay_ts", "session_id")
    lines = lines[lines["pay_ts"].notna() & (lines["day"] >= told.last[0])]
    total = int(lines["pay_fen"].sum())
    if not total:
        raise CaopanError(f"{what}: no order lines with a session in the last month.")
    share = int(lines.loc[lines["is_fan"].astype(bool), "pay_fen"].sum()) / total
    sessions = lines["session_id"].nunique()
    told_in = "the one session" if sessions == 1 else f"the {sessions} sessions"
    says = f"Fans paid {share:.0%} of GMV in {told_in} with order lines."
    gap = (FAN_GMV - share) / FAN_GMV
    return Reading(what, share, unit, FAN_GMV, share >= FAN_GMV, gap, says)


def _paid_roi(told: Facts) -> Reading:
    from caopan.diagnosis.responding import break_even

    what, unit = _NAMES["paid_roi"]
    own = _rate(told.own, told.last, ("paid_gmv_fen", "ad_spend_fen"))
    due = break_even(told.shop).roi
    if due is None:
        return Reading(what, own, unit, None, False, 1.0, "No ROI would pay for these goods.")
    says = f"A yuan of spend brought ¥{own:.2f}; it pays from ¥{due:.2f} on."
    return Reading(what, own, unit, due, own >= due, (due - own) / due, says)


def _top3(told: Facts) -> Reading:
    what, unit = _NAMES["top3"]
    goods = facts(told.shop, "goods_hour", "sku_id", "gmv_fen")
    goods = goods[goods["day"] >= told.last[0]].groupby("sku_id")["gmv_fen"].sum()
    share = float(goods.nlargest(3).sum() / max(goods.sum(), 1))
    says = f"Three SKUs bring {share:.0%} of GMV; above {TOP3:.0%} one empty shelf is a bad month."
    return Reading(what, share, unit, TOP3, share <= TOP3, (share - TOP3) / TOP3, says)


def _two_months_up(told: Facts) -> Reading:
    what, unit = _NAMES["two_months_up"]
    if len(told.months) < 3 or min(told.months[-3:-1]) <= 0:
        raise CaopanError(f"{what}: {len(told.months)} months are told, and three are needed.")
    a, b, c = told.months[-3:]
    least = min(b / a, c / b) - 1
    says = f"The last two plain months changed by {b / a - 1:+.0%} and {c / b - 1:+.0%}."
    return Reading(what, least, unit, UP, least >= UP, (UP - least) / UP, says)


def _margin(told: Facts) -> Reading:
    from caopan.diagnosis.responding import break_even

    what, unit = _NAMES["margin"]
    parts = break_even(told.shop)
    ads = _rate(told.own, told.last, ("ad_spend_fen", "gmv_fen"))
    kept = (1 - parts.refund) * (parts.margin - parts.rates) - ads
    says = (
        f"After expected refunds ({parts.refund:.0%}), goods, fees and ads {kept:.0%} of GMV is "
        "left, before crew and parcels."
    )
    return Reading(what, kept, unit, MARGIN, kept >= MARGIN, (MARGIN - kept) / MARGIN, says)


def _refund(told: Facts) -> Reading:
    return _beside(told, ("refund_fen", "gmv_fen"), *_NAMES["refund"], high=False)


def _fan_come(told: Facts) -> Reading:
    return _beside(told, ("fan_visits", "sessions"), *_NAMES["fan_come"])


def _enter(told: Facts) -> Reading:
    return _beside(told, ("visits", "impressions"), *_NAMES["enter"])


def _repurchase(told: Facts) -> Reading:
    raise CaopanError(
        f"90 days must be held against the 90 before: {told.shop.days} days do not tell it."
    )


def _trend(told: Facts) -> Reading:
    """The last month's change, less what the peers changed by."""
    what, unit = _NAMES["trend"]
    if len(told.months) < 2 or not told.months[-2]:
        raise CaopanError(f"{what}: {len(told.months)} month is told, and two are needed.")
    own = told.months[-1] / told.months[-2] - 1
    says = f"The last plain month changed by {own:+.0%}"
    if told.peers is not None:
        last, before = (
            np.array([one["gmv_fen"][days].mean() for one in told.peers])
            for days in (told.last, told.before)
        )
        theirs = float(np.median(last / np.maximum(before, 1)) - 1)
        own, says = (1 + own) / (1 + theirs) - 1, says + f", the peers' middle by {theirs:+.0%}"
    return Reading(what, own, unit, 0.0, own >= 0, -own, says + ".")


_NAMES: Final = {
    "stay": ("mean stay", "s a viewer"),
    "orders_session": (f"orders a session, {SESSIONS} on end", "orders"),
    "fan_gmv": ("share of GMV by fans", "share"),
    "paid_roi": ("ROI of paid traffic", "yuan a yuan"),
    "top3": ("GMV of the three best SKUs", "share"),
    "two_months_up": ("two plain months up", "share"),
    "margin": ("left of GMV", "share"),
    "refund": ("refunds", "of GMV"),
    "fan_come": ("visits by fans a session", "visits"),
    "enter": ("visits a cover", "share"),
    "repurchase": ("90-day repurchase", "share"),
    "trend": ("change of the month beside peers'", "share"),
}
_MAKERS: Final[dict[str, Callable[[Facts], Reading]]] = {
    "stay": _stay,
    "orders_session": _orders_session,
    "fan_gmv": _fan_gmv,
    "paid_roi": _paid_roi,
    "top3": _top3,
    "two_months_up": _two_months_up,
    "margin": _margin,
    "refund": _refund,
    "fan_come": _fan_come,
    "enter": _enter,
    "repurchase": _repurchase,
    "trend": _trend,
}
