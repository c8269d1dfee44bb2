"""The close of a day: off-session orders, refunds, stock, fans, tomorrow's mood, accounts."""

from dataclasses import dataclass, replace

import numpy as np

from caopan.market.accounts import contribution, inspection_fen
from caopan.market.couplings import Throttle, spill, throttle
from caopan.market.expect import expected
from caopan.market.goods import goods_of
from caopan.market.inverse import Floats, Ints, normal, poisson
from caopan.market.kernel import FOLLOWS, GMV, PAYS, SPEND, VISITS
from caopan.market.luck import Luck
from caopan.market.programme import Actions, DayEnd
from caopan.market.sheet import Sheet
from caopan.market.state import DUE_DAYS, Mood, State, mood_of, usual_hours
from caopan.market.supply import restocked, stock_outs

BRUSHED_AGE = 10
"""Days after which brushers send back: after the window in which nobody asks (assumed)."""
MOST_BACK, MOST_VIDEO = 3.0, 1.7
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
    goods = goods_of(state, actions, sheet, luck, off)
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
    cost = cost + inspection_fen(actions, goods)
    live = (end.minutes > 0)[:, None]
    asked = 0.65 * state.forecast + 0.35 * (state.wanted + off)
    forecast = np.where(live, asked, state.forecast)
    stock, coming, arrived = restocked(state, sheet, actions, forecast, state.stock - off)
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
        short=stock_outs(state, sheet),
        gmv_fen=state.sums[:, GMV] + (off * sheet.price).sum(axis=1) + fake,
        refund_fen=fen.sum(axis=1),
        refund_seen_fen=due[:, 0],
        spend_fen=state.sums[:, SPEND],
        coupon_fen=(goods.units * (sheet.listed - sheet.revenue)).sum(axis=1)
        + state.own_fen.sum(axis=1),
        cost_fen=cost,
        contribution_fen=contribution(state, sheet, goods, stock, cost),
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
    shock = np.sqrt(1 - ar * ar) * world.one("calendar", "sd") * normal(luck.day(day + 1, "day"))
    effect = ar * state.day_effect + shock
    memory = world.one("calendar", "video_memory")
    usual = world.one("calendar", "videos")
    # twice the videos bring 1.4 times the feeder, many of them 1.7 times (assumed)
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
    mood = Mood(effect, video, state.fans, tired, usual_hours(world), sheet.loyal * back, throttled)
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
