"""A growth plan proposed from a shop's tables alone, with its reasons.

Each setting is taken where what it brings, by the size of this shop and what it keeps of a yuan,
exceeds what it costs. Sizes of effects are the levers' own (``caopan.market.actions``, assumed).
The proposal stays within the mandate of a season: as many changes as that holds, the worthiest.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from caopan.diagnosis.facts import facts
from caopan.diagnosis.responding import break_even
from caopan.errors import CaopanError
from caopan.events.festivals import FESTIVALS
from caopan.market.couplings import season
from caopan.market.effects import DRAW, INSPECTED, freshness, private_domain
from caopan.market.feasibility import LENGTHS, LONGEST_TALK
from caopan.planning.funnel import LATELY, plain_days
from caopan.planning.growth import GrowthPlan
from caopan.planning.mandate import SEASON
from caopan.planning.paid_room import paid_room
from caopan.planning.sessions import SessionCalendar, habit_of, propose_calendar

if TYPE_CHECKING:
    from caopan.diagnosis import Shop
    from caopan.market.scenario import Tier
    from caopan.planning.sessions import Session

STAGE_YUAN: Final[dict[Tier, int]] = {"S": 30_000, "A": 5_000}
"""What preparing such a session costs (assumed, as the market's fees)."""
VIDEO_YUAN, CREATIVE_YUAN, CHECK_YUAN, PERSONA_YUAN = 300, 600, 3, 15_000
"""Prices (assumed; videos and creatives 300-2000 published)."""
CALL_YUAN: Final = 600
"""A further anchor, a session (assumed)."""
PARCELS_YUAN: Final = 9
"""A parcel and its return, which a refund wastes (assumed)."""
SURE: Final = 1.2
"""Times its cost that a setting must bring before it is taken (assumed)."""
SPREAD: Final = 0.6
"""Share of a source's growth that reaches GMV: others are crowded out, some would have come."""
MONTH: Final = 30


class Purse(NamedTuple):
    """What settings are weighed by: yuan a month of GMV, kept of a yuan after refunds, goods and
    fees, and shares of GMV by source."""

    month: float
    kept: float
    shares: dict[str, float]

    def worth(self, more: float) -> float:
        """Yuan a month that a share more of GMV leaves.

        >>> Purse(1_000_000, 0.3, {}).worth(0.1)
        30000.0
        """
        return self.month * self.kept * more


def purse_of(shop: Shop) -> Purse:
    """Read it from the last plain days.

    Raises CaopanError where nothing was sold, or the product list is missing.

    >>> from caopan.diagnosis import Shop
    >>> 0.1 < purse_of(Shop.of("fanhe")).kept < 0.5
    True
    """
    plain = plain_days(shop)[-LATELY:]
    goods = facts(shop, "goods_hour", "source", "gmv_fen")
    by = goods[goods["day"].isin(plain)].groupby("source")["gmv_fen"].sum()
    total = float(by.sum())
    if not total:
        raise CaopanError(f"{shop.name} sold nothing lately: there is nothing to weigh a plan by.")
    parts = break_even(shop)
    kept = (1 - parts.refund) * (parts.margin - parts.rates)
    shares = {str(name): float(value) / total for name, value in by.items()}
    return Purse(total / 100 * 30 / len(plain), kept, shares)


def propose_growth(shop: Shop, stage: int, *, weeks: int = 12) -> GrowthPlan:
    """Propose a growth plan from a shop's tables, with its reasons.

    stage: 0 to 4, as ``stage(shop).number``. The calendar keeps the hour and the days
    of rest that fans know; larger sessions are in it as far as they pay at this size.
    Raises CaopanError where tables are missing.

    >>> from caopan.diagnosis import Shop
    >>> plan = propose_growth(Shop.of("fanhe"), 1)
    >>> sorted(plan.settings)
    ['creatives', 'paid_bp', 'persona', 'private_fen', 'quality_control', 'videos']
    """
    purse = purse_of(shop)
    calendar, said = _calendar(shop, stage, weeks, purse)
    longest = max(one.minutes for one in calendar.sessions)
    tired = purse.worth(0.04) * 7 / MONTH / 6  # an anchor's last two of four hours, a session
    relay = 120 if tired > CALL_YUAN * SURE else LONGEST_TALK if longest > LONGEST_TALK else None
    found = [one for rule in RULES if (one := rule(shop, purse)) and one.worth > 0]
    spare = SEASON.changes - 1 - (relay is not None)  # the calendar is one, the roster another
    kept = sorted(found, key=lambda one: -one.worth)[:spare]
    settings = {one.field: one.value for one in kept}
    return GrowthPlan(
        calendar, settings, relay, {"sessions": said, **{o.field: o.why for o in kept}}
    )


class Setting(NamedTuple):
    """A field of ``Plan``, its value, why, and what it is worth a month in yuan beyond its cost."""

    field: str
    value: Any
    why: str
    worth: float


def _calendar(shop: Shop, stage: int, weeks: int, purse: Purse) -> tuple[SessionCalendar, str]:
    """The stage's calendar, its larger sessions as far as they pay."""
    start, minutes, rest = habit_of(shop)
    first = shop.first_day + timedelta(days=shop.days)
    day = purse.month / 26
    pays = {tier: (DRAW[tier] - 1) * day * purse.kept / cost for tier, cost in STAGE_YUAN.items()}
    festive = season(date(first.year, *FESTIVALS[0][:2]))  # any festival is like any other
    plain = {tier for tier, times in pays.items() if times * (2 if tier == "S" else 1) > 1}
    keep = plain | ({"A"} if pays["A"] * festive.traffic * festive.create > 1 else set())
    calendar = propose_calendar(
        stage, first, weeks=weeks, start_min=start, minutes=minutes, rest=rest
    )
    sessions = []
    for one in calendar.sessions:
        fits = plain if calendar.phase(one.day).phase != "festival" else keep
        if one.tier == "B" or one.tier in fits:
            sessions.append(one)
            continue
        sessions.append(_smaller(one, minutes))
    said = f"an A brings ¥{pays['A'] * STAGE_YUAN['A']:,.0f} more and costs ¥5,000"
    return SessionCalendar(first, calendar.days, tuple(sessions)), said


def _smaller(one: Session, minutes: int) -> Session:
    """A B session in place of a larger one; it ends when that would have."""
    length = min(minutes, LENGTHS["B"][1])
    return one._replace(
        tier="B",
        minutes=length,
        start_min=one.start_min + one.minutes - length,
        stock_day=None,
        teaser_days=(),
        anchors=one.anchors[: -(-length // LONGEST_TALK)],
    )


def _paid(shop: Shop, purse: Purse) -> Setting | None:
    """Spend less where the average yuan does not pay: as far as the power of spend says."""
    room = paid_room(shop)
    if room.share >= 1 or not room.spend_yuan:
        return None
    saved = room.spend_yuan * (1 - room.share)
    return Setting("paid_bp", round(room.share * 10_000), room.words, saved / 2)


def _videos(shop: Shop, purse: Purse) -> Setting | None:
    posts = 0
    if "ops_log" in shop.frames:
        posts = int((facts(shop, "ops_log", "kind")["kind"] == "video_post").sum())
    now = max(posts / shop.days, 1.0)
    share, spare = purse.shares.get("short_video", 0.0), 1 + SEASON.size_bp / 10_000
    gains = {
        many: purse.worth(share * (np.sqrt(many / now) - 1))
        - (many - now) * MONTH * VIDEO_YUAN * SURE
        for many in range(ceil(now), int(now * spare) + 1)
    }
    best = max(gains, key=lambda many: gains[many])
    why = f"{now:.1f} a day now; so many bring most for their price"
    return Setting("videos", float(best), why, gains[best])


def _creatives(shop: Shop, purse: Purse) -> Setting | None:
    more = purse.shares.get("paid", 0.0) * (freshness(6) / freshness(3) - 1) * SPREAD
    cost = 3 * MONTH / 7 * CREATIVE_YUAN
    why = f"fresh ones bring ¥{purse.worth(more):,.0f} a month for ¥{cost:,.0f}"
    return Setting("creatives", 6.0, why, purse.worth(more) - cost * SURE)


def _private(shop: Shop, purse: Purse) -> Setting | None:
    share = purse.shares.get("follow", 0.0)
    gains = {
        yuan: purse.worth(share * SPREAD * 0.5 * (private_domain(yuan * 100) - 1)) - yuan * SURE
        for yuan in (2_000, 4_000, 6_000, 8_000)
    }
    best = max(gains, key=lambda yuan: gains[yuan])
    return Setting("private_fen", best * 100, "former buyers come back", gains[best])


def _persona(shop: Shop, purse: Purse) -> Setting | None:
    fans = purse.shares.get("follow", 0.0)
    more = 0.08 * SPREAD * purse.shares.get("recommend", 0.0) + 0.12 * max(0.25 - fans, 0)
    why = "newcomers decide this shop's growth, and follow more"
    return Setting("persona", True, why, purse.worth(more) - PERSONA_YUAN * SURE * MONTH / 84)


def _hype(shop: Shop, purse: Purse) -> Setting | None:
    refund = break_even(shop).refund
    if refund <= 0.25:
        return None
    return Setting("hype", 0.15, f"{refund:.0%} comes back: less pressure", purse.worth(0.05))


def _inspected(shop: Shop, purse: Purse) -> Setting | None:
    """SKUs whose refunds cost more than looking at each piece: those that matter most."""
    columns = ("unit_list_fen", "unit_cost_fen", "exp_refund_bp", "fee_bp", "comm_bp")
    table = facts(shop, "product", "sku_id", *columns).drop_duplicates("sku_id")
    goods = facts(shop, "goods_hour", "sku_id", "units")
    plain = plain_days(shop)[-LATELY:]
    sold = goods[goods["day"].isin(plain)].groupby("sku_id")["units"].sum() * MONTH / len(plain)
    price = table["unit_list_fen"] / 100
    fees = price * (table["fee_bp"] + table["comm_bp"]) / 10_000
    lost = price - table["unit_cost_fen"] / 100 - fees + PARCELS_YUAN
    saved = (1 - INSPECTED) * table["exp_refund_bp"] / 10_000 * lost - CHECK_YUAN * SURE
    worth = saved * table["sku_id"].map(sold).fillna(0.0)
    best = worth[worth > 0].nlargest(SEASON.inspected)
    skus = tuple(table.loc[best.index, "sku_id"])
    why = "a refund there costs more than looking"
    return Setting("quality_control", skus, why, float(best.sum()))


RULES: Final = (_paid, _videos, _creatives, _private, _persona, _hype, _inspected)
