"""The weekly calendar of sessions: when they open, whether two meet, and what their ads may spend.

A session belongs to the day on which it opens and may run past midnight; the week is a circle in
which Sunday night meets Monday morning.
"""

from collections.abc import Iterator, Sequence

from caopan.market.air import slots_of
from caopan.market.cases import paid_plans
from caopan.market.plan import Plan
from caopan.market.scenario import Scenario, Slot

DAY = 1440
WEEK = 7 * DAY
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def when(slot: Slot) -> str:
    """Weekday and clock at which a session opens.

    >>> when(Slot(weekday=0, start_min=1170, minutes=60))
    'Monday 19:30'
    """
    return f"{WEEKDAYS[slot.weekday]} {slot.start_min // 60:02d}:{slot.start_min % 60:02d}"


def in_common(one: Slot, other: Slot) -> int:
    """Minutes of the week in which both are on air (each at most a day long).

    >>> late = Slot(weekday=6, start_min=1380, minutes=120)
    >>> in_common(late, Slot(weekday=0, start_min=30, minutes=60))
    30
    """
    first = one.weekday * DAY + one.start_min
    ahead = (other.weekday * DAY + other.start_min - first) % WEEK
    # on the circle the other opens `ahead` minutes after the first, and WEEK - ahead before it
    after = min(one.minutes, ahead + other.minutes) - ahead
    before = min(one.minutes, ahead - WEEK + other.minutes)
    return max(after, 0) + max(before, 0)


def clashes(slots: Sequence[Slot]) -> Iterator[tuple[int, int, int]]:
    """Yield two sessions on air at once as (earlier index, later index, minutes in common)."""
    for at, slot in enumerate(slots):
        for before in range(at):
            if minutes := in_common(slots[before], slot):
                yield before, at, minutes


def sessions_in(scenario: Scenario, plan: Plan, days: int) -> Iterator[tuple[int, Slot]]:
    """Yield (day of the plan, session) of the first ``days`` days, pauses respected, in order.

    >>> from caopan.market.samples import sample
    >>> len(list(sessions_in(sample("liuyi"), Plan(pause=(0, 5)), days=7)))
    5
    """
    first = scenario.days
    for day in range(days):
        yield from ((day, slot) for slot in slots_of(scenario, plan, first + day, first))


def calendar_of(scenario: Scenario, plan: Plan, days: int) -> tuple[Slot, ...]:
    """The sessions by which a plan is measured: how long they are, of which tiers.

    The weekly calendar; where specials take days out of it, each session that opens in ``days``
    days, once.

    >>> from caopan.market.plan import Special
    >>> from caopan.market.samples import sample
    >>> night = Special(day=2, start_min=1200, minutes=90, tier="A")
    >>> calendar_of(sample("liuyi"), Plan(sessions=(), specials=(night,)), days=7)[0].minutes
    90
    """
    if plan.specials:
        return tuple(dict.fromkeys(slot for _, slot in sessions_in(scenario, plan, days)))
    return scenario.slots if plan.sessions is None else plan.sessions


def clock_minutes(slot: Slot) -> Iterator[tuple[int, int]]:
    """Yield (hour of the clock, minutes of the session in it), in order.

    >>> list(clock_minutes(Slot(weekday=0, start_min=1410, minutes=90)))
    [(23, 30), (0, 60)]
    """
    minute, end = slot.start_min, slot.start_min + slot.minutes
    while minute < end:
        ahead = min(60 - minute % 60, end - minute)
        yield minute // 60 % 24, ahead
        minute += ahead


def scheduled_fen(scenario: Scenario, plan: Plan, days: int) -> int:
    """What paid traffic spends over ``days`` if every budget is used up, in fen, rounded up.

    Sessions of the calendar, minute by minute at the budget of the clock hour. The account's
    growth and planted faults are left out: the sum says nothing that the merchant does not know.
    Bids and a stop-loss are, too: they can only lower it.

    >>> from caopan.market.samples import sample
    >>> from caopan.market.scenario import PaidPlan
    >>> one = PaidPlan(plan_id="p", fen_per_h=60_000, hours={21: 90_000})
    >>> night = Slot(weekday=0, start_min=1200, minutes=90)
    >>> scheduled_fen(sample("liuyi"), Plan(paid=(one,), sessions=(night,)), days=7)
    105000
    """
    hourly = [sum(one.fen_at(hour) for one in paid_plans(scenario, plan)) for hour in range(24)]
    minutes = [0] * 24
    for _, slot in sessions_in(scenario, plan, days):
        for hour, live in clock_minutes(slot):
            minutes[hour] += live
    spent = sum(fen * live for fen, live in zip(hourly, minutes, strict=True)) * plan.paid_bp
    return -(-spent // (60 * 10_000))
