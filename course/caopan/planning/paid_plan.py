"""A plan of paid traffic: how much, in which hour, for whom; from tables, or from the truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from caopan.market import Plan
from caopan.planning.pacing import hour_values, pace, paced_plans

if TYPE_CHECKING:
    import pandas as pd

    from caopan.market import PaidPlan, Scenario
    from caopan.planning.paid_curves import PaidResponse

LEVELS_BP: Final = (1_000, 2_000, 3_500, 5_000, 7_000, 10_000)
"""Budgets that the reference plays, of the merchant's own (our choice)."""
WEEK: Final = 7


def plan_paid(
    own: Sequence[PaidPlan],
    hours: pd.DataFrame,
    response: PaidResponse,
    due: float,
    *,
    leave_fans_out: bool = False,
) -> Plan:
    """Plan the budget so that the last yuan of every hour just pays for itself.

    own: the plans that the shop runs; they keep their shares, goals and audiences, but one that
    aims at fans aims at buyers where fans are left out. hours: as ``paid_hours`` gives them.
    response: of a trial. due: break-even ROI, see ``with_repurchase``.
    Raises CaopanError as ``pace`` does.

    >>> from caopan.diagnosis import Shop
    >>> from caopan.market import sample
    >>> from caopan.planning.paid_rows import paid_hours
    >>> from caopan.planning.paid_curves import PaidResponse
    >>> from caopan.planning.response_curve import example
    >>> curve = example()
    >>> plan = plan_paid(
    ...     sample("liuyi").paid.plans(), paid_hours(Shop.of("liuyi")),
    ...     PaidResponse(curve, curve, 10_000), due=0.6,
    ... )
    >>> sum(one.fen_at(20) for one in plan.paid) > sum(one.fen_at(23) for one in plan.paid)
    True
    """
    minutes = week_minutes(hours)
    best = response.gmv.best_spend(due).fen
    found = pace(
        hour_values(hours, response),
        minutes,
        round(best * sum(minutes.values()) / 60),
        response.gmv.power.value,
        usual_fen=response.gmv.usual,
    )
    plans = without_fans(own) if leave_fans_out else tuple(own)
    return Plan(name="paid", paid=paced_plans(plans, found.hours))


def running_plans(scenario: Scenario) -> tuple[PaidPlan, ...]:
    """The plans that a merchant runs at the end of its history.

    >>> from caopan.market import sample
    >>> [plan.plan_id for plan in running_plans(sample("liuyi"))]
    ['plan-1', 'plan-2']
    """
    from caopan.market.acting import acting

    return acting(scenario, scenario.days).paid.plans()


def without_fans(plans: Sequence[PaidPlan]) -> tuple[PaidPlan, ...]:
    """The same plans with fans left out; one that aims at fans aims at buyers.

    >>> from caopan.market import PaidPlan
    >>> plan, = without_fans([PaidPlan(plan_id="p", fen_per_h=1, audience="fans")])
    >>> plan.audience, plan.exclude_fans
    ('buyers', True)
    """
    from caopan.market.trial import fans_out

    return tuple(fans_out(plan) for plan in plans)


def week_minutes(hours: pd.DataFrame) -> dict[int, int]:
    """Minutes on air a week in each clock hour, from the rows of ``paid_hours``.

    >>> import pandas as pd
    >>> week_minutes(pd.DataFrame({"day": [0, 6], "hour": [20, 20], "hours": [1.0, 0.5]}))
    {20: 90}
    """
    span = int(hours["day"].max() - hours["day"].min()) + 1
    sums = hours.groupby("hour")["hours"].sum() * 60 * WEEK / span
    whole = sums.round().astype("int64")
    return {hour: n for hour, n in zip(whole.index.tolist(), whole.tolist(), strict=True) if n > 0}


def reference_paid(
    scenario: Scenario, *, days: int = 14, seeds: Sequence[int] = range(16)
) -> tuple[Plan, int]:
    """The best of the plans that differ in budget, hours and fans alone, found by playing.

    The hours follow the market's own price of attention. Gives the plan and what it is worth, as
    ``score_plan`` weighs it, in fen: the reference of a paid plan, for whoever knows the truth.

    >>> from caopan.market import sample
    >>> plan, worth = reference_paid(sample("yunshi"), days=2, seeds=range(4))
    >>> worth >= 0
    True
    """
    from caopan.market import baseline, play_many
    from caopan.planning.scoring import gains_of, value_of

    plans = [baseline(scenario), *_candidates(scenario)]
    idle, *played = play_many([(scenario, plan) for plan in plans], days=days, seeds=seeds)
    worth = [0, *(value_of(gains_of(outcome, idle)) for outcome in played)]
    best = max(range(len(plans)), key=worth.__getitem__)
    return plans[best], worth[best]


def _candidates(scenario: Scenario) -> list[Plan]:
    own = running_plans(scenario)
    return [
        Plan(name=f"{kind}, {bp // 100} %", paid=by_price(scenario, some), paid_bp=bp)
        for kind, some in (("own plans", own), ("no fans", without_fans(own)))
        for bp in LEVELS_BP
    ]


def by_price(scenario: Scenario, plans: Sequence[PaidPlan]) -> tuple[PaidPlan, ...]:
    """The plans' budget over the hours on air by what a yuan finds there, as the market has it.

    >>> from caopan.market import sample
    >>> shop = sample("liuyi")
    >>> len(by_price(shop, shop.paid.plans()))
    2
    """
    from caopan.market.world import paid_curve

    minutes: dict[int, int] = {}
    values: dict[int, list[float]] = {}
    curve = paid_curve()
    for slot in scenario.slots:
        for minute in range(slot.start_min, slot.start_min + slot.minutes):
            hour = minute // 60 % 24
            minutes[hour] = minutes.get(hour, 0) + 1
            values.setdefault(hour, []).append(float(curve[minute % 1440]))
    budget = sum(plan.fen_per_h for plan in plans) * sum(minutes.values()) // 60
    power = max(scenario.paid.beta - 2 * scenario.paid.fade, 0.05)
    worth = {hour: sum(some) / len(some) for hour, some in values.items()}
    return paced_plans(plans, pace(worth, minutes, budget, power).hours)
