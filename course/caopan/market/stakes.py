"""What is at stake: three plans of one story, and the truth about a merchant by playing it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from caopan.market.checks import check_plan
from caopan.market.outcome import play_many
from caopan.market.plan import Plan, baseline
from caopan.market.scenario import FaultId, Scenario


def three_plans(scenario: Scenario) -> dict[str, Plan]:
    """Three plans that any operator might propose; which is best depends on the fault.

    A "push": more traffic: more paid budget and more short videos.
    B "supply": more goods: heroes restocked ahead of demand, core prices brought to the peers'.
    C "craft": a better room: scene rebuilt, script calmed, audiences reset, budget trimmed.

    >>> from caopan.market import sample
    >>> [plan.name for plan in three_plans(sample("liuyi")).values()]
    ['push', 'supply', 'craft']
    """
    core = [sku for sku in scenario.skus if sku.role in {"hero", "profit", "hook"}]
    heroes = [sku.sku_id for sku in scenario.skus if sku.role == "hero"]
    plans = {
        "A": Plan(name="push", paid_bp=11_000, videos=scenario.calendar.videos + 2),
        "B": Plan(
            name="supply",
            price_bp={sku.sku_id: -1_000 for sku in core},
            cover_days=dict.fromkeys(heroes, 6.0),
        ),
        "C": Plan(
            name="craft",
            paid_bp=8_500,
            hype=scenario.room.hype * 0.7,
            fix_scene=True,
            reset_audience=True,
        ),
    }
    return {name: check_plan(scenario, plan) for name, plan in plans.items()}


@dataclass(frozen=True)
class Truth:
    """What only the simulator knows.

    faults: planted ids, the main one first (empty for none). main: its id or "none".
    lost_fen: contribution over ``days`` that repairing the main fault would regain, mean over
    seeds; gmv_lost_fen likewise. plans: contribution of plans A, B, C less that of doing nothing;
    best: the best of them, or "nothing".
    """

    faults: tuple[FaultId, ...]
    main: FaultId
    days: int
    lost_fen: int
    gmv_lost_fen: int
    plans: dict[str, int]
    best: str


def truth(scenario: Scenario, *, days: int = 14, seeds: Sequence[int] = range(12)) -> Truth:
    """Play the merchant with and without its fault, and under the three plans.

    All plays share their luck. Raises CaopanError as ``play`` does.

    >>> from caopan.market import sample
    >>> truth(sample("yunshi"), days=2, seeds=[1]).main
    'none'
    """
    sound = scenario.model_copy(update={"faults": ()})
    plans = three_plans(scenario)
    pairs = [(scenario, baseline(scenario)), (sound, baseline(sound))]
    done = play_many(pairs + [(scenario, plan) for plan in plans.values()], days=days, seeds=seeds)
    idle, mended, rest = done[0], done[1], done[2:]
    gain = {
        name: _mean(one.total_fen - idle.total_fen) for name, one in zip(plans, rest, strict=True)
    }
    best = max(gain, key=lambda name: gain[name])
    return Truth(
        faults=tuple(fault.fault for fault in scenario.faults),
        main=scenario.fault,
        days=days,
        lost_fen=_mean(mended.total_fen - idle.total_fen),
        gmv_lost_fen=_mean((mended.gmv_fen - idle.gmv_fen).sum(axis=1)),
        plans=gain,
        best=best if gain[best] > 0 else "nothing",
    )


def _mean(values: np.ndarray) -> int:
    return round(float(np.mean(values)))
