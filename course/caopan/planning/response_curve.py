"""Response curves of paid traffic (投放响应曲线): what a budget and its last yuan bring.

An hour's GMV of paid visitors is level x (spend / usual)^power. The power of visits is beta; that
of GMV is smaller, for a wider audience stays and buys less: the difference is the fade of quality.
Average ROI is GMV / spend; marginal ROI is power x average. Intervals draw days anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from caopan.diagnosis.power import fit_power
from caopan.diagnosis.responding import OWN
from caopan.errors import CaopanError

Floats = npt.NDArray[np.float64]
DRAWS: Final = 400
LEVEL: Final = (0.025, 0.975)
"""Ends of the intervals: 95 % (our choice)."""
STRETCH: Final = 2.0
"""A curve is believed down to half of the least spend that was tried, up to twice the most
(assumed)."""
LEAST_POWER, MOST_POWER = 0.0, 0.99
"""A last yuan neither takes sales away nor brings more than the first one (diminishing returns)."""


class Estimate(NamedTuple):
    """A number and the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:,.2f} ({self.low:,.2f} to {self.high:,.2f})"


class BestSpend(NamedTuple):
    """The spend an hour at which the last yuan just pays for itself, in fen, and its interval.

    beyond: where it lies outside of what was tried, so that the end of the believed range is given:
    "below", "above", or None.
    """

    fen: float
    low: float
    high: float
    beyond: Literal["below", "above"] | None


@dataclass(frozen=True, eq=False)
class Curve:
    """Outcome an hour on air over spend an hour, both in one unit of money (or visits over fen).

    usual: spend at which ``level`` holds, the geometric mean of those tried. least, most: spends
    tried. draws (n, 2): log level and power, of days drawn anew. days: rows that were used.
    """

    power: Estimate
    level: Estimate
    usual: float
    least: float
    most: float
    draws: Floats
    days: int

    def at(self, spend: float) -> Estimate:
        """Outcome an hour at a spend.

        >>> round(example().at(40_000).value / example().at(10_000).value, 2)
        1.32
        """
        return self._of(lambda level, power: level * (spend / self.usual) ** power)

    def average_roi(self, spend: float) -> Estimate:
        """What all yuan brought together: outcome / spend.

        >>> round(example().average_roi(10_000).value, 2)
        3.0
        """
        return self._of(lambda level, power: level * (spend / self.usual) ** power / spend)

    def marginal_roi(self, spend: float) -> Estimate:
        """What the last yuan brought: power x average.

        >>> round(example().marginal_roi(10_000).value, 2)
        0.6
        """
        return self._of(lambda level, power: power * level * (spend / self.usual) ** power / spend)

    def best_spend(self, due: float) -> BestSpend:
        """The spend an hour at which marginal ROI is ``due``, the break-even ROI.

        It is held within half of the least and twice the most spend that was tried: beyond, the
        curve is a guess, and the way there is another trial.

        >>> example().best_spend(2.0).beyond, round(example().best_spend(0.6).fen)
        ('below', 10000)
        """

        def spend(level: Floats, power: Floats) -> Floats:
            held = np.clip(power, LEAST_POWER, MOST_POWER)
            ratio = held * level / (self.usual * due)
            return np.asarray(self.usual * ratio ** (1 / (1 - held)))

        low, high = self.least / STRETCH, self.most * STRETCH
        found = self._of(spend)
        beyond: Literal["below", "above"] | None = None
        if found.value < low:
            beyond = "below"
        elif found.value > high:
            beyond = "above"
        fen, least, most = (float(np.clip(one, low, high)) for one in found)
        return BestSpend(fen, least, most, beyond)

    def _of(self, what: Callable[[Floats, Floats], Floats]) -> Estimate:
        drawn = what(np.exp(self.draws[:, 0]), self.draws[:, 1])
        value = float(what(np.float64(self.level.value), np.float64(self.power.value)))  # type: ignore[arg-type]
        return Estimate(value, *(float(q) for q in np.quantile(drawn, LEVEL)))


def fit_curve(
    spend: npt.ArrayLike,
    outcome: npt.ArrayLike,
    controls: npt.ArrayLike | None = None,
    *,
    block: int = 1,
    draws: int = DRAWS,
    seed: int = 0,
) -> Curve:
    """Fit a curve to spends and outcomes of days (or hours), by Poisson's pseudo-likelihood.

    spend: above zero, shape (n,). outcome: at least zero, per the same stretch of time. controls:
    (n, k), what else moved the outcome. block: rows drawn together for the intervals: 1 where
    spend was drawn by lot, 7 for ordinary days.
    Raises CaopanError for too few rows, or spend that hardly moved by itself.

    >>> spend = np.geomspace(1, 9, 40)
    >>> curve = fit_curve(spend, 3 * spend**0.6)
    >>> round(curve.power.value, 3), round(curve.at(2.0).value, 3)
    (0.6, 4.547)
    """
    x = np.asarray(spend, dtype=np.float64)
    y = np.asarray(outcome, dtype=np.float64)
    others = np.zeros((len(x), 0)) if controls is None else np.asarray(controls, dtype=np.float64)
    if len(x) and float(np.min(x)) <= 0:
        raise CaopanError("spend: a row has none; leave out rows without spend.")
    own = fit_power(x, y, others).own
    if own < OWN:
        raise CaopanError(
            f"spend moved by {own:.1%} apart from its trend: what the last yuan brought cannot be "
            "told; let two budgets, a third apart, take turns by the day for two weeks."
        )
    usual = float(np.exp(np.log(x).mean()))
    centred = others - others.mean(axis=0)
    design = np.column_stack([np.ones(len(x)), np.log(x / usual), _scaled(centred)])
    rng = np.random.default_rng(seed)
    weights = np.vstack([np.ones(len(x)), _drawn(len(x), block, draws, rng)])
    scale = float(y.mean())
    found = _poisson(design, y / scale, weights)[:, :2] + [np.log(scale), 0.0]
    value, drawn = found[0], found[1:]
    drawn = value + _widening(len(x), block, design.shape[1]) * (drawn - value)
    return Curve(
        power=Estimate(float(value[1]), *ends_of(drawn[:, 1])),
        level=Estimate(float(np.exp(value[0])), *ends_of(np.exp(drawn[:, 0]))),
        usual=usual,
        least=float(x.min()),
        most=float(x.max()),
        draws=drawn,
        days=len(x),
    )


def ends_of(drawn: Floats) -> tuple[float, float]:
    """Ends of the 95 % interval of what was drawn.

    >>> ends_of(np.arange(101.0))
    (2.5, 97.5)
    """
    low, high = np.quantile(drawn, LEVEL)
    return float(low), float(high)


def _scaled(columns: Floats) -> Floats:
    spread = columns.std(axis=0)
    some = spread > 1e-9 * (1 + np.abs(columns).max(axis=0, initial=0.0))
    scaled: Floats = columns[:, some] / spread[some]
    return scaled


def _drawn(rows: int, block: int, draws: int, rng: np.random.Generator) -> Floats:
    """How often each row counts in each draw: runs of ``block`` rows begun anywhere, (draws, n)."""
    start = rng.integers(0, rows, (draws, -(-rows // block)))
    at = (start[:, :, None] + np.arange(block)).reshape(draws, -1)[:, :rows] % rows
    flat = (np.arange(draws)[:, None] * rows + at).reshape(-1)
    return np.bincount(flat, minlength=draws * rows).reshape(draws, rows).astype(np.float64)


def _widening(rows: int, block: int, unknowns: int) -> float:
    """Few blocks differ less from their own fit than from the truth; Student's t for the rest."""
    from scipy.special import stdtrit

    blocks = rows / block
    freedom = max(blocks - unknowns, 1.0)
    student = stdtrit(freedom, LEVEL[1]) / stdtrit(1e9, LEVEL[1])
    return float(np.sqrt(blocks / freedom) * student)


def _poisson(design: Floats, y: Floats, weights: Floats) -> Floats:
    """Coefficients of each row of weights (draws, n): (draws, k); steps are held back."""
    start = np.linalg.lstsq(design, np.log(y + 0.1), rcond=None)[0]
    found = np.repeat(start[None, :], len(weights), axis=0)
    k = design.shape[1]
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), k * k)
    for _ in range(60):
        mean = np.exp(np.clip(found @ design.T, -30, 30))
        slope = (weights * (y - mean)) @ design
        bend = ((weights * mean) @ squares).reshape(-1, k, k) + 1e-9 * np.eye(k)
        step = np.linalg.solve(bend, slope[..., None])[..., 0]
        step *= np.minimum(1.0, 2.0 / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-300))
        found = found + step
        if np.abs(step[:, :2]).max() < 1e-8:
            break
    return found


def example() -> Curve:
    """A curve of power 0.2 and ROI 3 at 100 yuan an hour, for the examples.

    >>> example().power.value
    0.2
    """
    draws = np.tile([np.log(30_000.0), 0.2], (2, 1))
    same = Estimate(30_000.0, 30_000.0, 30_000.0)
    return Curve(Estimate(0.2, 0.2, 0.2), same, 10_000.0, 8_000.0, 20_000.0, draws, 28)
