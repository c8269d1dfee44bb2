"""A session as plans, calendar and faults make it: every rate of the model, before luck.

One row for each case (scenario and plan), see ``Cases``; a day without a session has a sheet, too.
"""

from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caopan.market import effects
from caopan.market.buying import budgets
from caopan.market.cases import Cases, paid_plans
from caopan.market.couplings import Hype, Season, calendar, hype, price_response
from caopan.market.deals import Deals, deals
from caopan.market.knobs import Knobs, knobs, mended
from caopan.market.plan import list_after, on_shelf
from caopan.market.scenario import Tier
from caopan.market.world import (
    FOLLOW,
    PAID,
    PHASES,
    PLAZA,
    RECOMMEND,
    SHARE,
    VIDEO,
    Floats,
    Ints,
    World,
)

FED = [RECOMMEND, VIDEO, PLAZA]
"""Sources that the platform's feed fills; it punishes and rewards there."""


class Sheet(NamedTuple):
    """Rates of one session. Shapes: source (G, S), people (G, S, 2), SKU (G, K+1), else (G,)."""

    group: Ints  # (R,) the row of each replicate
    base: Floats  # impressions a minute before mood and hour (G, S)
    enter: Floats
    bounce: Floats  # (G, S, 2)
    leave: Floats  # (G, S, 2), a minute
    click_way: Floats  # (G, S, 2)
    create_way: Floats  # (G, S, 2)
    fan_share: Floats
    back: Floats
    follow: Floats  # of non-fans who stay
    see: Floats  # (G, K+1), a present person and minute in the window
    see_explained: Floats
    explain_click: Floats
    explain_create: Floats
    click: Floats
    create: Floats
    pay: Floats
    two: Floats
    refund: Floats  # before hype, lateness and newcomers
    faulty: Floats  # refunds added by faulty goods, all after shipping
    pressed: Floats  # refunds added by hype and season
    price: Ints  # paid a piece, after standing coupons
    revenue: Ints  # merchant's inflow a piece: list less own coupon
    listed: Ints
    cost: Ints
    cover: Floats  # days of demand kept
    cap: Floats  # of daily demand that can be ordered a day
    presale: Ints  # pieces that may be sold beyond the stock
    deal_fen: Ints  # price benefit of the session, off a line
    deal_gate: Ints  # 0 all, 1 fans, 2 new
    deal_funder: Ints  # 0 merchant, 1 platform, 2 anchor, -1 none
    deal_quantity: Ints
    deal_every: Ints  # minutes between flash windows, 0 for always
    deal_lift: Floats  # times orders of those who may use it
    substitute: Floats
    feed_power: Floats
    feed_low: Floats
    feed_high: Floats
    hype: Floats
    loyal: Floats  # times repurchase
    videos: Floats
    season: Floats  # times orders that the calendar makes, for all merchants alike

    def spread(self) -> "Sheet":
        """The same with a row for each replicate: (R, ...) in place of (G, ...)."""
        rows: dict[str, Any] = {
            name: array[self.group] for name, array in self._asdict().items() if name != "group"
        }
        return Sheet(group=np.arange(len(self.group)), **rows)


def make_sheet(cases: Cases, day: int, tiers: tuple[Tier, ...] | None = None) -> Sheet:
    """Rates of ``day`` in a session of ``tiers`` (G,); None: outside of sessions."""
    world = cases.world
    plain: Tier = "B"
    tier = tiers or (plain,) * len(cases)
    now = cases.acting(day)
    season = calendar(world.scenarios[0].first_day + timedelta(days=day))
    knob = mended(cases, knobs(world, day), day)
    usual = world.one("room", "hype")
    level = cases.chosen("hype", now.one("room", "hype"))
    press = hype(level, usual, world.one("room", "hype_create"), world.one("room", "hype_refund"))
    deal = deals(cases, tier, day)
    private = np.array([effects.private_domain(f) for f in _private(cases, day)])
    return Sheet(
        group=cases.group,
        **_traffic(cases, day, season, knob, tier, level - usual),
        **_people(cases, day, knob, press, deal),
        **_goods(cases, day, knob, press, season, deal),
        **deal.arrays(),
        see_explained=world.one("room", "see_explained"),
        explain_click=world.one("room", "explain_click"),
        explain_create=world.one("room", "explain_create"),
        substitute=world.one("room", "substitute"),
        feed_power=world.one("room", "feed_power"),
        feed_low=world.one("room", "feed_low"),
        feed_high=world.one("room", "feed_high"),
        hype=level,
        loyal=press.loyal * private * np.maximum(1 - 0.4 * knob.estranged, 0.1),
        season=np.full(len(cases), season.create),
        videos=cases.chosen("videos", now.one("calendar", "videos")),
    )


def _private(cases: Cases, day: int) -> Floats:
    """Yuan a month that work in the private domain by now: grown in over a month."""
    usual = cases.world.one("fans", "private_fen")
    grown = min((day - cases.first + 1) / effects.PRIVATE_DAYS, 1.0)
    now: Floats = usual + (cases.chosen("private_fen", usual) - usual) * grown
    return now


def _persona(cases: Cases, day: int) -> Floats:
    """Enter, follow, recommended quality by case: (G, 3)."""
    moved = effects.persona(day - cases.first)
    return np.array([moved if plan.persona else (1.0, 1.0, 1.0) for plan in cases.plans])


def _traffic(
    cases: Cases,
    day: int,
    season: Season,
    knob: Knobs,
    tiers: tuple[Tier, ...],
    pressed: Floats,
) -> dict[str, Any]:
    world, now = cases.world, cases.acting(day)
    date = world.scenarios[0].first_day + timedelta(days=day)
    weekend = np.where(date.weekday() >= 5, world.one("calendar", "weekend"), 1.0)
    draw = np.array([effects.DRAW[tier] for tier in tiers])
    outside = (weekend * season.traffic * draw * _dipped(knob))[:, None]
    enter = now.by_source("enter") * (1 - 0.13 * np.minimum(knob.scene, 5))[:, None]
    enter = enter * _persona(cases, day)[:, :1]
    enter[:, PAID] *= _fresh(cases, day)
    enter[:, SHARE] = 1.0
    base = now.by_source("impressions_per_h") / 60 * outside * world.trend(day)[:, None]
    base[:, FOLLOW] = now.one("fans", "reach_per_h") / 60 * outside[:, 0]
    base[:, FOLLOW] *= np.maximum(1 - 0.35 * knob.worn, 0.1)
    base[:, FOLLOW] *= np.maximum(1 - 0.05 * knob.estranged, 0.3)
    base[:, PAID] = 0.0  # by the hour, see Air
    # whom the script presses complains, and the feed hears of it
    complaints = np.maximum(1 - 0.2 * np.maximum(pressed, 0), 0.2)
    base[:, RECOMMEND] *= (1 + 0.10 * knob.tags) * complaints
    base[:, FED] *= (
        np.maximum(1 - 0.5 * knob.throttled, 0.1)
        * np.maximum(1 - 0.4 * knob.feed, 0.1)
        * np.maximum(1 - 0.35 * knob.dependent, 0.1)
        * np.where(_spends(cases, day), 1.0, np.maximum(1 - 0.4 * knob.dependent, 0.1))
    )[:, None]
    return {"base": base, "enter": np.minimum(enter, 1.0)}


def _dipped(knob: Knobs) -> Floats:
    """Times covers, and times orders, of a demand that was pulled forward: (G,)."""
    left: Floats = 1 - 0.12 * np.minimum(knob.dip, 5)
    return left


def _spends(cases: Cases, day: int) -> NDArray[np.bool_]:
    """Whether there are paid plans that run on a day: (G,)."""
    return np.array(
        [
            plan.paid_bp > 0
            and day not in one.unfunded_days
            and any(
                (paid.fen_per_h or paid.hours) and (paid.bid_fen is None or spent)
                for paid, spent in zip(paid_plans(one, plan), fen.sum(axis=0).tolist(), strict=True)
            )
            for (one, plan), fen in zip(cases.acting_pairs(day), budgets(cases, day), strict=True)
        ]
    )


def _fresh(cases: Cases, day: int) -> Floats:
    """Creatives against the usual, reached within days: times the enter rate of paid covers."""
    usual = cases.world.one("paid", "creatives")
    own = cases.acting(day).one("paid", "creatives")
    chosen = cases.chosen("creatives", own)
    goal = np.array(
        [effects.freshness(n) / effects.freshness(u) for n, u in zip(chosen, usual, strict=True)]
    )
    # a merchant that stopped making them has shown the old ones for long: it starts from there
    begun = np.array(
        [effects.freshness(n) / effects.freshness(u) for n, u in zip(own, usual, strict=True)]
    )
    begun = np.where(cases.first < cases.world.scenarios[0].days, 1.0, begun)
    reached = 1 - 0.6 ** (day - cases.first + 1)
    now: Floats = begun + (goal - begun) * reached
    return now


def _people(cases: Cases, day: int, knob: Knobs, press: Hype, deal: Deals) -> dict[str, Any]:
    world, now, tags = cases.world, cases.acting(day), knob.tags
    bounce = now.by_source("bounce")[..., None] * np.array([1.0, 0.6])
    bounce = bounce + 0.08 * knob.scene[:, None, None]
    # without a hook newcomers see no reason to stay; fans know why they came
    bounce[..., 0] += 0.07 * knob.hookless[:, None]
    bounce = np.minimum(bounce, 0.9)
    drift = np.ones(bounce.shape[:2])
    drift[:, RECOMMEND] = np.maximum(1 - 0.65 * tags, 0.1) * _persona(cases, day)[:, 2]
    drift[:, PAID] = np.maximum(1 - 0.70 * tags, 0.1)
    fans = np.ones_like(drift)
    stay = now.by_source("stay_s")[..., None] * np.stack(
        [drift**0.5, fans * world.one("room", "fan_stay")[:, None]], axis=-1
    )
    stay = stay * deal.stay[:, None, None]
    way = np.sqrt(now.by_source("quality"))[..., None] * np.stack(
        [np.sqrt(drift), fans * np.sqrt(world.one("room", "fan_buy"))[:, None]], axis=-1
    )
    aims = np.array(
        [
            effects.aim(paid_plans(one, plan), fen.sum(axis=0).tolist())
            for (one, plan), fen in zip(cases.acting_pairs(day), budgets(cases, day), strict=True)
        ]
    )
    fan_share = now.by_source("fan_share").copy()
    fan_share[:, PAID] = np.minimum(fan_share[:, PAID] * aims[:, 3] / effects.USUAL_FANS, 1.0)
    follow = now.by_source("follow") * drift
    follow[:, PAID] *= aims[:, 2]
    follow = follow * (press.follow * deal.follow * _persona(cases, day)[:, 1])[:, None]
    return {
        "bounce": bounce,
        "leave": 1 - np.exp(-60 / np.maximum(stay, 6)),
        "click_way": way,
        "create_way": way * deal.buy[:, None, None] * _loyal_buyers(knob),
        "fan_share": fan_share,
        "back": world.by_source("back"),
        "follow": np.minimum(follow / np.maximum(1 - bounce[..., 0], 0.1), 1.0),
    }


def _loyal_buyers(knob: Knobs) -> Floats:
    """Times orders of non-fans and fans, whose best buyers stay away: (G, 1, 2)."""
    kept = np.maximum(1 - 0.4 * knob.estranged, 0.2)
    both: Floats = np.stack([np.ones_like(kept), kept], axis=-1)[:, None, :]
    return both


def _table(cases: Cases, field: str, usual: Any) -> Any:
    """A SKU array with the plans' own entries put in."""
    out = usual.copy()
    for g, (one, plan) in enumerate(cases.pairs()):
        chosen = getattr(plan, field)
        if chosen:
            for k, sku in enumerate(one.skus):
                out[g, k] = chosen.get(sku.sku_id, out[g, k])
    return out


def _lists(cases: Cases) -> Ints:
    out = cases.world.fen("list_fen").copy()
    for g, (one, plan) in enumerate(cases.pairs()):
        for k, sku in enumerate(one.skus):
            if sku.sku_id in plan.price_bp:
                out[g, k] = list_after(plan, one, sku.sku_id)
    return out


def _shelf(cases: Cases, day: int) -> Floats:
    """One for a SKU on the shelf: (G, K+1)."""
    rows = []
    for one, plan in cases.acting_pairs(day):
        shelf = set(on_shelf(one, plan, day - cases.first))
        rows.append([*(float(sku.sku_id in shelf) for sku in one.skus), 0.0])
    return np.array(rows)


class _Inspected(NamedTuple):
    """What inspection leaves of the refunds, (G, K+1): the usual ones, those of faulty goods."""

    usual: Floats
    faulty: Floats


def _inspected(cases: Cases, day: int) -> _Inspected:
    grown = min((day - cases.first + 1) / effects.INSPECT_DAYS, 1.0)
    rows = [
        [*(float(sku.sku_id in plan.quality_control) for sku in one.skus), 0.0]
        for one, plan in cases.pairs()
    ]
    done = grown * np.array(rows)
    return _Inspected(1 - (1 - effects.INSPECTED) * done, 1 - (1 - effects.FOUND) * done)


def _seasonal(world: World) -> NDArray[np.bool_]:
    """Goods of one season: every other one of the shelf (G, K+1)."""
    return np.broadcast_to(np.arange(world.skus + 1) % 2 == 0, (len(world), world.skus + 1))


def _goods(
    cases: Cases, day: int, knob: Knobs, press: Hype, season: Season, deal: Deals
) -> dict[str, Any]:
    world, now = cases.world, cases.acting(day)
    listed, shelf = _lists(cases), _shelf(cases, day)
    own = _table(cases, "m_coupon_fen", now.fen("m_coupon_fen"))
    subsidy = world.fen("p_coupon_fen") + world.fen("a_coupon_fen")
    usual = np.maximum(world.fen("list_fen") - world.fen("m_coupon_fen") - subsidy, 1)
    ratio = (listed - own - subsidy) / usual / (1 - 0.12 * np.minimum(knob.rival, 5))[:, None]
    room = {name: world.one("room", name)[:, None] for name in ("dear", "cheap", "browse")}
    cover = _table(cases, "cover_days", now.by_sku("cover_days"))
    forced = _table(cases, "cover_days", np.full(cover.shape, -1.0)) >= 0
    cap = np.where(
        world.hero & (knob.short > 0)[:, None] & ~forced,
        np.maximum(1 - 0.55 * knob.short, 0.05)[:, None],
        np.inf,
    )
    dearer = np.where(forced, world.whole("fees", "rush_bp")[:, None], 0)
    # peers are cheaper because the goods have become cheaper, for this merchant as well
    cheaper = (0.10 * np.minimum(knob.rival, 5))[:, None] * world.fen("list_fen")
    cost = np.maximum(world.fen("cost_fen") - cheaper.astype(np.int64), 0)
    fresh = np.where(_seasonal(world), np.maximum(1 - 0.4 * knob.season, 0.05)[:, None], 1.0)
    inspected = _inspected(cases, day)
    appeal = world.by_sku("appeal") * shelf
    usual_appeal = (world.by_sku("appeal") * _usual_shelf(world)).sum(axis=1, keepdims=True)
    left = appeal.sum(axis=1, keepdims=True)
    # of those who would have looked at what is gone, some look at the rest, most leave
    moved = world.one("room", "substitute")[:, None] * np.maximum(usual_appeal - left, 0)
    whole = np.where(
        left < usual_appeal, usual_appeal * left / np.maximum(left + moved, 1e-9), left
    )
    return {
        "see": appeal / np.maximum(whole, 1e-9) * room["browse"] * PHASES,
        "click": now.by_sku("click") * shelf * fresh,
        "create": world.by_sku("create")
        * price_response(ratio, room["dear"], room["cheap"])
        * (press.create * season.create * _dipped(knob))[:, None],
        "pay": world.by_sku("pay"),
        "two": world.by_sku("two"),
        "refund": world.by_sku("refund") * inspected.usual,
        "faulty": (now.by_sku("refund") - world.by_sku("refund")) * inspected.faulty,
        "pressed": press.refund + season.refund,
        "price": listed - own - subsidy,
        "revenue": listed - own,
        "listed": listed,
        "cost": cost + cost * dearer // 10_000,
        "cover": cover * shelf,
        "cap": cap,
        "presale": deal.presale,
    }


def _usual_shelf(world: World) -> Floats:
    return np.array([[*(float(sku.listed) for sku in one.skus), 0.0] for one in world.scenarios])
