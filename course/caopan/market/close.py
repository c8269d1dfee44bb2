"""The close of a day: off-session orders, refunds, stock, fans, tomorrow's mood, accounts."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from caopan.market.inverse import Floats, Ints, binomial, poisson
from caopan.market.luck import Luck
from caopan.market.programme import Actions
from caopan.market.sheet import Sheet
from caopan.market.state import LEADS, State, mood_of
from caopan.market.world import World

PRE_SHIP_DAYS = 1
"""Refunds up to this age come before shipping; goods leave on the next day."""


@dataclass(frozen=True)
class DayFacts:
    """Facts of a day: SKU arrays (R, K+1), the rest (R,), money in fen."""

    sold: Ints  # in session, pieces
    off: Ints  # off session, pieces
    refunds: Ints  # pieces that will come back, whenever
    early: Ints  # of them before shipping
    refund_luck: Floats  # (R, K+1) fixes on which day each comes
    price: Ints
    arrived: Ints
    stock: Ints  # after the close
    short: Ints  # SKUs that could not serve a wish
    gmv_fen: Ints  # off-session orders included
    refund_fen: Ints  # of this day's lines, whenever refunded
    refund_seen_fen: Ints  # refunds dated this day
    spend_fen: Ints
    coupon_fen: Ints  # merchant's coupons on all pieces
    contribution_fen: Ints
    fans: Floats
    followed: Ints
    minutes: Ints


def aged(total: Ints, share: Floats, luck: Floats) -> Ints:
    """How many of ``total`` (R, K+1) came by each age: (R, H, K+1), by systematic sampling."""
    whole: Ints = (total[:, None, :] * share[..., None] + luck[:, None, :]).astype(np.int64)
    return np.minimum(whole, total[:, None, :])


def _off_session(state: State, actions: Actions, luck: Luck) -> Ints:
    mean = state.sold * state.world.one("room", "spill")[:, None]
    return np.minimum(poisson(luck.daily(actions.day, "spill"), mean), state.stock)


def _accounts(
    world: World, sheet: Sheet, state: State, units: Ints, back: Ints, early: Ints
) -> Ints:
    """Net settled contribution of the day's lines, in whole fen.

    kept pieces x (list - own coupon), less fee and commission (half up), less goods, less a parcel
    for each piece shipped and handling for each that came back, less ads, crew, videos, holding
    and what was bought once. The merchant's coupons are inside: they lower the inflow a piece.
    """
    kept = units - back
    inflow = (kept * sheet.revenue).sum(axis=1)
    rate = world.whole("fees", "fee_bp") + world.whole("fees", "comm_bp")
    taken = (inflow * rate + 5_000) // 10_000
    goods = (kept * sheet.cost).sum(axis=1)
    parcels = (units - early).sum(axis=1) * world.whole("fees", "ship_fen")
    returns = (back - early).sum(axis=1) * world.whole("fees", "return_fen")
    crew = world.whole("fees", "air_fen_per_h") * state.minutes // 60
    videos = (
        np.round(sheet.videos * 1000).astype(np.int64) * world.whole("fees", "video_fen") // 1000
    )
    held = (state.stock * sheet.cost).sum(axis=1) * world.whole("fees", "hold_bp") // 10_000
    net: Ints = (
        inflow - taken - goods - parcels - returns - state.spend - crew - videos - held - sheet.once
    )
    return net


def _orders(state: State, sheet: Sheet, actions: Actions, forecast: Floats) -> Ints:
    """Pieces ordered tonight: up to the days of demand the policy keeps, and by the plan."""
    world = state.world
    lead = world.by_sku("lead_days")
    aim = (sheet.cover + lead) * forecast
    have = state.stock + state.coming.sum(axis=1)
    most = np.full(forecast.shape, np.inf)
    np.multiply(sheet.cap, forecast, out=most, where=np.isfinite(sheet.cap))
    pieces = np.clip(np.ceil(aim - have), 0, np.ceil(most)).astype(np.int64)
    for r, (one, plan) in enumerate(zip(world.scenarios, actions.plans, strict=True)):
        for order in plan.orders:
            if order.day == actions.day - actions.first:
                pieces[r, [sku.sku_id for sku in one.skus].index(order.sku_id)] += order.units
    ordered: Ints = pieces
    return ordered


def _stocked(
    state: State, sheet: Sheet, actions: Actions, forecast: Floats, left: Ints
) -> tuple[Ints, Ints, Ints]:
    """Shelf after arrivals, pieces on their way, pieces that arrived."""
    world = state.world
    arrived = state.coming[:, 0]
    coming = np.concatenate([state.coming[:, 1:], np.zeros_like(state.coming[:, :1])], axis=1)
    ordered = _orders(replace(state, stock=left + arrived, coming=coming), sheet, actions, forecast)
    lead = np.clip(world.by_sku("lead_days").astype(np.int64) - 1, 0, LEADS - 1)
    columns = np.arange(world.skus + 1)
    coming[world.rows, lead, columns] += ordered
    return left + arrived, coming, arrived


def close_day(state: State, actions: Actions, luck: Luck) -> tuple[State, DayFacts]:
    """Close the day: everything that does not happen in a live minute."""
    world, sheet, day = state.world, actions.sheet, actions.day
    state = replace(state, stock=state.stock + state.locked, locked=np.zeros_like(state.locked))
    off = _off_session(state, actions, luck)
    units = state.sold + off
    back = binomial(luck.daily(day, "refund"), units, sheet.refund)
    when = luck.daily(day, "age")
    came = aged(back, world.age, when)
    early = came[:, PRE_SHIP_DAYS]
    fen = (np.diff(came, axis=1, prepend=0) * sheet.price[:, None, :]).sum(axis=2)
    due = np.concatenate([state.due[:, 1:], np.zeros_like(state.due[:, :1])], axis=1) + fen
    seen = due[:, 0]
    live = (state.minutes > 0)[:, None]
    forecast = np.where(live, 0.65 * state.forecast + 0.35 * (state.wanted + off), state.forecast)
    contribution = _accounts(world, sheet, state, units, back, early)
    stock, coming, arrived = _stocked(state, sheet, actions, forecast, state.stock - off)
    fans = state.fans * (1 - world.one("fans", "unfollow")) + state.follows
    moved = _tomorrow(state, sheet, luck, day, fans)
    none = np.zeros_like(state.gmv)
    facts = DayFacts(
        sold=state.sold,
        off=off,
        refunds=back,
        early=early,
        refund_luck=when,
        price=sheet.price,
        arrived=arrived,
        stock=stock,
        short=_short(state),
        gmv_fen=state.gmv + (off * sheet.price).sum(axis=1),
        refund_fen=fen.sum(axis=1),
        refund_seen_fen=seen,
        spend_fen=state.spend,
        coupon_fen=(units * (sheet.listed - sheet.revenue)).sum(axis=1),
        contribution_fen=contribution,
        fans=fans,
        followed=state.followed + state.follows,
        minutes=state.minutes,
    )
    state = replace(
        moved,
        stock=stock,
        coming=coming,
        due=due,
        forecast=forecast,
        followed=state.followed + state.follows,
        sold=np.zeros_like(state.sold),
        wanted=np.zeros_like(state.wanted),
        gmv=none,
        spend=none,
        follows=none,
        minutes=none,
    )
    return state, facts


def _short(state: State) -> Ints:
    """SKUs that stood at zero while somebody wanted them."""
    short: Ints = ((state.stock == 0) & (state.wanted > 0)).sum(axis=1)
    return short


def _tomorrow(state: State, sheet: Sheet, luck: Luck, day: int, fans: Floats) -> State:
    world = state.world
    ar = world.one("calendar", "ar")
    shock = np.sqrt(1 - ar * ar) * world.one("calendar", "sd") * ndtri(luck.day(day + 1, "day"))
    effect = ar * state.day_effect + shock
    memory = world.one("calendar", "video_memory")
    usual = np.maximum(world.one("calendar", "videos"), 1e-9)
    # twice the videos bring 1.4 times the feeder (assumed)
    video = memory * state.video + (1 - memory) * np.sqrt(sheet.videos / usual)
    tired = 0.8 * state.tired + 0.2 * state.minutes / 60
    return replace(
        state,
        day_effect=effect,
        video=video,
        fans=fans,
        tired=tired,
        mood=mood_of(world, effect, video, fans, tired),
    )
