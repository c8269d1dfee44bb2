"""One live minute: covers shown, people coming and going, cards seen, orders, spend."""

from dataclasses import dataclass, replace

import numpy as np

from caopan.market.inverse import Floats, Ints, binomial, poisson, systematic
from caopan.market.luck import CLICK, CREATE, EXTRA, PAY, Block, Keys, Luck, cell_luck
from caopan.market.programme import BLOCK, Actions, Show
from caopan.market.sheet import Sheet
from caopan.market.state import State
from caopan.market.world import FOLLOW, RECOMMEND, SHARE, World

IMPRESS, ENTER, FAN, BACK, BOUNCE, LEAVE, JOIN = range(7)
BOUNCE_S, JOIN_S = 4, 30  # seconds in the room of a bouncer, and in the minute of coming or going
MEMORY = 0.9  # of the room's score a minute: about ten minutes (assumed)


@dataclass(frozen=True)
class People:
    """Who came and went in a minute: (R, S), or (R, S, 2) for non-fans and fans."""

    impressions: Ints
    visits: Ints  # (R, S, 2)
    back: Ints  # (R, S, 2) of the visits, people who had left
    bounces: Ints  # (R, S, 2) of the visits, gone within seconds
    leaves: Ints  # (R, S, 2) of the people who were there before
    present: Ints  # (R, S, 2) there before, or come to stay
    follows: Ints  # (R, S) among non-fans who came to stay for the first time


@dataclass(frozen=True)
class Orders:
    """What happened at the cards of a minute: (R, S, A) cells of the SKUs ``active`` (R, A)."""

    active: Ints
    exposures: Ints
    clicks: Ints
    creates: Ints
    pays: Ints
    extra: Ints  # paid lines with a second piece
    wanted: Ints  # (R, A) pieces asked for, stock or not


@dataclass(frozen=True)
class MinuteFacts:
    """Facts of a live minute."""

    people: People
    orders: Orders
    watch_s: Ints  # (R, S)
    spend_fen: Ints  # (R,)
    gmv_fen: Ints  # (R,)


def _feed(state: State) -> Floats:
    """Recommended traffic against the peer level: rooms that sell are shown more."""
    world = state.world
    level = state.peer
    weight = 400.0  # views' worth of doubt, so that few visits do not swing a small room
    score = (state.room_gmv + weight * level) / ((state.room_views + weight) * np.maximum(level, 1e-9))
    fed = score ** world.one("room", "feed_power")
    return np.clip(fed, world.one("room", "feed_low"), world.one("room", "feed_high"))


def arrivals(state: State, sheet: Sheet, hour: Floats, u: Floats) -> People:
    """Covers, visits, bounces, leaves: the room's people in one minute."""
    mean = sheet.base * state.mood * hour[:, None]
    mean[:, RECOMMEND] *= _feed(state)
    shown = poisson(u[..., IMPRESS], mean)
    came = binomial(u[..., ENTER], shown, sheet.enter)
    fans = systematic(u[..., FAN], came, sheet.fan_share)
    inside = (state.online + state.gone)[..., 1].sum(axis=1, keepdims=True)
    left = state.followed[:, None] - inside  # no more fans can come than there are
    fans = np.clip(left - (np.cumsum(fans, axis=1) - fans), 0, fans)
    visits = np.stack([came - fans, fans], axis=-1)
    back = np.minimum(systematic(u[..., BACK, None], visits, sheet.back[..., None]), state.gone)
    bounces = systematic(u[..., BOUNCE, None], visits, sheet.bounce)
    leaves = systematic(u[..., LEAVE, None], state.online, sheet.leave)
    fresh = np.maximum(visits - bounces - back, 0)[..., 0]
    shown[:, SHARE] = 0  # a link shows no cover
    return People(shown, visits, back, bounces, leaves, state.online + visits - bounces,
                  systematic(u[..., JOIN], fresh, sheet.follow))


def _ways(sheet: Sheet, present: Ints) -> tuple[Floats, Floats]:
    """Click and create of each source's people, by their share of fans: (R, S) each."""
    there = np.maximum(present.sum(axis=-1), 1)
    fan = present[..., 1] / there
    click = sheet.click_way[..., 0] * (1 - fan) + sheet.click_way[..., 1] * fan
    create = sheet.create_way[..., 0] * (1 - fan) + sheet.create_way[..., 1] * fan
    return click, create


def _limit(wish: Ints, most: Ints) -> Ints:
    """Serve wishes (R, S, A) in order of source until ``most`` (R, A) is used up."""
    before = np.cumsum(wish, axis=1) - wish
    return np.clip(most[:, None, :] - before, 0, wish)


def _chain(cells: Keys, at: Ints, n: Ints, p: Floats, purpose: np.uint64, shape: tuple[int, ...]
           ) -> tuple[Ints, Ints, Ints]:
    """Binomial thinning at the flat places ``at``: full array, places and counts that are left."""
    out = np.zeros(shape, dtype=np.int64)
    count = binomial(cell_luck(cells.reshape(-1)[at], purpose), n, p)
    hit = np.flatnonzero(count)
    out.reshape(-1)[at[hit]] = count[hit]
    return out, at[hit], count[hit]


def sell(state: State, sheet: Sheet, present: Ints, show: Show, minute: int, block: Block, b: int) -> Orders:
    """Cards seen, clicked, ordered and paid in one minute."""
    world, active = state.world, show.active[minute]
    rows = world.rows
    see = sheet.see[rows, active]
    see[:, 0] += sheet.see_explained
    exposures = systematic(block.expose[b], present.sum(axis=-1)[..., None], np.minimum(see, 0.9)[:, None, :])
    exposures *= (active != world.skus)[:, None, :]
    shape, cells = exposures.shape, block.cells[b]
    click_way, create_way = _ways(sheet, present)
    boost = show.gain[minute]
    chance = sheet.click[rows, active]
    chance[:, 0] *= world.one("room", "explain_click") * boost
    at = np.flatnonzero(exposures)
    r, s, a = np.unravel_index(at, shape)
    p = np.minimum(chance[r, a] * click_way[r, s], 0.95)
    clicks, at, n = _chain(cells, at, exposures.reshape(-1)[at], p, CLICK, shape)
    none = np.zeros(shape, dtype=np.int64)
    if not at.size:
        return Orders(active, exposures, clicks, none, none, none, none[:, 0])
    chance = sheet.create[rows, active]
    chance[:, 0] *= world.one("room", "explain_create") * boost
    r, s, a = np.unravel_index(at, shape)
    p = np.minimum(chance[r, a] * create_way[r, s], 0.95)
    creates, at, n = _chain(cells, at, n, p, CREATE, shape)
    if not at.size:
        return Orders(active, exposures, clicks, none, none, none, none[:, 0])
    wanted = creates.sum(axis=1)
    stock = state.stock[rows, active]
    if (wanted > stock).any():
        creates = _limit(creates, stock)
        at = np.flatnonzero(creates)
        n = creates.reshape(-1)[at]
    r, s, a = np.unravel_index(at, shape)
    pays, at, n = _chain(cells, at, n, sheet.pay[rows, active][r, a], PAY, shape)
    r, s, a = np.unravel_index(at, shape)
    second = np.zeros(shape, dtype=np.int64)
    luck = cell_luck(cells.reshape(-1)[at], EXTRA)
    second.reshape(-1)[at] = systematic(luck, n, sheet.two[rows, active][r, a])
    return Orders(active, exposures, clicks, creates, pays,
                  _limit(second, stock - pays.sum(axis=1)), wanted)


def _spend(sheet: Sheet, show: Show, minute: int) -> Ints:
    """Fen of this minute, so that sixty of them make the hour exactly."""
    return sheet.spend_h * (minute + 1) // 60 - sheet.spend_h * minute // 60


def _opened(state: State) -> State:
    empty = np.zeros_like(state.online)
    calm = np.zeros(len(state.world))
    return replace(state, online=empty, gone=empty, room_gmv=calm, room_views=calm)


def live_minute(state: State, actions: Actions, luck: Luck) -> tuple[State, MinuteFacts]:
    """Play one live minute of ``actions.show``."""
    show, minute, sheet = actions.show, actions.minute, actions.sheet
    assert show is not None  # noqa: S101  a live minute has a show by construction
    state = _opened(state) if minute == 0 else state
    first = minute - minute % BLOCK
    span = slice(first, first + BLOCK)
    block = luck.block(actions.day, show.slot, first, show.clock[span], show.active[span])
    b = minute - first
    live = actions.live
    people = arrivals(state, sheet, show.hour[minute] * live, block.people[b])
    stay = people.visits - people.bounces
    present = people.present * live[:, None, None]
    orders = sell(state, sheet, present, show, minute, block, b)
    return _moved(state, people, stay, orders, sheet, show, minute, live)


def _moved(state: State, people: People, stay: Ints, orders: Orders, sheet: Sheet, show: Show,
           minute: int, live: Ints) -> tuple[State, MinuteFacts]:
    world = state.world
    units = (orders.pays + orders.extra).sum(axis=1)
    gmv = (units * sheet.price[world.rows, orders.active]).sum(axis=1)
    spend = _spend(sheet, show, minute) * live
    keep = state.online - people.leaves
    seconds = (60 * keep + JOIN_S * (people.leaves + stay) + BOUNCE_S * people.bounces).sum(axis=-1)
    facts = MinuteFacts(people, orders, seconds * live[:, None], spend, gmv)
    views = people.visits.sum(axis=(1, 2))
    state = replace(
        state,
        online=keep + stay,
        gone=state.gone + people.leaves + people.bounces - people.back,
        room_gmv=MEMORY * state.room_gmv + gmv,
        room_views=MEMORY * state.room_views + views,
        gmv=state.gmv + gmv,
        spend=state.spend + spend,
        follows=state.follows + people.follows.sum(axis=1),
        minutes=state.minutes + live,
    )
    return _shelved(world, state, orders, units), facts


def _shelved(world: World, state: State, orders: Orders, units: Ints) -> State:
    """Take what was paid off the shelf."""
    if not orders.wanted.any():
        return state
    stock, sold, wanted = state.stock.copy(), state.sold.copy(), state.wanted.copy()
    place = (world.rows, orders.active)
    # padded places all point at the dummy, where nothing is ever sold
    stock[place] -= units
    sold[place] += units
    wanted[place] += orders.wanted
    return replace(state, stock=stock, sold=sold, wanted=wanted)
