"""The one fold: ``step(state, actions, luck) -> (state, facts)``. Playing is nothing else."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from caopan.market.cases import cases_of
from caopan.market.checks import check_plan
from caopan.market.close import DayFacts, close_day
from caopan.market.luck import Luck
from caopan.market.minute import MinuteFacts, live_minutes
from caopan.market.plan import Plan
from caopan.market.programme import Actions, programme
from caopan.market.state import State, open_state
from caopan.market.world import World

Facts: TypeAlias = MinuteFacts | DayFacts


def step(state: State, actions: Actions, luck: Luck) -> tuple[State, Facts]:
    """Play one tick (live minutes, or the close of a day) and return what happened.

    Pure: the same state, actions and luck give the same result, and nothing given is changed.

    >>> from caopan.market import sample, baseline
    >>> from caopan.market.world import compile_world
    >>> world = compile_world([sample("yunshi")], [7])
    >>> state, ticks = start(world, [baseline(sample("yunshi"))], first=0, days=1, pace=1)
    >>> state, facts = step(state, next(ticks), world.luck)
    >>> facts.people.impressions.shape
    (1, 1, 8)
    """
    if actions.show is None:
        return close_day(state, actions, luck)
    return live_minutes(state, actions, luck)


def start(
    world: World,
    plans: Sequence[Plan],
    first: int,
    days: int,
    pace: int | None = None,
    *,
    detail: bool = True,
) -> tuple[State, Iterator[Actions]]:
    """Return the state before day ``first`` and the ticks of ``days`` days under the plans.

    plans: one for each replicate. pace: live minutes of a tick, by default a whole session.
    detail: keep the counts of each minute, not only their sums.
    Raises CaopanError for a plan that cannot be carried out, before anything is played.
    """
    cases = cases_of(world, plans, first)
    for one, plan in cases.pairs():
        # a history lies behind the merchant: the account of today need not pay for all of it
        check_plan(one, plan, days if first >= one.days else min(days, 14))
    return open_state(world, cases), programme(cases, days, pace, detail=detail)
