"""Dated sessions: whether they can open on their day, and what they would meet on air.

A day with a special has its specials and no session of the weekly calendar; the night before may
still run into it.
"""

from caopan.market.offers import Problems
from caopan.market.plan import Plan, Special
from caopan.market.problems import MOST_LIVE, outside
from caopan.market.scenario import Scenario, Slot
from caopan.market.week import DAY, sessions_in


def special_problems(scenario: Scenario, plan: Plan, days: int) -> Problems:
    """Specials outside of the plan, on days of pause, too long, or on air with another session."""
    for at, one in enumerate(plan.specials):
        path = f"specials.{at}"
        if one.day >= days:
            yield f"{path}.day", outside(one.day, days)
        elif one.day in plan.pause:
            yield f"{path}.day", f"day {one.day} is paused; drop the session or the pause"
        if one.minutes > MOST_LIVE:
            why = f"{one.minutes} min on air; give at most {MOST_LIVE}, or make it two sessions"
            yield f"{path}.minutes", why
    weekly = _beside(scenario, plan, days)
    for at, one in enumerate(plan.specials):
        others = [(f"specials.{n}", other) for n, other in enumerate(plan.specials[:at])]
        others += [("the weekly session", other) for other in weekly]
        for name, other in others:
            if minutes := _in_common(one, other):
                met = f"meets {name} of {_when(other)} for {minutes} min"
                why = f"two sessions at once: {_when(one)} {met}; move or shorten one of them"
                yield f"specials.{at}", why


def _beside(scenario: Scenario, plan: Plan, days: int) -> list[Special]:
    """Sessions of the weekly calendar on the days without a special, dated."""
    taken = {one.day for one in plan.specials}
    return [
        _dated(day, slot) for day, slot in sessions_in(scenario, plan, days) if day not in taken
    ]


def _dated(day: int, slot: Slot) -> Special:
    return Special(day=day, start_min=slot.start_min, minutes=slot.minutes, tier=slot.tier)


def _in_common(one: Special, other: Special) -> int:
    """Minutes in which both are on air."""
    begins = [each.day * DAY + each.start_min for each in (one, other)]
    ends = [begin + each.minutes for begin, each in zip(begins, (one, other), strict=True)]
    return max(min(ends) - max(begins), 0)


def _when(one: Special) -> str:
    return f"day {one.day} {one.start_min // 60:02d}:{one.start_min % 60:02d}"
