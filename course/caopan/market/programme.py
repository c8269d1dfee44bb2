"""The ticks of a plan in order: for each day its live minutes, then the close of the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from caopan.errors import CaopanError
from caopan.market.plan import Plan, check_plan
from caopan.market.scenario import Scenario, Slot, Tier
from caopan.market.sheet import Sheet, make_sheet
from caopan.market.world import Floats, Ints, World, hour_curve

FEED_EVERY = 10
"""Minutes after which the feed judges a room anew (published sign; assumed span)."""

_ROUND = ("hook", "hero", "profit", "halo", "profit", "gift", "profit")


@dataclass(frozen=True)
class Show:
    """One session slot of a day for all replicates; a shorter session is dark at its end."""

    day: int
    slot: int
    start: Ints  # (R,) minute of the day
    minutes: Ints  # (R,) zero where there is none
    tiers: tuple[Tier, ...]
    talk: Ints  # (M, R) the explained SKU
    gain: Floats  # (M, R) how well the explanation works in its minute
    active: Ints  # (M, R, A) cards of each minute, the explained one first
    clock: Ints  # (M, R)
    hour: Floats  # (M, R) traffic of the clock minute


@dataclass(frozen=True)
class Actions:
    """What is done in one tick: a run of ``span`` live minutes of a show, or the close of a day."""

    day: int
    sheet: Sheet
    plans: tuple[Plan, ...]
    first: int  # day on which the plans began
    show: Show | None = None
    minute: int = 0
    span: int = 1


def default_rundown(scenario: Scenario) -> list[tuple[int, int]]:
    """The merchant's own rundown as (SKU index, minutes), heroes often, gifts seldom.

    >>> from caopan.market import sample
    >>> sum(minutes for _, minutes in default_rundown(sample("liuyi"))) > 60
    True
    """
    by_role = {
        role: [k for k, sku in enumerate(scenario.skus) if sku.role == role] for role in _ROUND
    }
    rounds = max(len(by_role["profit"]), 1)
    order: list[tuple[int, int]] = []
    for turn in range(rounds):
        for at, role in enumerate(_ROUND):
            group = by_role[role]
            if group and (role != "gift" or turn % 3 == 2) and (role != "halo" or turn % 2 == 1):
                k = group[(turn + at * rounds // 2) % len(group)]
                order.append((k, max(scenario.skus[k].talk_min, 1)))
    return order or [(0, 5)]


def _talk(scenario: Scenario, plan: Plan) -> tuple[Ints, Floats]:
    """SKU and gain of each minute of one turn of the rundown."""
    if plan.rundown:
        index = {sku.sku_id: k for k, sku in enumerate(scenario.skus)}
        order = [(index[talk.sku_id], talk.minutes) for talk in plan.rundown]
    else:
        order = default_rundown(scenario)
    sku = np.concatenate([np.full(minutes, k) for k, minutes in order])
    # an explanation persuades most in its first minutes (sign published, size assumed)
    gain = np.concatenate([np.maximum(1.15 - 0.06 * np.arange(m), 0.6) for _, m in order])
    return sku.astype(np.int64), gain


def slots_of(scenario: Scenario, plan: Plan, day: int) -> list[Slot]:
    """The sessions of a day, earliest first."""
    weekday = (scenario.first_day + timedelta(days=day)).weekday()
    slots = plan.sessions if plan.sessions is not None else scenario.slots
    return sorted((s for s in slots if s.weekday == weekday), key=lambda s: s.start_min)


def shows_of(world: World, plans: tuple[Plan, ...], day: int) -> list[Show]:
    """The sessions of a day for all replicates, slot by slot."""
    memo: dict[tuple[int, int], tuple[list[Slot], Ints, Floats]] = {}
    rows = []
    for one, plan in zip(world.scenarios, plans, strict=True):
        key = (id(one), id(plan))
        if key not in memo:
            memo[key] = (slots_of(one, plan, day), *_talk(one, plan))
        rows.append(memo[key])
    count = max(len(slots) for slots, _, _ in rows)
    return [_show(world, day, slot, rows) for slot in range(count)]


def _show(world: World, day: int, slot: int, rows: list[tuple[list[Slot], Ints, Floats]]) -> Show:
    here = [slots[slot] if slot < len(slots) else None for slots, _, _ in rows]
    start = np.array([s.start_min if s else 0 for s in here])
    minutes = np.array([s.minutes if s else 0 for s in here])
    span = np.arange(int(minutes.max()))
    talk = np.stack([sku[span % len(sku)] for _, sku, _ in rows], axis=1)
    gain = np.stack([g[span % len(g)] for _, _, g in rows], axis=1)
    clock = np.minimum(start + span[:, None], 1439)
    window = world.phases[clock % len(world.phases)]  # (M, R, A-1)
    window = np.where(window == talk[..., None], world.skus, window)
    active = np.concatenate([talk[..., None], window], axis=-1)
    tiers: tuple[Tier, ...] = tuple(s.tier if s else "B" for s in here)
    return Show(day, slot, start, minutes, tiers, talk, gain, active, clock, hour_curve()[clock])


def programme(
    world: World, plans: tuple[Plan, ...], first: int, days: int, pace: int = FEED_EVERY
) -> Iterator[Actions]:
    """Yield the actions of ``days`` days from day ``first`` on, tick by tick.

    pace: minutes of a tick, 1 to 10; it changes no number. Raises CaopanError for a plan that its
    merchant cannot carry out, before the first tick.
    """
    if not 1 <= pace <= FEED_EVERY:
        raise CaopanError(f"pace: {pace} minutes; give 1 to {FEED_EVERY}")
    pairs = {
        (id(one), id(plan)): (one, plan) for one, plan in zip(world.scenarios, plans, strict=True)
    }
    for one, plan in pairs.values():
        check_plan(one, plan)
    return _ticks(world, plans, first, days, pace)


def _ticks(
    world: World, plans: tuple[Plan, ...], first: int, days: int, pace: int
) -> Iterator[Actions]:
    for day in range(first, first + days):
        sheet = make_sheet(world, plans, day, first)
        for show in shows_of(world, plans, day):
            minute = 0
            while minute < len(show.clock):
                ahead = FEED_EVERY - minute % FEED_EVERY
                span = min(pace, ahead, len(show.clock) - minute)
                yield Actions(day, sheet, plans, first, show, minute, span)
                minute += span
        yield Actions(day, sheet, plans, first)
