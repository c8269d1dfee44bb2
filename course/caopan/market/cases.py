"""Which replicates share their scenario and plan: everything before luck is made once for these."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from caopan.market.acting import acting
from caopan.market.plan import Plan
from caopan.market.scenario import PaidPlan, Scenario
from caopan.market.world import Floats, Ints, World, compile_world


@dataclass(frozen=True)
class Cases:
    """G pairs of scenario and plan, and the pair of each of R replicates.

    world: of the G scenarios, one row each. plans: (G,). group: (R,) rows of ``world``.
    first: day on which the plans begin.
    """

    world: World
    plans: tuple[Plan, ...]
    group: Ints
    first: int
    _memo: dict[tuple[int, ...], World] = field(default_factory=dict, repr=False, compare=False)
    # made by ``buying``; of these plans alone, so other plans begin with none
    budgets: dict[int, tuple[Ints, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __len__(self) -> int:
        return len(self.plans)

    def pairs(self) -> list[tuple[Scenario, Plan]]:
        """The scenarios and plans, side by side."""
        return list(zip(self.world.scenarios, self.plans, strict=True))

    def acting(self, day: int) -> World:
        """The scenarios as they act on ``day``: (G,)."""
        now = [acting(one, day) for one in self.world.scenarios]
        if all(one is usual for one, usual in zip(now, self.world.scenarios, strict=True)):
            return self.world
        key = tuple(id(one) for one in now)  # they live as long as the scenarios of this world
        if key not in self._memo:
            self._memo[key] = compile_world(now, self.world.seeds)
        return self._memo[key]

    def acting_pairs(self, day: int) -> list[tuple[Scenario, Plan]]:
        """The scenarios as they act on ``day``, and the plans, side by side."""
        return list(zip(self.acting(day).scenarios, self.plans, strict=True))

    def flag(self, field: str) -> Floats:
        """One where a plan does something, else zero: (G,)."""
        return np.array([float(bool(getattr(plan, field))) for plan in self.plans])

    def stops(self) -> Ints:
        """Where paid plans stop: ROI in basis points (-1: nowhere), and fen to spend first (G, 2).

        >>> from caopan.market import sample
        >>> shop = sample("yunshi")
        >>> cases_of(compile_world([shop], [0]), [Plan(stop_roi=1.5)], shop.days).stops().tolist()
        [[15000, 50000]]
        """
        rows = [
            (-1 if plan.stop_roi is None else round(plan.stop_roi * 10_000), plan.stop_after_fen)
            for plan in self.plans
        ]
        return np.array(rows, dtype=np.int64)

    def chosen(self, field: str, usual: Floats) -> Floats:
        """A number of the plans, ``usual`` (G,) where a plan leaves it to the merchant: (G,)."""
        given = [getattr(plan, field) for plan in self.plans]
        return np.array(
            [own if value is None else value for value, own in zip(given, usual, strict=True)],
            dtype=np.float64,
        )


def cases_of(world: World, plans: Sequence[Plan], first: int) -> Cases:
    """Find the distinct pairs among the replicates' scenarios and ``plans`` (R,)."""
    known: dict[tuple[int, int], int] = {}
    pairs: list[tuple[Scenario, Plan]] = []
    group = np.zeros(len(world), dtype=np.int64)
    for r, (one, plan) in enumerate(zip(world.scenarios, plans, strict=True)):
        key = (id(one), id(plan))
        if key not in known:
            known[key] = len(pairs)
            pairs.append((one, plan))
        group[r] = known[key]
    small = compile_world([one for one, _ in pairs], [0] * len(pairs))
    return Cases(small, tuple(plan for _, plan in pairs), group, first)


def paid_plans(scenario: Scenario, plan: Plan) -> tuple[PaidPlan, ...]:
    """The paid plans in force: the plan's, or the merchant's own.

    >>> from caopan.market import sample
    >>> [one.plan_id for one in paid_plans(sample("liuyi"), Plan())]
    ['plan-1', 'plan-2']
    """
    return scenario.paid.plans() if plan.paid is None else plan.paid
