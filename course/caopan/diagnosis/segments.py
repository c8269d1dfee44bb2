"""Where the level of a series shifted, judged against noise that remembers its day before."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
LEAST: Final = 5
"""Days that a level must hold on each side: shorter spells are luck or a festival (assumed)."""
DRAWS: Final = 999


class Step(NamedTuple):
    """A shift: index of the first value of the new level, its 95 % interval (inclusive), the mean
    before and after within its neighbourhood, the chance to see as much without any shift, and
    whether a straight line tells the neighbourhood better than the shift does."""

    at: int
    low: int
    high: int
    before: float
    after: float
    p: float
    slope: bool


def steps(values: npt.ArrayLike, alpha: float = 0.05, seed: int = 7) -> list[Step]:
    """Find shifts of the level, the strongest first, then within what lies on its two sides.

    values: in order, all finite. alpha: chance to find any in a series without shifts, whose noise
    may remember its value before (AR(1)); found by least squares, judged by simulation.

    >>> noise = np.random.default_rng(1).normal(size=60)
    >>> shifted = noise + 3 * (np.arange(60) >= 30)
    >>> [(step.at, step.low <= 30 <= step.high) for step in steps(shifted)]
    [(30, True)]
    >>> steps(noise)
    []
    """
    x = np.asarray(values, dtype=np.float64)
    found = _within(x, 0, len(x), alpha, seed)
    return sorted(found, key=lambda step: step.at)


def _within(x: Floats, first: int, end: int, alpha: float, seed: int) -> list[Step]:
    part = x[first:end]
    if len(part) < 2 * LEAST + 2 or np.ptp(part) < 1e-12:
        return []
    at, strength, memory = _strongest(part[None])
    known = _null(len(part), _up(memory[0]), seed)
    p = float((1 + (known >= strength[0]).sum()) / (1 + len(known)))
    if p > alpha:
        return []
    where = int(at[0])
    low, high = _interval(part, where, float(memory[0]), seed)
    before, after = float(part[:where].mean()), float(part[where:].mean())
    here = Step(first + where, first + low, first + high, before, after, p, _straight(part, where))
    left = _within(x, first, first + where, alpha / 2, seed)
    return [here, *left, *_within(x, first + where, end, alpha / 2, seed)]


def _straight(part: Floats, at: int) -> bool:
    """Whether a straight line leaves less than the shift."""
    day = np.arange(len(part)) - (len(part) - 1) / 2
    centred = part - part.mean()
    line = (centred**2).sum() - (day @ centred) ** 2 / (day @ day)
    return bool(line < sum(((side - side.mean()) ** 2).sum() for side in (part[:at], part[at:])))


def _strongest(rows: Floats) -> tuple[npt.NDArray[np.int64], Floats, Floats]:
    """Of each row: where the best step is, how strong it is, and the memory of what is left."""
    n = rows.shape[1]
    cut = np.arange(LEAST, n - LEAST + 1)
    run = np.cumsum(rows, axis=1)
    total = run[:, -1:]
    gap = run[:, cut - 1] / cut - (total - run[:, cut - 1]) / (n - cut)
    gain = gap**2 * cut * (n - cut) / n
    best = np.argmax(gain, axis=1)
    at = cut[best]
    mean = np.take_along_axis(run, at[:, None] - 1, axis=1) / at[:, None]
    later = (total - np.take_along_axis(run, at[:, None] - 1, axis=1)) / (n - at[:, None])
    rest = rows - np.where(np.arange(n) < at[:, None], mean, later)
    power = np.maximum((rest**2).sum(axis=1), 1e-300)
    raw = (rest[:, 1:] * rest[:, :-1]).sum(axis=1) / power
    memory = np.clip(
        raw + (1 + 3 * raw) / n, -0.5, 0.9
    )  # short series look less alike than they are
    return at, gain.max(axis=1) / power * n, memory


def _up(memory: float) -> float:
    """Round a memory up to a tenth: rather too much of it than a shift that is none."""
    return float(np.ceil(memory * 10) / 10)


@lru_cache(maxsize=256)
def _null(n: int, memory: float, seed: int) -> Floats:
    """Strengths of the best step in series without any, with this memory."""
    return _strongest(_noise(n, memory, seed))[1]


def _noise(n: int, memory: float, seed: int) -> Floats:
    """Series of unit variance in which each value remembers the one before, (DRAWS, n)."""
    rng = np.random.default_rng((seed, n))
    fresh = rng.standard_normal((DRAWS, n))
    rows = np.empty_like(fresh)
    rows[:, 0] = fresh[:, 0]
    for day in range(1, n):
        rows[:, day] = memory * rows[:, day - 1] + np.sqrt(1 - memory**2) * fresh[:, day]
    return rows


def _interval(part: Floats, at: int, memory: float, seed: int) -> tuple[int, int]:
    """Where the step is found when the same step is played again under other noise."""
    n = len(part)
    level = np.where(np.arange(n) < at, part[:at].mean(), part[at:].mean())
    spread = float(np.std(part - level))
    again = _strongest(level + spread * _noise(n, _up(memory), seed))[0] - at
    early, late = np.quantile(again, (0.025, 0.975), method="nearest")
    return int(max(at - late, 1)), int(min(at - early, n - 1))
