"""What is at stake: three plans of one story, and the truth about a merchant by playing it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from caopan.market.checks import check_plan
from caopan.market.faults import CARDS
from caopan.market.outcome import play_many
from caopan.market.plan import Plan, baseline
from caopan.market.planted import CircumstanceId, FaultId
from caopan.market.scenario import Scenario


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


NONE: FaultId = "none"


@dataclass(frozen=True)
class Truth:
    """What only the simulator knows.

    faults: planted ids. main: the one whose repair regains most ("none" without any). regained:
    contribution over ``days`` that the repair of each alone would regain, mean over seeds, in fen.
    lost_fen: that of the main one; gmv_lost_fen likewise (negative where the fault swells GMV).
    circumstances: innocent ones. plans: contribution of plans A, B, C less that of doing nothing;
    best: the best of them, or "nothing".
    """

    faults: tuple[FaultId, ...]
    main: FaultId
    days: int
    regained: dict[FaultId, int]
    lost_fen: int
    gmv_lost_fen: int
    circumstances: tuple[CircumstanceId, ...]
    plans: dict[str, int]
    best: str


def truth(scenario: Scenario, *, days: int = 14, seeds: Sequence[int] = range(12)) -> Truth:
    """Play the merchant as it is, without each of its faults, and under the three plans.

    All plays share their luck; circumstances stay as they are. Faults that only the figures have
    (``FaultCard.apparent``) lose nothing: among others they are not the main one.
    Raises CaopanError as ``play`` does.

    >>> from caopan.market import sample
    >>> truth(sample("yunshi"), days=2, seeds=[1]).main
    'none'
    """
    plans = three_plans(scenario)
    without = [
        scenario.model_copy(update={"faults": tuple(f for f in scenario.faults if f is not fault)})
        for fault in scenario.faults
    ]
    pairs = [(one, baseline(one)) for one in (scenario, *without)]
    done = play_many(pairs + [(scenario, plan) for plan in plans.values()], days=days, seeds=seeds)
    idle, repaired, rest = done[0], done[1 : len(pairs)], done[len(pairs) :]
    names = tuple(fault.fault for fault in scenario.faults)
    regained = {
        name: _mean(one.total_fen - idle.total_fen)
        for name, one in zip(names, repaired, strict=True)
    }
    main: FaultId = max(
        names, key=lambda name: (not CARDS[name].apparent, regained[name]), default=NONE
    )
    gain = {
        name: _mean(one.total_fen - idle.total_fen) for name, one in zip(plans, rest, strict=True)
    }
    best = max(gain, key=lambda name: gain[name])
    sold = {
        name: _mean((one.gmv_fen - idle.gmv_fen).sum(axis=1))
        for name, one in zip(names, repaired, strict=True)
    }
    return Truth(
        faults=names,
        main=main,
        days=days,
        regained=regained,
        lost_fen=regained.get(main, 0),
        gmv_lost_fen=sold.get(main, 0),
        circumstances=tuple(one.kind for one in scenario.circumstances),
        plans=gain,
        best=best if gain[best] > 0 else "nothing",
    )


def main_fault(scenario: Scenario, *, days: int = 14, seeds: Sequence[int] = range(4)) -> FaultId:
    """The main fault alone, as ``truth`` finds it, played only where two faults vie for it.

    >>> from caopan.market import sample, with_fault
    >>> main_fault(with_fault(sample("yunshi"), "FT8")), main_fault(sample("yunshi"))
    ('FT8', 'none')
    """
    real = [one for one in scenario.faults if not CARDS[one.fault].apparent]
    vie = real or list(scenario.faults[:1])
    if len(vie) < 2:
        return vie[0].fault if vie else NONE
    without = [
        scenario.model_copy(update={"faults": tuple(f for f in scenario.faults if f is not one)})
        for one in vie
    ]
    done = play_many([(one, baseline(one)) for one in without], days=days, seeds=seeds)
    kept = [_mean(one.total_fen) for one in done]
    return vie[kept.index(max(kept))].fault


def _mean(values: np.ndarray) -> int:
    return round(float(np.mean(values)))
