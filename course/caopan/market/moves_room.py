"""What levers of the room write into a plan: calendar, rundown, roster; see ``moves``."""

from collections.abc import Sequence
from typing import Final

from caopan.errors import CaopanError
from caopan.market.air import default_rundown
from caopan.market.moves import Fields, heroes
from caopan.market.plan import Shift, Talk
from caopan.market.scenario import Scenario, Slot

BIG_MIN: Final = 720
"""Least length of a session of tier S: 12 h, published in an operators' handbook."""
EXTRA_MIN: Final = 120
"""Length of a session that a lever adds."""


def more(one: Scenario, count: float, _: int) -> Fields:
    """Add sessions by day where the calendar has room, days without a session first."""
    slots = list(one.slots)
    for _turn in range(int(count)):
        slots.append(_gap(slots))
    return {"sessions": _in_order(slots)}


def _gap(slots: list[Slot]) -> Slot:
    """A free stretch of two hours: on the least busy day, weekends first, noon before morning."""
    minutes = [sum(s.minutes for s in slots if s.weekday == day) for day in range(7)]
    for day in sorted(range(7), key=lambda day: (minutes[day], -day)):
        for hour in (12, 14, 10, 8, 16):
            wish = Slot(weekday=day, start_min=hour * 60, minutes=EXTRA_MIN)
            if not any(_clash(wish, slot) for slot in slots):
                return wish
    raise CaopanError("more: the calendar has no two free hours by day; make sessions shorter")


def _clash(left: Slot, right: Slot) -> bool:
    """Whether two sessions of the week overlap, those over midnight and Sunday night included."""
    week = 7 * 1440
    begins = [slot.weekday * 1440 + slot.start_min for slot in (left, right)]
    ahead = (begins[1] - begins[0]) % week
    return ahead < left.minutes or week - ahead < right.minutes


def rest(one: Scenario, count: float, _: int) -> Fields:
    """Leave out sessions: ordinary ones first, days that lie apart."""
    order = [1, 3, 5, 0, 2, 4, 6]
    easy = sorted(one.slots, key=lambda s: ("BAS".index(s.tier), order.index(s.weekday)))
    gone = easy[: int(count)]
    return {"sessions": tuple(slot for slot in one.slots if slot not in gone)}


def pause(_: Scenario, days: float, __: int) -> Fields:
    """Stay off air on the first days."""
    return {"pause": tuple(range(int(days)))}


def tier(one: Scenario, count: float, _: int) -> Fields:
    """Make ordinary sessions ones of twelve hours and tier S, those late in the week first."""
    ordinary = sorted((s for s in one.slots if s.tier != "S"), key=lambda s: -s.weekday)
    big = ordinary[: int(count)]
    return {"sessions": tuple(_grown(slot) if slot in big else slot for slot in one.slots)}


def _grown(slot: Slot) -> Slot:
    """The session with the same end, begun as early as a big one must."""
    minutes = max(slot.minutes, BIG_MIN)
    start = max(slot.start_min + slot.minutes - minutes, 0)
    return slot.model_copy(update={"tier": "S", "start_min": start, "minutes": minutes})


def _in_order(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    return tuple(sorted(slots, key=lambda slot: (slot.weekday, slot.start_min)))


def talk(one: Scenario, minutes: float, _: int) -> Fields:
    """Keep the rundown's order and explain heroes for so long; what a session holds of it."""
    favoured = {sku.sku_id for sku in heroes(one)}
    usual = [(one.skus[at].sku_id, long) for at, long in default_rundown(one)]
    turn = [(sku, int(minutes) if sku in favoured else long) for sku, long in usual]
    shortest = {
        tier: min(s.minutes for s in one.slots if s.tier == tier)
        for tier in {slot.tier for slot in one.slots}
    }
    return {"rundown": {tier: _cut(turn, left) for tier, left in sorted(shortest.items())}}


def _cut(turn: Sequence[tuple[str, int]], left: int) -> tuple[Talk, ...]:
    """The beginning of a rundown that fills so many minutes at most."""
    kept = []
    for sku, long in turn:
        if left > 0:
            kept.append(Talk(sku_id=sku, minutes=min(long, left)))
        left -= long
    return tuple(kept)


def anchor(one: Scenario, minutes: float, _: int) -> Fields:
    """Let the first two anchors take turns on air."""
    return {
        "roster": tuple(Shift(anchor=who.name, minutes=int(minutes)) for who in one.anchors[:2])
    }
