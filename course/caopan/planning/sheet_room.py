"""A session minute by minute, as a plan has it: what is explained, and who speaks how long."""

from collections import Counter
from collections.abc import Sequence
from itertools import cycle, groupby, islice

from caopan.market import Plan, Scenario
from caopan.market.air import default_rundown
from caopan.market.plan import on_shelf
from caopan.market.scenario import Slot
from caopan.market.world import hour_curve


def talk_of(now: Scenario, plan: Plan, slot: Slot) -> list[str]:
    """The SKU explained in each minute of a session."""
    shelf = on_shelf(now, plan)
    turns = [
        (talk.sku_id, talk.minutes)
        for talk in plan.rundown.get(slot.tier, ())
        if talk.sku_id in shelf
    ] or [(now.skus[k].sku_id, minutes) for k, minutes in default_rundown(now, shelf)]
    loop = [sku for sku, minutes in turns for _ in range(minutes)]
    return list(islice(cycle(loop), slot.minutes))


def peak_hour(slot: Slot, hero: Sequence[bool]) -> tuple[int, float]:
    """The hour of the clock with most traffic in a session, and the heroes' share of its minutes.

    An hour of which the session has less than half is no peak.
    """
    hours = [(slot.start_min + minute) // 60 % 24 for minute in range(slot.minutes)]
    curve = hour_curve().reshape(24, 60).mean(axis=1)
    enough = [hour for hour, count in Counter(hours).items() if count >= 30] or hours
    peak = max(enough, key=lambda hour: float(curve[hour]))
    mine = [flag for hour, flag in zip(hours, hero, strict=True) if hour == peak]
    return peak, sum(mine) / len(mine)


def longest_turn(plan: Plan, minutes: int) -> int:
    """Minutes on end of one anchor; without a roster one of them speaks all the time."""
    if not plan.roster:
        return minutes
    loop = [shift.anchor for shift in plan.roster for _ in range(shift.minutes)]
    spoken = islice(cycle(loop), minutes)
    return max((sum(1 for _ in turn) for _, turn in groupby(spoken)), default=0)
