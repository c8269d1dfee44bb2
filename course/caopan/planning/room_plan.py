"""What happens in the room, by the methods: minutes by their worth, voices that relieve each other.

It decides the timeline (盘直播) of a plan and nothing else; gifts, ads and stock stay as they are.
"""

from typing import Final, get_args

from caopan.market import Plan, Scenario, Shift
from caopan.market.acting import acting
from caopan.market.plan import Talk
from caopan.market.scenario import Slot, Tier
from caopan.planning.rates import talk_rates
from caopan.planning.rundown import make_rundown

TURN: Final = 120
"""Minutes after which a voice tires (assumed, as the market has it)."""
REST: Final = 30
"""Minutes for which a weaker second voice takes over, so that the first one rests (our choice)."""


def room_rundown(scenario: Scenario) -> dict[Tier, tuple[Talk, ...]]:
    """Minutes by their worth for each tier of session, as long as its shortest one.

    >>> from caopan.market import sample
    >>> [sum(talk.minutes for talk in one) for one in room_rundown(sample("yunshi")).values()]
    [240, 180]
    """
    rates = talk_rates(scenario)
    out: dict[Tier, tuple[Talk, ...]] = {}
    for tier in get_args(Tier):
        slots = [slot for slot in acting(scenario, scenario.days).slots if slot.tier == tier]
        if slots:
            first = min(slots, key=_minutes)
            found = make_rundown(rates, minutes=first.minutes, start_min=first.start_min)
            out[tier] = found.talks()
    return out


def _minutes(slot: Slot) -> int:
    return slot.minutes


def relay(scenario: Scenario) -> tuple[Shift, ...] | None:
    """Two voices in turns; a weaker second one takes short turns. None where there is only one.

    >>> from caopan.market import sample
    >>> [shift.minutes for shift in relay(sample("yunshi"))]
    [120, 120]
    """
    if len(scenario.anchors) < 2:
        return None
    first, second = sorted(scenario.anchors, key=lambda one: -one.skill)[:2]
    rest = TURN if second.skill >= first.skill else REST
    return (Shift(anchor=first.name, minutes=TURN), Shift(anchor=second.name, minutes=rest))


def room_plan(scenario: Scenario) -> Plan:
    """Decide the timeline by the methods: a rundown for each tier, and a relay.

    >>> from caopan.market import sample
    >>> sorted(room_plan(sample("yunshi")).rundown)
    ['A', 'B']
    """
    return Plan(name="the room", rundown=room_rundown(scenario), roster=relay(scenario))
