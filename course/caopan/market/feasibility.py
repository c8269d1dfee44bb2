"""What can be done and should be questioned: one sentence each, with numbers, for the operator.

A message is about what the plan decides, never about what it leaves to the merchant: the baseline
has none. Nothing hidden is read (no fault, no brushed order, no collector), so messages tell
nothing about what ails a merchant. The limits are acceptance checks of the trade, all assumed but
the tiers' lengths, which an operators' handbook publishes.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, cycle, groupby, islice
from typing import Final, TypeVar

from caopan.market.breakeven import plan_roi
from caopan.market.checks import check_plan
from caopan.market.deals import draws
from caopan.market.offers import lowered
from caopan.market.plan import Plan, Special, income_after, on_shelf, sku_of, yuan
from caopan.market.scenario import Benefit, Scenario, Slot, Tier
from caopan.market.week import calendar_of, scheduled_fen, sessions_in

LONGEST_TALK: Final = 240
"""Minutes an anchor can stay on air without a change."""
LONGEST_GAP: Final = 40
"""Minutes in which no hero is explained."""
LENGTHS: Final[dict[Tier, tuple[int, int]]] = {"S": (720, 960), "A": (300, 720), "B": (0, 300)}
"""Least and most minutes of a tier: S from 12 h, B up to 5 h published; A between them decided."""
MOST_HYPE: Final = 0.7
DAYS_ON: Final = 6

Thing = TypeVar("Thing")


def feasibility(scenario: Scenario, plan: Plan, days: int = 14) -> tuple[str, ...]:
    """Say what an operator would question about a plan, each as "FIELD: sentence".

    Raises CaopanError for a plan that cannot be carried out at all (see ``check_plan``).

    >>> from caopan.market.samples import sample
    >>> feasibility(sample("yunshi"), Plan(hype=0.9))
    ('hype: a pressure of 0.90 is above 0.70; returns and violations will follow the orders',)
    """
    check_plan(scenario, plan, days)
    return (
        *_shelf(scenario, plan),
        *_stock(scenario, plan, days),
        *_calendar(scenario, plan, days),
        *_rundown(scenario, plan, days),
        *_roster(scenario, plan, days),
        *_script(plan),
        *_benefits(scenario, plan, days),
        *_paid(scenario, plan, days),
    )


def _shelf(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """SKUs that the plan itself sells below cost, and inspections of nothing."""
    shelf = on_shelf(scenario, plan)
    lost = {sku: short for sku in shelf if (short := _below_cost(scenario, plan, sku)) > 0}
    if lost:
        worst = max(lost, key=lambda sku: lost[sku])
        said = f"below cost are {len(lost)} of {len(shelf)} SKUs"
        yield f"price_bp: {said}, {worst} by {yuan(lost[worst])} a piece{_talked(plan, set(lost))}"
    for sku in plan.quality_control:
        if sku not in shelf:
            yield f"quality_control: {sku} is to be inspected and is not on the shelf"


def _below_cost(scenario: Scenario, plan: Plan, name: str) -> int:
    """Fen lost a piece where the plan sets its price, its benefit or its place on the shelf."""
    sku = sku_of(scenario, name)
    given = [
        one.amount_fen
        for one in plan.benefits or ()
        if one.funder == "merchant" and name in lowered(one, scenario, plan)
    ]
    decided = name in plan.price_bp or name in plan.m_coupon_fen or any(given)
    if not (decided or (plan.assortment is not None and not sku.listed)):
        return 0
    return sku.cost_fen - income_after(plan, scenario, name) + max(given, default=0)


def _talked(plan: Plan, skus: set[str]) -> str:
    talks = [talk for talks in plan.rundown.values() for talk in talks]
    if not talks:
        return ""
    minutes = sum(talk.minutes for talk in talks if talk.sku_id in skus)
    return f", in {minutes * 100 // sum(talk.minutes for talk in talks)} % of the rundown"


def _stock(scenario: Scenario, plan: Plan, days: int) -> Iterator[str]:
    """Too little of a hero, and stock for goods that nobody can buy."""
    for name, cover in plan.cover_days.items():
        sku = sku_of(scenario, name)
        if sku.role == "hero" and cover < sku.lead_days and name in on_shelf(scenario, plan):
            lead = f"new pieces take {sku.lead_days} days"
            yield f"cover_days: {cover:g} days of stock for the hero {name}, and {lead}"
    for at, order in enumerate(plan.orders):
        soonest = order.day + sku_of(scenario, order.sku_id).lead_days
        arrives = soonest if order.arrives is None else order.arrives
        head = f"orders.{at}: {order.units:,} pieces of {order.sku_id}"
        if arrives >= days:
            yield f"{head} arrive on day {arrives}, after the plan's last day {days - 1}"
        elif order.sku_id not in on_shelf(scenario, plan, arrives):
            yield f"{head} arrive on day {arrives}, and it is not on the shelf then or later"


def _calendar(scenario: Scenario, plan: Plan, days: int) -> Iterator[str]:
    """Rest, length by tier, and a shop that is never on air."""
    if not any(sessions_in(scenario, plan, days)) and any(sessions_in(scenario, Plan(), days)):
        yield f"sessions: no session opens in {days} days"
    run = _days_on_end(scenario, plan, days)
    if run > max(DAYS_ON, _days_on_end(scenario, Plan(), days)):
        rest = f"rest one day after {DAYS_ON}, or fans and crew tire"
        yield f"sessions: {run} days on end with a session; {rest}"
    for field, new in _new(scenario, plan).items():
        for tier, (least, most) in LENGTHS.items():
            lengths = [session.minutes for session in new if session.tier == tier]
            if lengths and min(lengths) < least:
                short = f"{min(lengths)} min for a session of tier {tier}"
                yield f"{field}: {short}; give {least} or more"
            if lengths and max(lengths) > most:
                yield f"{field}: {max(lengths)} min for a session of tier {tier}; give up to {most}"


def _new(scenario: Scenario, plan: Plan) -> dict[str, list[Slot | Special]]:
    """Sessions of the plan that the merchant did not have before, by field."""
    return {
        "sessions": [slot for slot in plan.sessions or () if slot not in scenario.slots],
        "specials": [
            one
            for one in plan.specials
            if all(one.slot(own.weekday) != own for own in scenario.slots)
        ],
    }


def _days_on_end(scenario: Scenario, plan: Plan, days: int) -> int:
    on_air = {day for day, _ in sessions_in(scenario, plan, days)}
    return longest([day in on_air for day in range(days)])


def _rundown(scenario: Scenario, plan: Plan, days: int) -> Iterator[str]:
    """Rundowns without a session, without heroes for long, or with goods that leave the shelf."""
    shelf = on_shelf(scenario, plan)
    heroes = {sku for sku in shelf if sku_of(scenario, sku).role == "hero"}
    for tier, talks in plan.rundown.items():
        lengths = [slot.minutes for slot in calendar_of(scenario, plan, days) if slot.tier == tier]
        if not lengths:
            yield f"rundown.{tier}: the calendar has 0 sessions of tier {tier}"
            continue
        said = _unrolled([(talk.sku_id, talk.minutes) for talk in talks], max(lengths))
        gap = longest([sku not in heroes for sku in said])
        if heroes and gap > LONGEST_GAP:
            most = f"leave at most {LONGEST_GAP}"
            yield f"rundown.{tier}: no hero is explained for {gap} min on end; {most}"
        for sku in dict.fromkeys(talk.sku_id for talk in talks):
            if plan.pull.get(sku, days) < days:
                yield f"rundown.{tier}: {sku} is explained, and pulled from day {plan.pull[sku]} on"


def _roster(scenario: Scenario, plan: Plan, days: int) -> Iterator[str]:
    """Anchors who speak too long without a change."""
    most = f"change after {LONGEST_TALK} at most"
    if plan.roster is None:
        longest = _longest_of([*chain(*_new(scenario, plan).values())], tuple(LENGTHS))
        if longest > LONGEST_TALK:
            yield f"roster: none is given for a session of {longest} min; {most}"
        return
    longest = _longest_of(calendar_of(scenario, plan, days), tuple(LENGTHS))
    spoken = _unrolled([(shift.anchor, shift.minutes) for shift in plan.roster], longest)
    turns = [(sum(1 for _ in turn), anchor) for anchor, turn in groupby(spoken)]
    minutes, anchor = max(turns, default=(0, ""))
    if minutes > LONGEST_TALK:
        yield f"roster: {anchor} is on air for {minutes} min without a change; {most}"


def _script(plan: Plan) -> Iterator[str]:
    if plan.hype is not None and plan.hype > MOST_HYPE:
        after = "returns and violations will follow the orders"
        yield f"hype: a pressure of {plan.hype:.2f} is above {MOST_HYPE:.2f}; {after}"


def _benefits(scenario: Scenario, plan: Plan, days: int) -> Iterator[str]:
    """Benefits dearer than what they sell, paid by others, useless, or open to everybody."""
    for at, one in enumerate(plan.benefits or ()):
        where, cost = f"benefits.{at}", _full_use(one, calendar_of(scenario, plan, days))
        skus = lowered(one, scenario, plan)
        if one.of_price and not skus:
            meant = (
                f"at {yuan(one.threshold_fen)} or more" if one.threshold_fen else "that it names"
            )
            yield f"{where}: this {one.kind} finds 0 SKUs {meant} on the shelf"
            continue
        if one.funder != "merchant" and cost:
            word = f"have the {one.funder}'s word first"
            yield f"{where}: up to {yuan(cost)} a session are the {one.funder}'s to pay; {word}"
        elif cost and cost > (margin := _margin(one, scenario, plan, days)):
            what = "the pieces sold with it earn" if one.of_price else "crew and ads cost"
            yield f"{where}: up to {yuan(cost)} a session are given away, and {what} {yuan(margin)}"
        if one.kind == "lottery" and one.gate == "all":
            bait = "it draws bargain hunters"
            yield f"{where}: a lottery every {one.every_min} min without a gate; {bait}"


def _full_use(one: Benefit, slots: Sequence[Slot]) -> int:
    """What a benefit costs in the longest session of its tiers if every piece of it is taken."""
    if one.of_price:
        return one.quantity * one.amount_fen
    return draws(one, _longest_of(slots, one.tiers)) * one.quantity * one.amount_fen


def _longest_of(slots: Sequence[Slot | Special], tiers: Sequence[Tier]) -> int:
    return max((slot.minutes for slot in slots if slot.tier in tiers), default=0)


def _margin(one: Benefit, scenario: Scenario, plan: Plan, days: int) -> int:
    """What to hold against that: the pieces' margin by appeal; for a draw, crew and ads.

    A draw sells nothing by itself, so its prizes are held against the other costs of a session.
    """
    if one.of_price:
        skus = [sku_of(scenario, name) for name in lowered(one, scenario, plan)]
        total = sum(
            sku.appeal * (income_after(plan, scenario, sku.sku_id) - sku.cost_fen) for sku in skus
        )
        return round(one.quantity * total / sum(sku.appeal for sku in skus))
    hourly = scenario.fees.air_fen_per_h + _fen_per_h(scenario, plan, days)
    return hourly * _longest_of(calendar_of(scenario, plan, days), one.tiers) // 60


def _paid(scenario: Scenario, plan: Plan, days: int) -> Iterator[str]:
    """A stop-loss without its ROI; what more paid traffic must bring, where more is spent."""
    if plan.stop_roi is None and plan.stop_after_fen != Plan().stop_after_fen:
        after = f"after {yuan(plan.stop_after_fen)} of spend"
        yield f"stop_after_fen: {after} no paid plan is stopped; say at which ROI in stop_roi"
    before, now = _fen_per_h(scenario, Plan(), days), _fen_per_h(scenario, plan, days)
    if now < before + 100:  # less than a yuan an hour is no raise
        return
    roi = plan_roi(scenario, plan)
    need = "no ROI pays for it" if roi is None else f"it pays from a marginal ROI of {roi:.1f} on"
    yield f"paid: {yuan(now)} an hour on air after {yuan(before)}; {need}"


def _fen_per_h(scenario: Scenario, plan: Plan, days: int) -> int:
    minutes = sum(slot.minutes for _, slot in sessions_in(scenario, plan, days))
    return scheduled_fen(scenario, plan, days) * 60 // minutes if minutes else 0


def _unrolled(stretches: Sequence[tuple[Thing, int]], minutes: int) -> list[Thing]:
    """Stretches minute by minute, repeated until a session ends."""
    turn = [what for what, length in stretches for _ in range(length)]
    return list(islice(cycle(turn), minutes))


def longest(flags: Iterable[bool]) -> int:
    """Length of the longest run of True.

    >>> longest([True, False, True, True])
    2
    """
    return max((sum(run) for true, run in groupby(flags) if true), default=0)
