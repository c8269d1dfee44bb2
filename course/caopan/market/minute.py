"""Live minutes as a step: the state's arrays copied, given to the kernel, and booked."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from caopan.market.inverse import Ints
from caopan.market.kernel import ADS, AIR, EARNED, SHELF, SUMS, Out, detail, pack, play_minutes
from caopan.market.luck import Luck
from caopan.market.programme import Actions
from caopan.market.state import State


@dataclass(frozen=True)
class Totals:
    """Sums of a run of minutes, (R,) each; money in fen."""

    impressions: Ints
    visits: Ints
    watch_s: Ints
    follows: Ints
    exposures: Ints
    clicks: Ints
    creates: Ints
    pays: Ints
    units: Ints
    gmv_fen: Ints
    spend_fen: Ints


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
class Orders:
    """Counts in cells (B, R, S, A) of the cards ``active`` (B, R, A)."""

    active: Ints
    exposures: Ints
    clicks: Ints
    creates: Ints
    pays: Ints
    extra: Ints  # paid lines with a second piece
    redeemed: Ints  # paid lines that used the session's price benefit


@dataclass(frozen=True)
class MinuteFacts:
    """Facts of a run of B live minutes; without detail, B is zero in all but ``totals``."""

    totals: Totals
    people: People
    orders: Orders
    watch_s: Ints  # (B, R, S)
    spend_fen: Ints  # (B, R)
    gmv_fen: Ints  # (B, R)


def live_minutes(state: State, actions: Actions, luck: Luck) -> tuple[State, MinuteFacts]:
    """Play the minutes of ``actions``."""
    show, sheet = actions.show, actions.sheet
    assert show is not None
    if actions.minute == 0:
        state = state.opened()
    air = show.air
    count, sources = state.mood.shape
    size = (count, sources, air.active.shape[2])
    out = detail(actions.span if actions.detail else 0, *size)
    crowd = np.stack([state.online, state.gone], axis=-1)
    shelf = np.stack([getattr(state, name) for name in SHELF], axis=-1)
    ads = np.stack([getattr(state, name) for name in ADS], axis=-1)
    score = np.stack([state.score, state.now], axis=1)
    changed = {
        name: getattr(state, name).copy() for name in ("fan_visits", "feed", "fan_lines", "sums")
    }
    peer = state.peer.copy()
    peer[:, EARNED] *= sheet.season[sheet.group]  # the feed compares rooms of the same day
    play_minutes(
        actions.day,
        actions.minute,
        actions.minute + actions.span,
        luck.roots,
        luck.source,
        luck.sku,
        sheet.group,
        *pack(sheet),
        air.minutes,
        air.clock,
        air.spend,
        air.active,
        np.stack([getattr(air, name) for name in AIR], axis=-1),
        actions.cases.stops(),
        state.mood,
        state.followed,
        peer,
        crowd,
        changed["fan_visits"],
        shelf,
        score,
        changed["feed"],
        ads,
        changed["fan_lines"],
        changed["sums"],
        out,
    )
    run = changed["sums"] - state.sums
    totals = Totals(*(run[:, at] for at in range(len(SUMS))))
    rest: dict[str, Any] = {name: shelf[..., at] for at, name in enumerate(SHELF)}
    rest |= {name: ads[:, at] for at, name in enumerate(ADS)}
    moved = replace(
        state,
        online=crowd[..., 0],
        gone=crowd[..., 1],
        score=score[:, 0],
        now=score[:, 1],
        **rest | changed,
    )
    span = slice(actions.minute, actions.minute + len(out.visits))
    return moved, _facts(totals, out, air.active[span][:, sheet.group])


def _facts(totals: Totals, out: Out, active: Ints) -> MinuteFacts:
    people = People(
        out.impressions,
        out.visits,
        out.back,
        out.bounces,
        out.leaves,
        out.present,
        out.follows,
    )
    orders = Orders(active, *(out.cards[..., at] for at in range(6)))
    return MinuteFacts(totals, people, orders, out.watch_s, out.spend_fen, out.gmv_fen)
