"""A trial: plans that take turns by the day in one shop, and the tables that this leaves."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import numpy as np

from caopan.errors import CaopanError
from caopan.market.acting import acting
from caopan.market.bugs import Frames
from caopan.market.cases import cases_of
from caopan.market.checks import check_plan
from caopan.market.history import tables_of
from caopan.market.plan import Plan
from caopan.market.programme import Actions, programme
from caopan.market.record import keep
from caopan.market.scenario import PaidPlan, Scenario
from caopan.market.world import World, compile_world

ARMS: Final = ("full", "full, no fans", "less", "less, no fans")
"""What takes turns in a trial of paid traffic, in the order of ``paid_arms``."""
LESS_BP: Final = 4_000
"""The lower budget of such a trial: far enough from the usual one to tell a response (assumed)."""


def turns_of(days: int, arms: int, seed: int) -> tuple[int, ...]:
    """Draw which arm each day has: every run of ``arms`` days holds each arm once, in any order.

    >>> turns_of(6, 2, seed=1)
    (0, 1, 1, 0, 0, 1)
    """
    rng = np.random.default_rng([seed, days, arms])
    runs = [rng.permutation(arms) for _ in range(-(-days // arms))]
    return tuple(int(one) for one in np.concatenate([np.zeros(0, dtype=np.int64), *runs])[:days])


def paid_arms(scenario: Scenario, day: int) -> tuple[Plan, ...]:
    """The four arms of a trial of paid traffic: the shop's plans of a day, with and without fans,
    at the full budget and at two fifths of it. See ``ARMS``.

    A plan that aims at fans aims at buyers where fans are left out.

    >>> from caopan.market.samples import sample
    >>> [arm.paid_bp for arm in paid_arms(sample("yunshi"), 30)]
    [10000, 10000, 4000, 4000]
    """
    own = acting(scenario, day).paid.plans()
    apart = tuple(fans_out(plan) for plan in own)
    return tuple(
        Plan(name=name, paid=plans, paid_bp=bp)
        for name, plans, bp in zip(
            ARMS, (own, apart, own, apart), (10_000, 10_000, LESS_BP, LESS_BP), strict=True
        )
    )


PAID_TURNS: Final = turns_of(28, 4, seed=8)
"""Arms of the last four weeks of a history that holds a trial of paid traffic (``ARMS``): the same
for every merchant, as it is announced beforehand."""


def with_paid_trial(scenarios: Sequence[Scenario]) -> list[Frames]:
    """Histories whose last four weeks are a trial of paid traffic; before it, their own conduct.

    scenarios: of one structure, with more than four weeks of history. There are no event tables.
    Raises CaopanError for too short a history.

    >>> from caopan.market.samples import sample
    >>> with_paid_trial([sample("yunshi").model_copy(update={"days": 20})])
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: days: a history of 20 days holds no trial of 28; give more
    """
    days = scenarios[0].days
    if days <= len(PAID_TURNS):
        raise CaopanError(
            f"days: a history of {days} days holds no trial of {len(PAID_TURNS)}; give more"
        )
    plans = [(Plan(name="history"), *paid_arms(one, days - 1)) for one in scenarios]
    own = days - len(PAID_TURNS)
    turns = (*[0] * own, *(1 + turn for turn in PAID_TURNS))
    size = 12  # so that memory stays flat
    return [
        frames
        for at in range(0, len(scenarios), size)
        for frames in trials(scenarios[at : at + size], plans[at : at + size], turns, first=0)
    ]


def fans_out(plan: PaidPlan) -> PaidPlan:
    """The same plan with fans left out; one that aims at fans aims at buyers instead."""
    audience = "buyers" if plan.audience == "fans" else plan.audience
    return plan.model_copy(update={"exclude_fans": True, "audience": audience})


def trial(
    scenario: Scenario,
    plans: Sequence[Plan],
    turns: Sequence[int],
    *,
    first: int | None = None,
    seeds: Sequence[int] = (0,),
) -> list[Frames]:
    """Let plans take turns, and give the tables of each seed: hour tables and the small ones.

    turns: for each day the number of its plan. first: day on which the trial begins; by default
    the first one after the history, and 0 plays a whole history so.
    Raises CaopanError for a plan that cannot be carried out, or a turn without a plan.

    >>> from caopan.market.samples import sample
    >>> shop = sample("yunshi")
    >>> frames = trial(shop, [Plan(), Plan(paid_bp=0)], (0, 1))[0]
    >>> frames["traffic_hour"].groupby("session_id")["ad_spend_fen"].sum().iloc[-1]
    np.int64(0)
    """
    return trials([scenario] * len(seeds), [tuple(plans)] * len(seeds), turns, first, seeds)


def trials(
    scenarios: Sequence[Scenario],
    plans: Sequence[Sequence[Plan]],
    turns: Sequence[int],
    first: int | None = None,
    seeds: Sequence[int] | None = None,
) -> list[Frames]:
    """The same for many merchants of one structure, played together; see ``trial``.

    plans: those of each merchant, as many for each. seeds: one for each, by default that of its
    history.
    """
    arms = len(plans[0]) if plans else 0
    if not arms or not turns or not 0 <= min(turns) <= max(turns) < arms:
        raise CaopanError(f"turns: give for each day a number from 0 to {arms - 1}, of a plan")
    begin = scenarios[0].days if first is None else first
    for one, some in zip(scenarios, plans, strict=True):
        for plan in some:
            check_plan(one, plan, min(len(turns), 14))
    luck = [one.seed for one in scenarios] if seeds is None else list(seeds)
    world = compile_world(scenarios, luck)
    by_arm = [[some[arm] for some in plans] for arm in range(arms)]
    rows = _in_turn(world, by_arm, turns, begin)
    record = keep(world, by_arm[0], begin, len(turns), set(), lambda _: rows)
    return [tables_of(record, r, one, (), by_arm[0][r]) for r, one in enumerate(scenarios)]


def _in_turn(
    world: World, by_arm: Sequence[Sequence[Plan]], turns: Sequence[int], first: int
) -> Iterator[Actions]:
    """The ticks of each day under the plans whose turn it is."""
    days = [
        groupby(programme(cases_of(world, plans, first), len(turns)), key=lambda tick: tick.day)
        for plans in by_arm
    ]
    for turn in turns:
        for arm, each in enumerate(days):
            _, ticks = next(each)
            if arm == turn:
                yield from ticks
