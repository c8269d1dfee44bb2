"""The close of a day: off-session orders, refunds, stock, fans, tomorrow's mood, accounts."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from caopan.market.couplings import Throttle, refund_chance, spill, throttle
from caopan.market.expect import expected
from caopan.market.inverse import Floats, Ints, binomial, poisson
from caopan.market.kernel import FOLLOWS, GMV, PAYS, SPEND, VISITS
from caopan.market.luck import Luck
from caopan.market.programme import Actions, DayEnd
from caopan.market.sheet import Sheet
from caopan.market.state import DUE_DAYS, LEADS, Mood, State, mood_of
from caopan.market.world import EARLY, World

PRE_SHIP_DAYS = 1
"""Refunds up to this age come before shipping; goods leave on the next day."""
BRUSHED_AGE = 10
"""Days after which brushers send back: after the window in which nobody asks (assumed)."""
MOST_BACK, MOST_VIDEO = 3.0, 3.0
"""Times the usual: former buyers due again, and the short-video feeder, at most (assumed)."""
USUAL_LATE = 0.03
"""Share of parcels that are late in any warehouse (assumed); only more than that angers buyers."""


@dataclass(frozen=True)
class DayFacts:
    """Facts of a day: SKU arrays (R, K+1), the rest (R,), money in fen."""

    sold: Ints  # in session, pieces
    off: Ints  # off session, pieces bought on this day
    refunds: Ints  # pieces that will come back, whenever
    early: Ints  # of them before shipping
    early_share: Floats  # (R, K+1) with the luck, fixes on which day each comes
    refund_luck: Floats  # (R, K+1)
    brushed: Ints  # pieces ordered by brushers, all sent back after BRUSHED_AGE days
    price: Ints
    arrived: Ints
    stock: Ints  # after the close
    short: Ints  # SKUs that could not serve a wish
    gmv_fen: Ints  # off-session and brushed orders included
    refund_fen: Ints  # of this day's lines, whenever refunded
    refund_seen_fen: Ints  # refunds dated this day
    spend_fen: Ints
    coupon_fen: Ints  # at the merchant's cost, on all pieces
    cost_fen: Ints  # crew, content, services and what was bought once
    contribution_fen: Ints
    visits: Ints
    follows: Ints
    late: Floats  # share of the day's parcels shipped after their promise
    violation: Ints  # one where the day brought a violation
    throttled: Floats  # times natural traffic on this day
    fans: Floats
    followed: Ints
    minutes: Ints

    @property
    def units(self) -> Ints:
        """Pieces of the day, on air and off, without brushers': (R,)."""
        whole: Ints = (self.sold + self.off).sum(axis=1)
        return whole


def aged(world: World, total: Ints, early: Floats, luck: Floats) -> Ints:
    """How many of ``total`` (R, K+1) came by each age: (R, H, K+1), by systematic sampling.

    early (R, K+1): share of them before shipping.
    """
    share = early[:, None, :] * EARLY[None, :, None]
    share = share + (1 - early)[:, None, :] * world.age[..., None]
    whole: Ints = (total[:, None, :] * share + luck[:, None, :]).astype(np.int64)
    return np.minimum(whole, total[:, None, :])


@dataclass(frozen=True)
class _Goods:
    """What the day's goods come to: SKU arrays (R, K+1) and (R,)."""

    off: Ints
    units: Ints
    back: Ints
    early: Ints
    early_share: Floats
    luck: Floats
    came: Ints  # (R, H, K+1)
    late: Floats
    backlog: Ints
    brushed: Ints


def close_day(state: State, actions: Actions, luck: Luck) -> tuple[State, DayFacts]:
    """Close the day: everything that does not happen in a live minute."""
    end = actions.end
    assert end is not None
    cases, day = actions.cases, actions.day
    sheet = actions.sheet.spread()
    end = DayEnd(end.cost[cases.group], end.felt_h[cases.group], end.minutes[cases.group])
    state = replace(state, stock=state.stock + state.locked, locked=np.zeros_like(state.locked))
    off_due = state.off + spill(state.sold, state.world.one("room", "spill"))
    wished = off_due[:, 0] * (sheet.see > 0)  # what has left the shelf cannot be bought
    off = np.minimum(poisson(luck.daily(day, "spill"), wished), np.maximum(state.stock, 0))
    goods = _goods(state, actions, sheet, luck, off)
    # a refunded piece brings its share of the day's price benefits with it
    cheaper = state.deal_fen[:, None, :] * goods.came // np.maximum(goods.units, 1)[:, None, :]
    fen = np.diff(goods.came * sheet.price[:, None, :] - cheaper, axis=1, prepend=0).sum(axis=2)
    fake = (goods.brushed * sheet.price).sum(axis=1)
    fen[:, BRUSHED_AGE] += fake
    due = np.concatenate([state.due[:, 1:], np.zeros_like(state.due[:, :1])], axis=1) + fen
    hit = throttle(sheet.hype, state.world.one("room", "slip"), luck.day(day, "penalty"))
    violation = (luck.day(day, "violation") < hit.chance) & (end.minutes > 0)
    appeals = cases.flag("appeal")[cases.group] * violation
    cost = end.cost + (appeals * state.world.whole("fees", "appeal_fen")).astype(np.int64)
    cost = cost + _checked(actions, goods)
    live = (end.minutes > 0)[:, None]
    asked = 0.65 * state.forecast + 0.35 * (state.wanted + off)
    forecast = np.where(live, asked, state.forecast)
    stock, coming, arrived = _stocked(state, sheet, actions, forecast, state.stock - off)
    fans = state.fans * (1 - state.world.one("fans", "unfollow")) + state.sums[:, FOLLOWS]
    facts = DayFacts(
        sold=state.sold,
        off=off,
        refunds=goods.back,
        early=goods.early,
        early_share=goods.early_share,
        refund_luck=goods.luck,
        brushed=goods.brushed,
        price=sheet.price,
        arrived=arrived,
        stock=stock,
        short=_short(state, sheet),
        gmv_fen=state.sums[:, GMV] + (off * sheet.price).sum(axis=1) + fake,
        refund_fen=fen.sum(axis=1),
        refund_seen_fen=due[:, 0],
        spend_fen=state.sums[:, SPEND],
        coupon_fen=(goods.units * (sheet.listed - sheet.revenue)).sum(axis=1)
        + state.own_fen.sum(axis=1),
        cost_fen=cost,
        contribution_fen=_accounts(state, sheet, goods, stock, cost),
        visits=state.sums[:, VISITS],
        follows=state.sums[:, FOLLOWS],
        late=USUAL_LATE + (1 - USUAL_LATE) * goods.late,
        violation=violation.astype(np.int64),
        throttled=state.throttled,
        fans=fans,
        followed=state.followed + state.sums[:, FOLLOWS],
        minutes=end.minutes,
    )
    state = replace(
        state,
        stock=stock,
        coming=coming,
        due=due,
        off=np.concatenate([off_due[:, 1:], np.zeros_like(off_due[:, :1])], axis=1),
        backlog=goods.backlog,
        forecast=forecast,
        fans=fans,
        followed=facts.followed,
    )
    state = _tomorrow(state, sheet, luck, day, end, violation, hit, appeals)
    goods_none = np.zeros_like(state.sold)
    return replace(
        state,
        sold=goods_none,
        wanted=goods_none,
        deal_fen=goods_none,
        own_fen=goods_none,
        fan_lines=np.zeros_like(state.fan_lines),
        sums=np.zeros_like(state.sums),
    ), facts


def _goods(state: State, actions: Actions, sheet: Sheet, luck: Luck, off: Ints) -> _Goods:
    """Pieces of the day, what of them comes back, and what the warehouse can ship."""
    world, day, cases = state.world, actions.day, actions.cases
    units = state.sold + off
    staff = np.array([plan.service_staff for plan in cases.plans])[cases.group]
    able = np.ceil(world.one("service", "slack") * state.forecast.sum(axis=1)).astype(np.int64)
    able = able + staff * world.whole("service", "per_head")
    pieces = units.sum(axis=1)
    backlog = np.maximum(state.backlog + pieces - able, 0)
    owed = np.maximum(-state.stock, 0).sum(axis=1)  # sold ahead by a presale
    late = np.minimum((backlog + owed) / np.maximum(pieces, 1), 1.0) * (pieces > 0)
    lines = np.maximum(state.sums[:, PAYS], 1)
    usual = expected(world).fan_share
    newcomers = np.where(state.sums[:, PAYS] > 0, usual - state.fan_lines / lines, 0.0)
    returns = refund_chance(
        sheet.refund,
        sheet.pressed[:, None],
        late[:, None],
        newcomers[:, None],
        world.one("refunds", "pre_ship")[:, None],
    )
    back = binomial(luck.daily(day, "refund"), units, returns.chance)
    when = luck.daily(day, "age")
    early = np.broadcast_to(returns.early, back.shape)
    came = aged(world, back, early, when)
    return _Goods(
        off,
        units,
        back,
        came[:, PRE_SHIP_DAYS],
        early,
        when,
        came,
        late,
        backlog,
        _brushed(state, actions, luck),
    )


def _brushed(state: State, actions: Actions, luck: Luck) -> Ints:
    """Pieces of the first hero that brushers order, until they are reported: (R, K+1)."""
    world, cases = state.world, actions.cases
    out = np.zeros_like(state.sold)
    rate = np.array([one.brushed for one in cases.world.scenarios])
    told = cases.flag("report") * (actions.day > cases.first)
    pieces = poisson(luck.day(actions.day, "brushed"), (rate * (1 - told))[cases.group])
    first = np.argmax(world.hero, axis=1)
    out[np.arange(len(world)), first] = pieces
    return out


def _checked(actions: Actions, goods: _Goods) -> Ints:
    """Fen of inspecting the day's pieces: (R,)."""
    cases = actions.cases
    rows = [
        [*(sku.sku_id in plan.quality_control for sku in one.skus), False]
        for one, plan in cases.pairs()
    ]
    pieces: Ints = (goods.units * np.array(rows)[cases.group]).sum(axis=1)
    return pieces * cases.world.whole("fees", "check_fen")[cases.group]


def _accounts(state: State, sheet: Sheet, goods: _Goods, stock: Ints, cost: Ints) -> Ints:
    """Net settled contribution of the day's lines, in whole fen.

    kept pieces x (list - own coupon) less own price benefits on them, less fee and commission
    (half up), less goods, less a parcel for each piece shipped and handling for each that came
    back, less ads, holding, and the day's other costs. Brushers cost a parcel each way.
    """
    world = state.world
    kept = goods.units - goods.back
    own = (state.own_fen * kept // np.maximum(goods.units, 1)).sum(axis=1)
    inflow = (kept * sheet.revenue).sum(axis=1) - own
    rate = world.whole("fees", "fee_bp") + world.whole("fees", "comm_bp")
    taken = (inflow * rate + 5_000) // 10_000
    worth = (kept * sheet.cost).sum(axis=1)
    fake = goods.brushed.sum(axis=1)
    shipped = (goods.units - goods.early).sum(axis=1) + fake
    returned = (goods.back - goods.early).sum(axis=1) + fake
    parcels = shipped * world.whole("fees", "ship_fen")
    returns = returned * world.whole("fees", "return_fen")
    pieces = np.maximum(stock, 0)
    held = (pieces * sheet.cost).sum(axis=1) * world.whole("fees", "hold_bp") // 10_000
    net: Ints = inflow - taken - worth - parcels - returns - state.sums[:, SPEND] - held - cost
    return net


def _orders(state: State, sheet: Sheet, actions: Actions, forecast: Floats) -> tuple[Ints, Ints]:
    """Pieces ordered tonight by policy, and by the plan with the days until they come."""
    world, cases = state.world, actions.cases
    lead = world.by_sku("lead_days")
    aim = (sheet.cover + lead * (sheet.cover > 0)) * forecast
    have = state.stock + state.coming.sum(axis=1)
    most = np.full(forecast.shape, np.inf)
    np.multiply(sheet.cap, forecast, out=most, where=np.isfinite(sheet.cap))
    policy: Ints = np.clip(np.ceil(aim - have), 0, np.ceil(most)).astype(np.int64)
    wished = np.zeros((len(cases), LEADS, world.skus + 1), dtype=np.int64)
    for g, (one, plan) in enumerate(cases.pairs()):
        names = [sku.sku_id for sku in one.skus]
        for order in plan.orders:
            k = names.index(order.sku_id)
            asked = order.day + one.skus[k].lead_days if order.arrives is None else order.arrives
            # what is asked for later than the market looks ahead is ordered when it comes in sight
            seen = max(order.day, asked - LEADS)
            if seen == actions.day - cases.first:
                wished[g, asked - seen - 1, k] += order.units
    return policy, wished[cases.group]


def _stocked(
    state: State, sheet: Sheet, actions: Actions, forecast: Floats, left: Ints
) -> tuple[Ints, Ints, Ints]:
    """Shelf after arrivals, pieces on their way, pieces that arrived."""
    world = state.world
    arrived = state.coming[:, 0]
    coming = np.concatenate([state.coming[:, 1:], np.zeros_like(state.coming[:, :1])], axis=1)
    policy, wished = _orders(
        replace(state, stock=left + arrived, coming=coming), sheet, actions, forecast
    )
    lead = np.clip(world.by_sku("lead_days").astype(np.int64) - 1, 0, LEADS - 1)
    coming = coming + wished
    coming[world.rows, lead, np.arange(world.skus + 1)] += policy
    return left + arrived, coming, arrived


def _short(state: State, sheet: Sheet) -> Ints:
    """SKUs that stood at zero while somebody wanted them."""
    empty = state.stock + sheet.presale <= 0
    short: Ints = (empty & (state.wanted > 0)).sum(axis=1)
    return short


def _tomorrow(
    state: State,
    sheet: Sheet,
    luck: Luck,
    day: int,
    end: DayEnd,
    violation: np.ndarray,
    hit: Throttle,
    appeals: Floats,
) -> State:
    world = state.world
    ar = world.one("calendar", "ar")
    shock = np.sqrt(1 - ar * ar) * world.one("calendar", "sd") * ndtri(luck.day(day + 1, "day"))
    effect = ar * state.day_effect + shock
    memory = world.one("calendar", "video_memory")
    usual = world.one("calendar", "videos")
    # twice the videos bring 1.4 times the feeder, many of them thrice (assumed)
    posts = np.where(usual > 0, sheet.videos / np.maximum(usual, 1e-9), 1 + sheet.videos)
    video = memory * state.video + (1 - memory) * np.minimum(np.sqrt(posts), MOST_VIDEO)
    tired = 0.8 * state.tired + 0.2 * end.felt_h
    moved = state.buyers / DUE_DAYS
    bought = state.sums[:, PAYS] - moved[:, 0]
    buyers = state.buyers + np.stack(
        [bought, moved[:, 0] - moved[:, 1], moved[:, 1] - moved[:, 2]], axis=1
    )
    lines = np.maximum(expected(world).units.sum(axis=1), 1e-9)
    back = np.minimum(moved[:, 2] / lines, MOST_BACK)
    days = np.maximum(state.throttle_days - 1, 0)
    fresh = np.where(appeals > 0, (hit.days + 1) // 2, hit.days)
    days = np.where(violation, np.maximum(days, fresh), days)
    level = np.where(violation, np.minimum(state.throttled, hit.natural), state.throttled)
    throttled = np.where(days > 0, level, 1.0)
    mood = Mood(effect, video, state.fans, tired, sheet.loyal * back, throttled)
    return replace(
        state,
        day_effect=effect,
        video=video,
        tired=tired,
        buyers=buyers,
        throttle_days=days,
        throttled=throttled,
        mood=mood_of(world, mood),
    )
