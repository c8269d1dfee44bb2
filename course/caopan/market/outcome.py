"""Play a plan: daily figures for each seed, under luck that does not know the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.errors import CaopanError
from caopan.market.checks import check_days, check_plan, check_seeds
from caopan.market.close import DayFacts
from caopan.market.feasibility import feasibility
from caopan.market.fold import start, step
from caopan.market.inverse import Floats, Ints
from caopan.market.plan import Plan
from caopan.market.scenario import Scenario
from caopan.market.world import World, compile_world

if TYPE_CHECKING:
    import pandas as pd


DAILY = (
    "gmv_fen",
    "contribution_fen",
    "refund_fen",
    "spend_fen",
    "fans",
    "stock_outs",
    "units",
    "returned",
    "visits",
    "follows",
)


@dataclass(frozen=True)
class Outcome:
    """Daily figures of a played plan: arrays (seeds, days), money in integer fen.

    ``contribution_fen`` is net and settled: all refunds of that day's lines are in it, whenever
    they come. ``refund_fen`` and ``returned`` (pieces) likewise belong to the day of the line.
    ``stock_outs`` counts SKUs that ended the day empty while asked for. ``messages`` say what an
    operator would question about the plan.
    """

    seeds: tuple[int, ...]
    gmv_fen: Ints
    contribution_fen: Ints
    refund_fen: Ints
    spend_fen: Ints
    fans: Floats
    stock_outs: Ints
    units: Ints
    returned: Ints
    visits: Ints
    follows: Ints
    messages: tuple[str, ...] = ()

    @property
    def total_fen(self) -> Ints:
        """Contribution of the whole period for each seed: (seeds,)."""
        total: Ints = self.contribution_fen.sum(axis=1)
        return total

    def frame(self) -> "pd.DataFrame":
        """One row for each seed and day."""
        import pandas as pd

        seeds, days = self.gmv_fen.shape
        head = {"seed": np.repeat(self.seeds, days), "day": np.tile(np.arange(days), seeds)}
        return pd.DataFrame(head | {name: getattr(self, name).ravel() for name in DAILY})


def play(
    scenario: Scenario, plan: Plan, *, days: int = 14, seeds: Sequence[int] = range(40)
) -> Outcome:
    """Play ``plan`` for ``days`` days after the merchant's history, once for each seed.

    Raises CaopanError for an impossible plan (with the field's path), no days or no seeds.

    >>> from caopan.market import baseline, sample
    >>> shop = sample("yunshi")
    >>> play(shop, baseline(shop), days=2, seeds=[1, 2]).gmv_fen.shape
    (2, 2)
    """
    return play_many([(scenario, plan)], days=days, seeds=seeds)[0]


def play_many(
    pairs: Sequence[tuple[Scenario, Plan]], *, days: int = 14, seeds: Sequence[int] = range(40)
) -> list[Outcome]:
    """Play several (scenario, plan) pairs as one batch; every pair faces the same seeds.

    The scenarios must have one structure (see ``variant``). Raises CaopanError as ``play`` does.
    """
    chosen, days = check_seeds(seeds), check_days(days)
    if not pairs:
        raise CaopanError("pairs: there is nothing to play; give at least one scenario and plan")
    for scenario, plan in pairs:
        check_plan(scenario, plan, days)
    many = [scenario for scenario, _ in pairs for _ in chosen]
    world = compile_world(many, list(chosen) * len(pairs))
    plans = [plan for _, plan in pairs for _ in chosen]
    facts = _closed(world, plans, pairs[0][0].days, days)
    parts = {name: np.stack([_daily(one, name) for one in facts], axis=1) for name in DAILY}
    size = len(chosen)
    return [
        Outcome(
            chosen,
            **{name: array[at * size : (at + 1) * size] for name, array in parts.items()},
            messages=feasibility(scenario, plan, days),
        )
        for at, (scenario, plan) in enumerate(pairs)
    ]


def _daily(facts: DayFacts, name: str) -> Any:
    """A figure of the day: (R,)."""
    if name == "stock_outs":
        return facts.short
    if name == "returned":
        return facts.refunds.sum(axis=1)
    return getattr(facts, name)


def _closed(world: World, plans: Sequence[Plan], first: int, days: int) -> list[DayFacts]:
    state, ticks = start(world, plans, first, days, detail=False)
    closed = []
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if isinstance(facts, DayFacts):
            closed.append(facts)
    return closed
