"""The inner loop: live minutes of all replicates, compiled.

One replicate after the other, minute by minute, source by source: covers shown, people coming and
going, cards seen, clicked, ordered and paid.  Nothing depends on how many minutes are played in
one call, so stepping gives the same bytes as running at once.
"""

from math import sqrt
from typing import Any, NamedTuple, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from caopan.compiled import Law, compiled
from caopan.market import couplings
from caopan.market import luck as hashing
from caopan.market.inverse import (
    Floats,
    Ints,
    binomial_count,
    poisson_count,
    systematic_count,
)
from caopan.market.luck import CARDS, PEOPLE, Keys, words
from caopan.market.sheet import Sheet
from caopan.market.world import FOLLOW, PAID, PHASES, RECOMMEND, SHARE

FEED_EVERY = 10
"""Minutes after which the feed judges a room anew (published sign; assumed span)."""
BOUNCE_S, JOIN_S = 4, 30  # seconds in the room of a bouncer, and in the minute of coming or going
MEMORY = 0.35  # of the room's score over ten minutes (assumed)
DOUBT = 400.0  # views' worth of doubt, so that few visits do not swing a small room (assumed)
FOLLOW_WEIGHT = 5.0  # clicks' worth of a follow in the room's engagement (assumed)
TOP = 0.95  # no chance is larger
FLASH_MINUTES = 10
KEPT_FANS = 0.2  # of the follow source, however many fans are reached by paid plans (assumed)

SUMS = (
    "impressions",
    "visits",
    "watch_s",
    "follows",
    "exposures",
    "clicks",
    "creates",
    "pays",
    "units",
    "gmv_fen",
    "spend_fen",
)
IMPRESSIONS, VISITS, WATCH, FOLLOWS, EXPOSURES, CLICKS, CREATES, PAYS, UNITS, GMV, SPEND = range(11)
VIEWED, EARNED, WATCHED, ENGAGED = range(4)

_ENTER, _WITHIN, _JOIN = words(PEOPLE)
_CREATE, _PAY, _TWO, _EXTRA, _REDEEM, _INSTEAD = words(CARDS)
_PLAIN = np.uint64(0)

# Columns of the packed arrays: few dense arrays keep a call short and its numbers close together.
SOURCE = ("base", "enter", "fan_share", "back", "follow")
(_BASE, _ENTERS, _FANS, _BACKS, _FOLLOW, _BOUNCES, _LEAVES, _CLICKS, _CREATES) = (
    0,
    1,
    2,
    3,
    4,
    5,
    7,
    9,
    11,
)  # the last four have two columns, for non-fans and fans
PEOPLE_RATES = ("bounce", "leave", "click_way", "create_way")
CARD = ("see", "click", "create", "pay", "two", "deal_lift")
_SEE, _CLICKED, _CREATED, _PAYS, _TWOS, _LIFT = range(6)
GOOD = (
    "price",
    "presale",
    "deal_fen",
    "deal_gate",
    "deal_funder",
    "deal_quantity",
    "deal_every",
)
_PRICE, _PRESALE, _DEAL, _GATE, _FUNDER, _QUANTITY, _EVERY = range(7)
ROOM = (
    "see_explained",
    "explain_click",
    "explain_create",
    "substitute",
    "feed_power",
    "feed_low",
    "feed_high",
)
_SEEN, _MORE_CLICK, _MORE_CREATE, _SUBSTITUTE, _POWER, _LOW, _HIGH = range(7)
AIR = ("gain", "voice", "hour", "paid", "quality", "taken")
_GAIN, _VOICE, _HOUR, _BOUGHT, _QUALITY, _TAKEN = range(6)
SHELF = ("stock", "locked", "sold", "wanted", "deal_used", "deal_fen", "own_fen")
_STOCK, _LOCKED, _SOLD, _WANTED, _USED, _OFF, _OWN = range(7)
ADS = ("ad_fen", "ad_gmv_fen", "ads_stopped")
_COST, _BROUGHT, _STOPPED = range(3)
_ROI_BP, _AFTER = range(2)

_mix: Any = njit(hashing.mix)
_unit: Any = njit(hashing.unit)
_short: Any = njit(hashing.short)
_feed: Any = njit(couplings.feed)
_substitute: Any = njit(couplings.substitute)


def _part(law: Law) -> Law:
    """Compile a part of the loop into its caller."""
    return cast("Law", njit(inline="always", error_model="numpy")(law))


class Out(NamedTuple):
    """Counts of each minute, or arrays of no minutes where nobody asks for them."""

    impressions: Ints  # (B, R, S)
    visits: Ints  # (B, R, S, 2), non-fans and fans
    back: Ints
    bounces: Ints
    leaves: Ints
    present: Ints
    follows: Ints  # (B, R, S)
    watch_s: Ints
    spend_fen: Ints  # (B, R)
    gmv_fen: Ints
    cards: Ints  # (B, R, S, A, 6): exposures, clicks, creates, pays, extra, redeemed


def pack(sheet: Sheet) -> tuple[Floats, Floats, Ints, Floats]:
    """Rates as dense arrays: source (G, S, 13), card and good (G, K+1, ...), room (G, 7)."""
    people = [getattr(sheet, name) for name in PEOPLE_RATES]
    source = [getattr(sheet, name)[..., None] for name in SOURCE]
    return (
        np.ascontiguousarray(np.concatenate(source + people, axis=-1)),
        np.stack([getattr(sheet, name) for name in CARD], axis=-1),
        np.stack([getattr(sheet, name) for name in GOOD], axis=-1),
        np.stack([getattr(sheet, name) for name in ROOM], axis=-1),
    )


@_part
def _judge(score: Floats, now: Floats, peer: Floats, room: Floats) -> float:
    """The feed looks back on ten minutes."""
    for i in range(4):
        score[i] = MEMORY * score[i] + now[i]
        now[i] = 0.0
    views = score[VIEWED] + DOUBT
    earned = (score[EARNED] + DOUBT * peer[EARNED]) / max(views * peer[EARNED], 1e-9)
    watched = (score[WATCHED] + DOUBT * peer[WATCHED]) / max(views * peer[WATCHED], 1e-9)
    engaged = (score[ENGAGED] + DOUBT * peer[ENGAGED]) / max(views * peer[ENGAGED], 1e-9)
    level: float = _feed(watched, engaged, earned, room[_POWER], room[_LOW], room[_HIGH])
    return level


@_part
def _deal(m: int, fan: float, used: int, good: Ints, lift: float) -> tuple[float, float, int]:
    """A price benefit now: times orders, share of payers who use it, how many are left."""
    left = good[_QUANTITY] - used
    whole, share = 1.0, 0.0
    if good[_EVERY] > 0 and m % good[_EVERY] >= FLASH_MINUTES:
        left = 0
    if left > 0 and good[_GATE] == 0:
        whole, share = lift, 1.0
    elif left > 0:
        may = fan if good[_GATE] == 1 else 1 - fan
        whole = 1 + may * (lift - 1)
        share = may * lift / whole
    return whole, share, left


@_part
def _sell(
    wish: int,
    double: int,
    cell: Any,
    salt: Any,
    share: float,
    left: int,
    pay: float,
    good: Ints,
    shelf: Ints,
) -> tuple[int, int, int, int, int]:
    """Serve wishes as far as stock goes: lines, paid, second pieces, redeemed, fen."""
    shelf[_WANTED] += wish + double
    free = max(shelf[_STOCK] + good[_PRESALE], 0)
    lines = min(wish, free)
    double = min(double, free - lines)
    pays = binomial_count(_unit(_mix(cell ^ _PAY ^ salt)), lines, pay)
    extra = min(
        systematic_count(_unit(_mix(cell ^ _EXTRA ^ salt)), pays, double / max(lines, 1)), double
    )
    redeemed = 0
    if left > 0:
        redeemed = min(systematic_count(_unit(_mix(cell ^ _REDEEM ^ salt)), pays, share), left)
    units = pays + extra
    off = redeemed * good[_DEAL]
    shelf[_STOCK] -= lines + double
    shelf[_LOCKED] += lines + double - units
    shelf[_SOLD] += units
    shelf[_USED] += redeemed
    shelf[_OFF] += off
    if good[_FUNDER] == 0:
        shelf[_OWN] += off
    return lines, pays, extra, redeemed, units * good[_PRICE] - off


@_part
def _stops(ads: Ints, stop: Ints) -> bool:
    """Whether paid plans have spent enough in this session, and brought too little for it."""
    if stop[_ROI_BP] < 0 or ads[_COST] < stop[_AFTER]:
        return False
    low: bool = ads[_BROUGHT] * 10_000 < stop[_ROI_BP] * ads[_COST]
    return low


@compiled
def play_minutes(
    day: int,
    lo: int,
    hi: int,
    roots: Keys,
    sources: Keys,
    skus: Keys,  # luck
    group: Ints,
    source: Floats,
    card: Floats,
    good: Ints,
    room: Floats,  # the sheet
    minutes: Ints,
    clock: Ints,
    spend: Ints,
    active: Ints,
    air: Floats,
    stop: Ints,  # the show
    mood: Floats,
    followed: Ints,
    peer: Floats,  # the day
    crowd: Ints,
    fan_visits: Ints,
    shelf: Ints,
    score: Floats,
    feed: Floats,
    ads: Ints,  # change
    fan_lines: Floats,
    sums: Ints,
    out: Out,
) -> None:
    """Play minutes ``lo`` to ``hi`` of a show; what changes is written into the arrays given."""
    detail = out.visits.shape[0] > 0
    cards, none = active.shape[2], card.shape[1] - 1
    seen = np.zeros(cards, dtype=np.int64)
    for r in range(len(roots)):
        g = group[r]
        src, crd, gds, rm = source[g], card[g], good[g], room[g]
        own, total, paid = shelf[r], sums[r], ads[r]
        before, now = score[r, 0], score[r, 1]
        for m in range(lo, min(hi, minutes[g])):
            b = m - lo
            if m % FEED_EVERY == 0:
                feed[r] = _judge(before, now, peer[r], rm)
                if _stops(paid, stop[g]):
                    paid[_STOPPED] = 1
                for k in range(none + 1):  # stock of unpaid orders is free again
                    own[k, _STOCK] += own[k, _LOCKED]
                    own[k, _LOCKED] = 0
            tick = _mix(roots[r] ^ _mix(np.uint64(day * 4096 + clock[m, g])))
            voice = air[m, g, _VOICE]
            runs = 1 - paid[_STOPPED]
            cost = runs * spend[m, g]
            total[SPEND] += cost
            paid[_COST] += cost
            if detail:
                out.spend_fen[b, r] = cost
            for s in range(len(sources)):
                key = tick ^ sources[s]
                # who comes
                mean = src[s, _BASE] * mood[r, s] * air[m, g, _HOUR]
                if s == PAID:
                    mean = runs * air[m, g, _BOUGHT]
                elif s == RECOMMEND:
                    mean *= feed[r]
                elif s == FOLLOW:
                    mean = max(mean - runs * air[m, g, _TAKEN], KEPT_FANS * mean)
                within, late = _mix(key + _WITHIN), _mix(key + _JOIN)
                came = poisson_count(_unit(_mix(key + _ENTER)), mean * src[s, _ENTERS])
                # covers shown in vain: their own noise is small beside that of the visits
                vain = mean * (1 - src[s, _ENTERS]) + _short(late, 1)
                shown = came + int(vain)
                fans = systematic_count(_short(within, 0), came, src[s, _FANS])
                # nobody comes as a fan who never followed
                fans = max(min(fans, followed[r] - fan_visits[r]), 0)
                fan_visits[r] += fans
                u_bounce, u_back, u_leave = (
                    _short(within, 1),
                    _short(within, 2),
                    _short(within, 3),
                )
                # who stays, who goes
                watch, people, loyal, fresh = 0, 0, 0, 0
                keen = voice * air[m, g, _QUALITY] if s == PAID else voice
                for f in range(2):
                    visits = fans if f else came - fans
                    bounces = systematic_count(u_bounce, visits, src[s, _BOUNCES + f])
                    again = systematic_count(u_back, visits, src[s, _BACKS])
                    inside = crowd[r, s, f, 0]
                    away = min(src[s, _LEAVES + f] / keen, 0.98)
                    leaves = systematic_count(u_leave, inside, away)
                    back = min(again, crowd[r, s, f, 1])
                    stay = visits - bounces
                    present = inside + stay
                    crowd[r, s, f, 0] = present - leaves
                    crowd[r, s, f, 1] += leaves + bounces - back
                    watch += 60 * (inside - leaves) + JOIN_S * (leaves + stay)
                    watch += BOUNCE_S * bounces
                    people += present
                    if f == 0:
                        fresh = max(stay - back, 0)
                    else:
                        loyal = present
                    if detail:
                        out.visits[b, r, s, f] = visits
                        out.back[b, r, s, f] = back
                        out.bounces[b, r, s, f] = bounces
                        out.leaves[b, r, s, f] = leaves
                        out.present[b, r, s, f] = present
                follows = systematic_count(_short(late, 0), fresh, src[s, _FOLLOW])
                if s == SHARE:
                    shown = 0  # a link shows no cover
                total[IMPRESSIONS] += shown
                total[VISITS] += came
                total[WATCH] += watch
                total[FOLLOWS] += follows
                judged = 0.0 if s == PAID else 1.0  # the feed learns from those it sent
                now[VIEWED] += judged * came
                now[WATCHED] += judged * watch
                now[ENGAGED] += judged * FOLLOW_WEIGHT * follows
                if detail:
                    out.impressions[b, r, s] = shown
                    out.follows[b, r, s] = follows
                    out.watch_s[b, r, s] = watch
                if people == 0:
                    continue
                # what they see, click, order and pay
                fan = loyal / people
                click = src[s, _CLICKS] + (src[s, _CLICKS + 1] - src[s, _CLICKS]) * fan
                create = src[s, _CREATES] + (src[s, _CREATES + 1] - src[s, _CREATES]) * fan
                create *= voice
                if s == PAID:
                    click *= sqrt(air[m, g, _QUALITY])
                    create *= sqrt(air[m, g, _QUALITY])
                unserved = 0
                for a in range(cards + 1):
                    if a < cards:
                        seen[a] = 0
                        k, salt = active[m, g, a], _PLAIN
                        if k == none:
                            continue
                        see, more_click, more_create = crd[k, _SEE], click, create
                        if a == 0:  # the explained card is always there
                            see = see / PHASES + rm[_SEEN] * (see > 0)
                            more_click *= rm[_MORE_CLICK] * air[m, g, _GAIN]
                            more_create *= rm[_MORE_CREATE] * air[m, g, _GAIN]
                        cell, place = _mix(key + skus[r, k]), a
                        exposures = systematic_count(_short(cell, 0), people, min(see, 0.9))
                        seen[a] = exposures
                        total[EXPOSURES] += exposures
                        if detail:
                            out.cards[b, r, s, a, 0] += exposures
                        clicks = binomial_count(
                            _unit(cell), exposures, min(crd[k, _CLICKED] * more_click, TOP)
                        )
                        if clicks == 0:
                            continue
                        lift, share, left = 1.0, 0.0, 0
                        if gds[k, _QUANTITY] > 0:
                            lift, share, left = _deal(m, fan, own[k, _USED], gds[k], crd[k, _LIFT])
                        wish = binomial_count(
                            _unit(_mix(cell ^ _CREATE)),
                            clicks,
                            min(crd[k, _CREATED] * more_create * lift, TOP),
                        )
                        if wish > left > 0:
                            # who only comes for the benefit does not come where none is left
                            plain = binomial_count(
                                _unit(_mix(cell ^ _CREATE)),
                                clicks,
                                min(crd[k, _CREATED] * more_create, TOP),
                            )
                            wish = min(wish, plain + left)
                        double = systematic_count(_unit(_mix(cell ^ _TWO)), wish, crd[k, _TWOS])
                    else:
                        # some who found a SKU sold out take the first card that is in stock
                        if unserved == 0:
                            continue
                        place = -1
                        for i in range(cards - 1, -1, -1):
                            k = active[m, g, i]
                            if k != none and own[k, _STOCK] > 0 and crd[k, _SEE] > 0:
                                place = i
                        if place < 0:
                            continue
                        k, salt = active[m, g, place], _INSTEAD
                        cell = _mix(key + skus[r, k])
                        wish = _substitute(unserved, rm[_SUBSTITUTE], _unit(_mix(key + _INSTEAD)))
                        wish = min(wish, own[k, _STOCK], people - seen[place])
                        clicks, double, share, left = wish, 0, 0.0, 0
                        total[EXPOSURES] += wish
                        if detail:
                            out.cards[b, r, s, place, 0] += wish
                    total[CLICKS] += clicks
                    now[ENGAGED] += judged * clicks
                    if detail:
                        out.cards[b, r, s, place, 1] += clicks
                    if wish == 0:
                        continue
                    lines, pays, extra, redeemed, fen = _sell(
                        wish, double, cell, salt, share, left, crd[k, _PAYS], gds[k], own[k]
                    )
                    unserved += wish - lines
                    fan_lines[r] += pays * fan
                    now[EARNED] += judged * fen
                    total[CREATES] += lines
                    total[PAYS] += pays
                    total[UNITS] += pays + extra
                    total[GMV] += fen
                    if s == PAID:
                        paid[_BROUGHT] += fen
                    if detail:
                        out.gmv_fen[b, r] += fen
                        out.cards[b, r, s, place, 2] += lines
                        out.cards[b, r, s, place, 3] += pays
                        out.cards[b, r, s, place, 4] += extra
                        out.cards[b, r, s, place, 5] += redeemed


def detail(minutes: int, count: int, sources: int, cards: int) -> Out:
    """Zeros for the counts of each minute; for no minutes where nobody asks."""
    shape = (minutes, count, sources)

    def zeros(*more: int) -> NDArray[np.int64]:
        return np.zeros((*shape, *more), dtype=np.int64)

    return Out(
        zeros(),
        zeros(2),
        zeros(2),
        zeros(2),
        zeros(2),
        zeros(2),
        zeros(),
        zeros(),
        np.zeros(shape[:2], dtype=np.int64),
        np.zeros(shape[:2], dtype=np.int64),
        zeros(cards, 6),
    )
