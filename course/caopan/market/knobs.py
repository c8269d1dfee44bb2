"""Planted faults as knobs of the model: which rate each one turns, and how far."""

from dataclasses import dataclass

import numpy as np

from caopan.market.world import Floats, World


@dataclass(frozen=True)
class Knobs:
    """What the faults do on a day, each (R,), zero where the fault is absent."""

    scene: Floats
    tags: Floats
    over: Floats
    feeder: Floats
    press: Floats
    rival: Floats
    short: Floats


_FAULT = {
    "scene": "FR4",
    "tags": "FT1",
    "over": "FT3",
    "feeder": "FT6",
    "press": "FR3",
    "rival": "FG3",
    "short": "FG2",
}


def knobs(world: World, day: int) -> Knobs:
    """Severity of each fault on ``day``."""

    def level(fault: str) -> Floats:
        rows = [
            sum(f.severity for f in one.faults if f.fault == fault and day >= f.from_day)
            for one in world.scenarios
        ]
        return np.array(rows, dtype=np.float64)

    return Knobs(**{name: level(fault) for name, fault in _FAULT.items()})
