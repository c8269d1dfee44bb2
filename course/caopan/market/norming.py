"""Find how strong faults are planted: ``python -m caopan.market.norming [MERCHANT|FAULT ...]``.

A few variants of a sample merchant play the two weeks from the onset on, with and without the
fault, under common luck; the level is where a fault costs the contribution ``LOSS``. Then the
market of its look-alike is found in which GMV moves as it does by the fault.
"""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, NamedTuple

import numpy as np

from caopan.errors import CaopanError
from caopan.market import norms
from caopan.market.close import DayFacts
from caopan.market.faults import CARDS
from caopan.market.fold import start, step
from caopan.market.inverse import Floats
from caopan.market.plan import Plan
from caopan.market.planted import Fault, FaultId
from caopan.market.samples import SAMPLES
from caopan.market.scenario import Scenario
from caopan.market.variants import variant
from caopan.market.world import compile_world

LOSS: Final = 0.035
"""Contribution that a fault costs in two weeks, of their GMV (assumed)."""
BRUSHED: Final = 0.10
"""Share of two weeks' GMV that brushed orders add."""
HIGHEST: Final = 5.0
DAYS: Final = 14
PEOPLE: Final = 4
SEEDS: Final = 4
ROUNDS: Final = 5
CLOSE: Final = 0.001
"""Of contribution or GMV: nearer than this is near enough."""


def population(name: str) -> list[Scenario]:
    """Sound variants of a merchant, alike to those that trainees get."""
    return [
        variant(name, "norm", str(n), b"norm", days=2 * DAYS, fault="none").model_copy(
            update={"circumstances": ()}
        )
        for n in range(PEOPLE)
    ]


class Weeks(NamedTuple):
    """Two weeks from the onset on, fen, (faults,): funnel GMV, contribution, brushed orders."""

    gmv: Floats
    net: Floats
    brushed: Floats


def from_onset(scenarios: Sequence[Scenario]) -> Weeks:
    """Play the merchants' own conduct; sums over each ``PEOPLE`` merchants in a row."""
    many = [one for one in scenarios for _ in range(SEEDS)]
    world = compile_world(many, list(range(SEEDS)) * len(scenarios))
    own = Plan(name="history")
    state, ticks = start(world, [own] * len(many), DAYS, DAYS, detail=False)
    weeks = np.zeros((3, len(many)))
    for actions in ticks:
        state, facts = step(state, actions, world.luck)
        if isinstance(facts, DayFacts):
            fake = (facts.brushed * facts.price).sum(axis=1)
            off = (facts.off * facts.price).sum(axis=1)
            weeks += np.stack([facts.gmv_fen - off - fake, facts.contribution_fen, fake])
    return Weeks(*weeks.reshape(3, -1, PEOPLE * SEEDS).sum(axis=2))


def solve(name: str, faults: Sequence[FaultId]) -> dict[str, dict[FaultId, float]]:
    """Levels of these faults of a merchant, and the markets of their look-alikes."""
    shops = population(name)
    sound = from_onset(shops)

    def ill(levels: Floats) -> list[Scenario]:
        return [
            shop.model_copy(update={"faults": (Fault(fault=f, from_day=DAYS, severity=level),)})
            for f, level in zip(faults, levels.tolist(), strict=True)
            for shop in shops
        ]

    def cost(levels: Floats) -> Floats:
        done = from_onset(ill(levels))
        lost: Floats = (sound.net - done.net) / sound.gmv
        if "FX3" in faults:  # nothing is lost in truth: what counts is what seems to be
            fake = faults.index("FX3")
            lost[fake] = done.brushed[fake] / sound.gmv[0] * LOSS / BRUSHED
        return lost - LOSS

    levels = _zero(cost, np.full(len(faults), 0.01), np.full(len(faults), 0.4))
    levels[[fault == "FX2" for fault in faults]] = 1.0  # nothing is lost, whatever is not tracked
    found = dict(zip(faults, levels.round(3).tolist(), strict=True))
    norms.keep(name, "faults", found)
    goal = from_onset(ill(levels)).gmv

    def gap(strengths: Floats) -> Floats:
        some = [
            norms.with_look_alike(shop, fault, DAYS, strength)
            for fault, strength in zip(faults, strengths.tolist(), strict=True)
            for shop in shops
        ]
        return 1 - from_onset(some).gmv / goal

    markets = _zero(gap, np.zeros(len(faults)), np.full(len(faults), 0.3))
    return {"faults": found, "market": dict(zip(faults, markets.round(3).tolist(), strict=True))}


def _zero(excess: Callable[[Floats], Floats], low: Floats, first: Floats) -> Floats:
    """Where a rising function of each entry passes zero, by secants within a shrinking bracket.

    An end of -``HIGHEST`` to ``HIGHEST`` where it does not.
    """
    ends = np.full_like(low, -HIGHEST), np.full_like(low, HIGHEST)
    under, over = ends
    before, value = low, excess(low)
    under, over = _narrowed(under, over, before, value)
    here = first
    for _ in range(ROUNDS):
        now = excess(here)
        under, over = _narrowed(under, over, here, now)
        slope = (now - value) / np.where(here == before, 1.0, here - before)
        guess = here - now / np.where(slope > 0, slope, np.inf)
        inside = (guess > under) & (guess < over) & (slope > 0)
        moved = np.where(inside, guess, (under + over) / 2)
        before, value = here, now
        here = np.where(np.abs(now) < CLOSE, here, moved)
    whole: Floats = here
    return whole


def _narrowed(under: Floats, over: Floats, at: Floats, value: Floats) -> tuple[Floats, Floats]:
    return np.where(value < 0, at, under), np.where(value < 0, over, at)


def main(chosen: Sequence[str]) -> int:
    """Solve for the merchants and faults named, or for all, and write the file after each."""
    names = [name for name in SAMPLES if name in chosen] or list(SAMPLES)
    faults = [fault for fault in CARDS if fault in chosen] or list(CARDS)
    if unknown := [one for one in chosen if one not in SAMPLES and one not in CARDS]:
        raise CaopanError(
            f"there is no sample merchant or fault {unknown[0]!r}: take of "
            f"{', '.join((*SAMPLES, *CARDS))}"
        )
    with ProcessPoolExecutor(max_workers=2) as pool:
        solved = pool.map(solve, names, [faults] * len(names))
        for name, levels in zip(names, solved, strict=True):
            for kind, found in levels.items():
                norms.keep(name, kind, found)
            norms.save(tuple(SAMPLES))
            print(name, "done", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
