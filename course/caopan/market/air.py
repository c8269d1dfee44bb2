"""A session on air, minute by minute, before luck: what is explained, by whom, at which spend."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from caopan.market import effects
from caopan.market.acting import acting
from caopan.market.buying import bought, budgets
from caopan.market.cases import Cases
from caopan.market.couplings import explain
from caopan.market.deals import benefits_of, draws
from caopan.market.knobs import Knobs, knobs
from caopan.market.plan import Plan, on_shelf
from caopan.market.scenario import Scenario, Slot, Tier
from caopan.market.world import Floats, Ints, hour_curve

LATE_MIN = 21 * 60
"""Clock minute from which a late crowd is there (assumed)."""
DRAGS_FROM, DRAGS = 6, 0.02
"""Minutes of one SKU after which people go, and what each further minute costs (assumed)."""
_ROUND = ("hook", "hero", "profit", "halo", "profit", "gift", "profit")


class Air(NamedTuple):
    """Arrays of a show: (G,), (M, G), or (M, G, A); a shorter session is dark at its end."""

    minutes: Ints  # (G,) zero where there is none
    clock: Ints  # minute since the midnight before, may pass 1440
    active: Ints  # (M, G, A) cards of each minute, the explained one first
    gain: Floats  # how well the explanation works in its minute
    voice: Floats  # how well the anchor works
    hour: Floats  # traffic of the clock minute
    paid: Floats  # impressions that paid plans buy
    quality: Floats  # of the paid
    taken: Floats  # covers of the follow source that paid plans replace
    spend: Ints  # fen


@dataclass(frozen=True)
class Show:
    """One session slot of a day for all cases."""

    day: int
    slot: int
    start: Ints  # (G,) minute of the day
    tiers: tuple[Tier, ...]
    talk: Ints  # (M, G) the explained SKU
    speaker: Ints  # (M, G) the anchor, by number
    cost: Ints  # (G,) fen: crew, anchors, stage, prizes
    felt_h: Floats  # (G,) hours as fans feel them
    air: Air
    budgets: tuple[Ints, ...]  # (24, P) of each case: fen an hour of each paid plan by the clock

    @property
    def minutes(self) -> Ints:
        """Length for each case: (G,)."""
        return self.air.minutes

    @property
    def clock(self) -> Ints:
        """Minute of the clock: (M, G)."""
        return self.air.clock

    @property
    def active(self) -> Ints:
        """Cards: (M, G, A)."""
        return self.air.active


def default_rundown(
    scenario: Scenario, shelf: Sequence[str] | None = None
) -> list[tuple[int, int]]:
    """The merchant's own rundown as (SKU index, minutes), heroes often, gifts seldom.

    >>> from caopan.market import sample
    >>> sum(minutes for _, minutes in default_rundown(sample("liuyi"))) > 60
    True
    """
    known = {sku.sku_id for sku in scenario.skus if sku.listed} if shelf is None else set(shelf)
    by_role = {
        role: [k for k, sku in enumerate(scenario.skus) if sku.role == role and sku.sku_id in known]
        for role in _ROUND
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


def _talk(scenario: Scenario, plan: Plan, tier: Tier, day: int) -> tuple[Ints, Ints]:
    """SKU, and minute of its explanation, for each minute of one turn of the rundown."""
    index = {sku.sku_id: k for k, sku in enumerate(scenario.skus)}
    shelf = on_shelf(scenario, plan, day)
    order = [
        (index[talk.sku_id], talk.minutes)
        for talk in plan.rundown.get(tier, ())
        if talk.sku_id in shelf
    ] or default_rundown(scenario, shelf)
    skus, minutes = np.array(order, dtype=np.int64).T
    begun = np.repeat(np.cumsum(minutes) - minutes, minutes)
    return np.repeat(skus, minutes), np.arange(len(begun)) - begun


def _lately(talk: Ints, skus: int) -> Ints:
    """Minutes within the last hour in which the SKU of each minute was explained: (M, G)."""
    said = np.cumsum(talk[..., None] == np.arange(skus), axis=0)
    before = np.zeros_like(said)
    before[60:] = said[:-60]
    lately: Ints = np.take_along_axis(said - before, talk[..., None], axis=-1)[..., 0]
    return lately


def _voices(scenario: Scenario, plan: Plan, day: int, minutes: int) -> tuple[Ints, Floats]:
    """Anchor and effect of each minute; without a roster they take turns by the week."""
    names = [anchor.name for anchor in scenario.anchors]
    if plan.roster is None:
        turns = [(day // 7 % len(names), max(minutes, 1))]
    else:
        turns = [(names.index(shift.anchor), shift.minutes) for shift in plan.roster]
    who = np.concatenate([np.full(length, n) for n, length in turns])
    who = who[np.arange(minutes) % len(who)].astype(np.int64)
    change = np.r_[True, who[1:] != who[:-1]] if minutes else np.zeros(0, dtype=bool)
    begun = np.maximum.accumulate(np.where(change, np.arange(minutes), 0))
    level = np.ones(minutes)
    for n, anchor in enumerate(scenario.anchors):
        worn = effects.voice(np.arange(minutes) - begun, anchor.skill, anchor.tires)
        level = np.where(who == n, worn, level)
    return who, level


def slots_of(scenario: Scenario, plan: Plan, day: int, first: int | None = None) -> list[Slot]:
    """The sessions of a day, earliest first: its specials, else those of the weekly calendar.

    first: day on which the plan begins. None on a day of pause; a day before has no specials.
    """
    if first is not None and day - first in plan.pause:
        return []
    weekday = (scenario.first_day + timedelta(days=day)).weekday()
    dated = [one for one in plan.specials if first is not None and one.day == day - first]
    if dated:
        return sorted((one.slot(weekday) for one in dated), key=lambda s: s.start_min)
    slots = plan.sessions if plan.sessions is not None else acting(scenario, day).slots
    return sorted((s for s in slots if s.weekday == weekday), key=lambda s: s.start_min)


def shows_of(cases: Cases, day: int) -> list[Show]:
    """The sessions of a day for all cases, slot by slot."""
    rows = [slots_of(one, plan, day, cases.first) for one, plan in cases.pairs()]
    count = max(len(slots) for slots in rows)
    knob = knobs(cases.world, day)
    return [
        _show(cases, day, slot, [dict(enumerate(slots)).get(slot) for slots in rows], knob)
        for slot in range(count)
    ]


def _show(cases: Cases, day: int, slot: int, here: list[Slot | None], knob: Knobs) -> Show:
    world, pairs = cases.world, cases.acting_pairs(day)
    start = np.array([s.start_min if s else 0 for s in here])
    minutes = np.array([s.minutes if s else 0 for s in here])
    tiers: tuple[Tier, ...] = tuple(s.tier if s else "B" for s in here)
    span = np.arange(int(minutes.max()))
    talks = [
        _talk(one, plan, tier, day - cases.first)
        for (one, plan), tier in zip(pairs, tiers, strict=True)
    ]
    talk = np.stack([sku[span % len(sku)] for sku, _ in talks], axis=1)
    minute = np.stack([at[span % len(at)] for _, at in talks], axis=1)
    gain = explain(minute, _lately(talk, world.skus))
    voices = [_voices(one, plan, day, len(span)) for one, plan in pairs]
    clock = start + span[:, None]
    # a late crowd watches and does not buy; a segment that drags on loses newcomers
    late = np.where(clock % 1440 >= LATE_MIN, np.maximum(1 - 0.3 * knob.late, 0.2), 1.0)
    held = np.maximum(1 - DRAGS * np.maximum(minute - DRAGS_FROM, 0), 0.75)
    window = world.phases[clock % len(world.phases)]  # (M, G, A-1)
    window = np.where(window == talk[..., None], world.skus, window)
    paid = bought(cases, day, clock)
    return Show(
        day,
        slot,
        start,
        tiers,
        talk,
        np.stack([who for who, _ in voices], axis=1),
        np.array(
            [
                _cost(one, plan, s, who)
                for (one, plan), s, (who, _) in zip(pairs, here, voices, strict=True)
            ]
        ),
        np.array([effects.WEAR[t] * m / 60 for t, m in zip(tiers, minutes, strict=True)]),
        Air(
            minutes=minutes,
            clock=clock,
            active=np.concatenate([talk[..., None], window], axis=-1),
            gain=gain,
            voice=np.stack([voice for _, voice in voices], axis=1) * late * held,
            hour=hour_curve()[clock % 1440],
            paid=paid.covers,
            quality=paid.quality,
            taken=paid.taken,
            spend=paid.spend,
        ),
        budgets(cases, day),
    )


def _cost(one: Scenario, plan: Plan, slot: Slot | None, who: Ints) -> int:
    """Fen of a session beside goods and ads: crew, anchors, stage, prizes of the merchant."""
    if slot is None:
        return 0
    minutes = slot.minutes
    speakers, spoken = np.unique(who[:minutes], return_counts=True)
    paid = sum(
        one.anchors[n].fen_per_h * int(m) // 60 for n, m in zip(speakers, spoken, strict=True)
    )
    prizes: int = sum(
        benefit.amount_fen * benefit.quantity * draws(benefit, minutes)
        for benefit in benefits_of(one, plan, slot.tier)
        if not benefit.of_price and benefit.funder == "merchant"
    )
    fees = one.fees
    crew = fees.air_fen_per_h * minutes // 60 + fees.call_fen * (len(speakers) - 1)
    whole: int = crew + paid + fees.stage_fen(slot.tier) + prizes
    return whole
