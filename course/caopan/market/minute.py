"""Live minutes: covers shown, people coming and going, cards seen, orders, spend.

A run of minutes is computed at once where nothing in it depends on its own orders.  The feed looks
back every ten minutes and open orders hold their stock till then, so a run may reach to the next
multiple of ten; ten runs of one minute give the same bytes as one run of ten.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from caopan.market.inverse import Floats, Ints, binomial, poisson, systematic
from caopan.market.luck import Luck
from caopan.market.orders import Orders, sell
from caopan.market.programme import FEED_EVERY, Actions
from caopan.market.sheet import Sheet
from caopan.market.state import State
from caopan.market.world import RECOMMEND, SHARE

IMPRESS, ENTER, FAN, BACK, BOUNCE, LEAVE, JOIN = range(7)
BOUNCE_S, JOIN_S = 4, 30  # seconds in the room of a bouncer, and in the minute of coming or going
MEMORY = 0.35  # of the room's score over ten minutes (assumed)
DOUBT = 400.0  # views' worth of doubt, so that few visits do not swing a small room (assumed)


@dataclass(frozen=True)
class People:
    """Who came and went: (B, R, S), or (B, R, S, 2) for non-fans and fans."""

    impressions: Ints
    visits: Ints  # (B, R, S, 2)
    back: Ints  # (B, R, S, 2) of the visits, people who had left
    bounces: Ints  # (B, R, S, 2) of the visits, gone within seconds
    leaves: Ints  # (B, R, S, 2) of the people who were there before
    present: Ints  # (B, R, S, 2) there before, or come to stay
    follows: Ints  # (B, R, S) among non-fans who came to stay for the first time


@dataclass(frozen=True)
class MinuteFacts:
    """Facts of a run of B live minutes."""

    people: People
    orders: Orders
    watch_s: Ints  # (B, R, S)
    spend_fen: Ints  # (B, R)
    gmv_fen: Ints  # (B, R)


def live_minutes(state: State, actions: Actions, luck: Luck) -> tuple[State, MinuteFacts]:
    """Play the minutes of ``actions``, all within the same ten minutes of the show."""
    show, sheet = actions.show, actions.sheet
    assert show is not None
    span = slice(actions.minute, actions.minute + actions.span)
    state = _looked_back(_opened(state) if actions.minute == 0 else state, actions.minute)
    live = np.arange(span.start, span.stop)[:, None] < show.minutes
    uniforms, cells = luck.run(actions.day, show.clock[span], show.active[span])
    state, people = _people(state, sheet, show.hour[span] * live, uniforms)
    orders = sell(
        state.world,
        state.stock,
        sheet,
        people.present * live[..., None, None],
        show.active[span],
        show.gain[span],
        cells,
    )
    spend = _spend(sheet, span) * live
    facts = MinuteFacts(people, orders, _seconds(people) * live[..., None], spend, orders.gmv_fen)
    return _booked(state, facts, live), facts


def _opened(state: State) -> State:
    empty = np.zeros_like(state.online)
    none = np.zeros_like(state.gmv)
    calm = np.zeros(len(state.world))
    return replace(
        state,
        online=empty,
        gone=empty,
        score_gmv=calm,
        score_views=calm,
        now_gmv=none,
        now_views=none,
        fan_visits=none,
    )


def _looked_back(state: State, minute: int) -> State:
    """Every ten minutes: the feed judges the room, and stock of unpaid orders is free again."""
    if minute % FEED_EVERY:
        return state
    world, level = state.world, state.peer
    gmv = MEMORY * state.score_gmv + state.now_gmv
    views = MEMORY * state.score_views + state.now_views
    score = (gmv + DOUBT * level) / ((views + DOUBT) * np.maximum(level, 1e-9))
    feed = np.clip(
        score ** world.one("room", "feed_power"),
        world.one("room", "feed_low"),
        world.one("room", "feed_high"),
    )
    none = np.zeros_like(state.gmv)
    return replace(
        state,
        score_gmv=gmv,
        score_views=views,
        now_gmv=none,
        now_views=none,
        feed=feed,
        stock=state.stock + state.locked,
        locked=np.zeros_like(state.locked),
    )


def _people(state: State, sheet: Sheet, hour: Floats, u: Floats) -> tuple[State, People]:
    """Covers, visits, bounces, leaves of a run; ``hour`` (B, R) is zero where the room is dark."""
    mean = sheet.base * state.mood * hour[..., None]
    mean[..., RECOMMEND] *= state.feed
    shown = poisson(u[..., IMPRESS], mean)
    came = binomial(u[..., ENTER], shown, np.broadcast_to(sheet.enter, shown.shape))
    wish = systematic(u[..., FAN], came, sheet.fan_share)
    fans = _no_more_than_there_are(state, wish)
    visits = np.stack([came - fans, fans], axis=-1)
    bounces = systematic(u[..., BOUNCE, None], visits, sheet.bounce)
    again = systematic(u[..., BACK, None], visits, sheet.back[..., None])
    state, back, leaves, present = _flow(
        state, visits, bounces, again, u[..., LEAVE, None], sheet.leave
    )
    fresh = np.maximum(visits - bounces - back, 0)[..., 0]
    shown[..., SHARE] = 0  # a link shows no cover
    return state, People(
        shown, visits, back, bounces, leaves, present, systematic(u[..., JOIN], fresh, sheet.follow)
    )


def _no_more_than_there_are(state: State, wish: Ints) -> Ints:
    """Fan visits (B, R, S), first come first served: no more in a session than ever followed."""
    left = state.followed - state.fan_visits
    if (wish.sum(axis=(0, 2)) <= left).all():
        return wish
    flat = wish.transpose(1, 0, 2).reshape(len(left), -1)
    served = np.clip(left[:, None] - (np.cumsum(flat, axis=1) - flat), 0, flat)
    fans: Ints = served.reshape(len(left), len(wish), -1).transpose(1, 0, 2)
    return fans


def _flow(
    state: State, visits: Ints, bounces: Ints, again: Ints, u: Floats, leave: Floats
) -> tuple[State, Ints, Ints, Ints]:
    """Minute by minute, who is inside: the only part of a run that must go in order."""
    online, gone = state.online, state.gone
    back, leaves, present = np.empty_like(visits), np.empty_like(visits), np.empty_like(visits)
    stay = visits - bounces
    for b in range(len(visits)):
        leaves[b] = systematic(u[b], online, leave)
        np.minimum(again[b], gone, out=back[b])
        np.add(online, stay[b], out=present[b])
        gone = gone + leaves[b] + bounces[b] - back[b]
        online = present[b] - leaves[b]
    return replace(state, online=online, gone=gone), back, leaves, present


def _seconds(people: People) -> Ints:
    """Seconds watched in each minute: (B, R, S)."""
    stay = people.visits - people.bounces
    keep = people.present - stay - people.leaves
    seconds: Ints = (60 * keep + JOIN_S * (people.leaves + stay) + BOUNCE_S * people.bounces).sum(
        axis=-1
    )
    return seconds


def _spend(sheet: Sheet, span: slice) -> Ints:
    """Fen of each minute (B, R), so that sixty of them make the hour exactly."""
    minute = np.arange(span.start, span.stop)[:, None]
    fen: Ints = sheet.spend_h * (minute + 1) // 60 - sheet.spend_h * minute // 60
    return fen


def _booked(state: State, facts: MinuteFacts, live: NDArray[np.bool_]) -> State:
    """Add the run to the day, and take from the shelf what was paid or is held."""
    orders, gmv = facts.orders, facts.gmv_fen.sum(axis=0)
    state = replace(
        state,
        now_gmv=state.now_gmv + gmv,
        now_views=state.now_views + facts.people.visits.sum(axis=(0, 2, 3)),
        gmv=state.gmv + gmv,
        fan_visits=state.fan_visits + facts.people.visits[..., 1].sum(axis=(0, 2)),
        spend=state.spend + facts.spend_fen.sum(axis=0),
        follows=state.follows + facts.people.follows.sum(axis=(0, 2)),
        minutes=state.minutes + live.sum(axis=0),
    )
    if not orders.wanted.any():
        return state
    return replace(
        state,
        stock=state.stock - orders.sold - orders.held,
        locked=state.locked + orders.held,
        sold=state.sold + orders.sold,
        wanted=state.wanted + orders.wanted,
    )
