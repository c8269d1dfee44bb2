"""A day as the plan and the faults make it: every rate of the model, before luck."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import numpy as np

from caopan.market.knobs import Knobs, knobs
from caopan.market.plan import Plan, list_after
from caopan.market.world import (
    FOLLOW,
    PAID,
    PHASES,
    RECOMMEND,
    SHARE,
    Floats,
    Ints,
    World,
    peer_index,
)

Table = TypeVar("Table", Floats, Ints)

RESET_DAYS = 3
"""Days of lower paid volume after an audience reset (published: 3-5 sessions)."""


@dataclass(frozen=True)
class Sheet:
    """Rates of one day. Shapes: source (R, S), people (R, S, 2), SKU (R, K+1), else (R,)."""

    base: Floats  # impressions a minute before mood and hour (R, S)
    enter: Floats
    bounce: Floats  # (R, S, 2)
    leave: Floats  # (R, S, 2), a minute
    click_way: Floats  # (R, S, 2)
    create_way: Floats  # (R, S, 2)
    fan_share: Floats
    back: Floats
    follow: Floats  # of non-fans who stay
    see: Floats  # (R, K+1), a present person and minute in the window
    see_explained: Floats
    click: Floats
    create: Floats
    pay: Floats
    two: Floats
    refund: Floats
    price: Ints  # paid a piece, after coupons
    revenue: Ints  # merchant's inflow a piece: list less own coupon
    listed: Ints
    cost: Ints
    cover: Floats  # days of demand kept
    cap: Floats  # of daily demand that can be ordered a day
    spend_h: Ints  # fen an hour on air
    videos: Floats
    once: Ints  # fen spent on this day once


def make_sheet(world: World, plans: tuple[Plan, ...], day: int, first: int) -> Sheet:
    """Rates of ``day`` under ``plans`` (one for each replicate) which began on day ``first``."""
    knob = knobs(world, day)
    tags = knob.tags * ~(_flag(plans, "reset_audience") & (day - first >= RESET_DAYS))
    scene = knob.scene * ~_flag(plans, "fix_scene")
    press = np.clip(world.one("room", "hype") + 0.6 * knob.press, 0, 1)
    hype = np.where(_given(plans, "hype"), _value(plans, "hype"), press)
    videos = np.where(
        _given(plans, "videos"),
        _value(plans, "videos"),
        world.one("calendar", "videos") * (knob.feeder == 0),
    )
    spend = _spend(world, plans, knob, day, first)
    return Sheet(
        **_traffic(world, day, spend, tags, scene),
        **_people(world, spend, tags, scene, hype),
        **_goods(world, plans, knob, hype),
        spend_h=spend,
        videos=videos,
        once=_once(world, plans, day, first),
    )


def _flag(plans: tuple[Plan, ...], field: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.array([bool(getattr(plan, field)) for plan in plans])


def _given(plans: tuple[Plan, ...], field: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.array([getattr(plan, field) is not None for plan in plans])


def _value(plans: tuple[Plan, ...], field: str) -> Floats:
    return np.array([getattr(plan, field) or 0.0 for plan in plans], dtype=np.float64)


def _spend(world: World, plans: tuple[Plan, ...], knob: Knobs, day: int, first: int) -> Ints:
    """Fen an hour: budget x trend x over-spending x plan, less while audiences are reset."""
    share = np.array([plan.paid_bp for plan in plans]) / 10_000
    reset = _flag(plans, "reset_audience") & (day - first < RESET_DAYS)
    level = world.trend(day) * (1 + 1.5 * knob.over) * share * np.where(reset, 0.5, 1.0)
    millionths = np.round(level * 1e6).astype(np.int64)  # fen stay whole numbers
    fen: Ints = world.whole("paid", "fen_per_h") * millionths // 1_000_000
    return fen


def _strain(world: World, spend: Ints) -> Floats:
    """Spend over the merchant's usual budget, at least a tenth."""
    usual = np.maximum(world.one("paid", "fen_per_h"), 1.0)
    return np.maximum(spend / usual, 0.1)


def _traffic(world: World, day: int, spend: Ints, tags: Floats, scene: Floats) -> dict[str, Any]:
    one = world.scenarios[0]
    date = one.first_day + timedelta(days=day)
    weekend = np.where(date.weekday() >= 5, world.one("calendar", "weekend"), 1.0)
    outside = (world.trend(day) * weekend * peer_index(date.toordinal()))[:, None]
    enter = world.by_source("enter") * (1 - 0.13 * np.minimum(scene, 3))[:, None]
    enter[:, SHARE] = 1.0
    base = world.by_source("impressions_per_h") / 60 * outside
    base[:, FOLLOW] = world.one("fans", "reach_per_h") / 60 * outside[:, 0] / world.trend(day)
    visits = world.one("paid", "k") * (spend / 100_000) ** world.one("paid", "beta")
    base[:, PAID] = visits / 60 / world.by_source("enter")[:, PAID] * (1 + 0.15 * tags)
    base[:, RECOMMEND] *= 1 + 0.10 * tags
    return {"base": base, "enter": enter}


def _people(world: World, spend: Ints, tags: Floats, scene: Floats, hype: Floats) -> dict[str, Any]:
    bounce = world.by_source("bounce")[..., None] * np.array([1.0, 0.6])
    bounce = np.minimum(bounce + 0.08 * scene[:, None, None], 0.9)
    fade = _strain(world, spend) ** -world.one("paid", "fade")
    drift = np.ones(bounce.shape[:2])
    drift[:, RECOMMEND] = np.maximum(1 - 0.65 * tags, 0.1)
    drift[:, PAID] = fade * np.maximum(1 - 0.70 * tags, 0.1)
    stay = world.by_source("stay_s")[..., None] * np.stack(
        [drift**0.5, np.broadcast_to(world.one("room", "fan_stay")[:, None], drift.shape)], axis=-1
    )
    way = np.sqrt(world.by_source("quality"))[..., None] * np.stack(
        [
            np.sqrt(drift),
            np.broadcast_to(np.sqrt(world.one("room", "fan_buy"))[:, None], drift.shape),
        ],
        axis=-1,
    )
    follow = world.by_source("follow") * drift * (1 - 0.25 * hype)[:, None]
    return {
        "bounce": bounce,
        "leave": 1 - np.exp(-60 / np.maximum(stay, 6)),
        "click_way": way,
        "create_way": way,
        "fan_share": world.by_source("fan_share"),
        "back": world.by_source("back"),
        "follow": np.minimum(follow / np.maximum(1 - bounce[..., 0], 0.1), 1.0),
    }


def _table(world: World, plans: tuple[Plan, ...], field: str, usual: Table) -> Table:
    """A SKU array with the plan's own entries put in."""
    out = usual.copy()
    for r, (one, plan) in enumerate(zip(world.scenarios, plans, strict=True)):
        chosen = getattr(plan, field)
        if chosen:
            for k, sku in enumerate(one.skus):
                out[r, k] = chosen.get(sku.sku_id, out[r, k])
    return out


def _lists(world: World, plans: tuple[Plan, ...]) -> Ints:
    out = world.fen("list_fen").copy()
    for r, (one, plan) in enumerate(zip(world.scenarios, plans, strict=True)):
        for k, sku in enumerate(one.skus):
            if sku.sku_id in plan.price_bp:
                out[r, k] = list_after(plan, one, sku.sku_id)
    return out


def _goods(world: World, plans: tuple[Plan, ...], knob: Knobs, hype: Floats) -> dict[str, Any]:
    listed = _lists(world, plans)
    own = _table(world, plans, "m_coupon_fen", world.fen("m_coupon_fen"))
    subsidy = world.fen("p_coupon_fen") + world.fen("a_coupon_fen")
    usual = np.maximum(world.fen("list_fen") - world.fen("m_coupon_fen") - subsidy, 1)
    ratio = (listed - own - subsidy) / usual / (1 - 0.12 * np.minimum(knob.rival, 3))[:, None]
    ratio = np.maximum(ratio, 0.05)
    power = np.where(
        ratio > 1, world.one("room", "dear")[:, None], world.one("room", "cheap")[:, None]
    )
    push = (1 + world.one("room", "hype_create") * hype) / (
        1 + world.one("room", "hype_create") * world.one("room", "hype")
    )
    angry = world.one("room", "hype_refund") * (hype**2 - world.one("room", "hype") ** 2)
    cover = _table(world, plans, "cover_days", world.by_sku("cover_days"))
    forced = _table(world, plans, "cover_days", np.full(cover.shape, -1.0)) >= 0
    cap = np.where(
        world.hero & (knob.short > 0)[:, None] & ~forced,
        np.maximum(1 - 0.55 * knob.short, 0.05)[:, None],
        np.inf,
    )
    dearer = np.where(forced, world.whole("fees", "rush_bp")[:, None], 0)
    cost = world.fen("cost_fen")
    return {
        "see": world.appeal * world.one("room", "browse")[:, None] * PHASES,
        "see_explained": world.one("room", "see_explained"),
        "click": world.by_sku("click"),
        "create": world.by_sku("create") * ratio**-power * push[:, None],
        "pay": world.by_sku("pay"),
        "two": world.by_sku("two"),
        "refund": np.clip(world.by_sku("refund") + angry[:, None], 0, 0.95),
        "price": listed - own - subsidy,
        "revenue": listed - own,
        "listed": listed,
        "cost": cost + cost * dearer // 10_000,
        "cover": cover,
        "cap": cap,
    }


def _once(world: World, plans: tuple[Plan, ...], day: int, first: int) -> Ints:
    fix = _flag(plans, "fix_scene") & (day == first)
    return np.where(fix, world.whole("fees", "scene_fen"), 0)
