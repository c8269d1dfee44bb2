"""A response of diminishing returns: y = K spend^beta, fitted beside what else moved y."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from caopan.errors import CaopanError

Floats = npt.NDArray[np.float64]
LAGS: Final = 5
"""Rows that follow each other share their luck over about so many rows (assumed)."""


class Power(NamedTuple):
    """beta with its standard error and 95 % interval; rows that were used; own: how much log spend
    moved apart from what the controls explain (standard deviation)."""

    beta: float
    error: float
    low: float
    high: float
    rows: int
    own: float


def fit_power(spend: npt.ArrayLike, outcome: npt.ArrayLike, controls: npt.ArrayLike) -> Power:
    """Fit log E[y] = log K + beta log(spend) + controls, by Poisson's pseudo-likelihood.

    A zero outcome is a row like others. spend: above zero, shape (n,). outcome: at least zero.
    controls: shape (n, k), centred or not. Errors allow for unequal variance and for luck shared by
    rows that follow each other (Newey and West).
    Raises CaopanError for fewer than ten rows more than unknowns, or no outcome at all.

    >>> spend = np.geomspace(1, 9, 40)
    >>> fit = fit_power(spend, 3 * spend**0.6, np.zeros((40, 0)))
    >>> round(fit.beta, 3), fit.rows
    (0.6, 40)
    """
    x, y = np.log(np.asarray(spend, dtype=np.float64)), np.asarray(outcome, dtype=np.float64)
    others = _independent(np.asarray(controls, dtype=np.float64).reshape(len(x), -1))
    if len(x) < others.shape[1] + 12 or y.sum() <= 0:
        raise CaopanError(
            f"a response needs at least {others.shape[1] + 12} rows with spend and an outcome: "
            f"there are {len(x) if y.sum() > 0 else 0}; take a longer history, or rows by the hour."
        )
    design = np.column_stack([x - x.mean(), others])
    own = float(
        np.std(design[:, 0] - others @ np.linalg.lstsq(others, design[:, 0], rcond=None)[0])
    )
    if own < 1e-6:
        raise CaopanError(
            "spend moved only along with the trend: its response cannot be told; let two budgets "
            "take turns for two weeks."
        )
    scale = y.mean()
    coefficients, mean = _poisson(design, y / scale)
    error = _error(design, mean, y / scale - mean)
    beta = float(coefficients[0])
    return Power(beta, error, beta - 1.96 * error, beta + 1.96 * error, len(x), own)


def _independent(controls: Floats) -> Floats:
    """A constant and the controls, without what the others tell already."""
    columns = [np.ones(len(controls))]
    for one in controls.T:
        sofar = np.column_stack(columns)
        rest = one - sofar @ np.linalg.lstsq(sofar, one, rcond=None)[0]
        if np.std(rest) > 1e-8 * (1 + np.std(one)):
            columns.append(rest / np.std(rest))
    return np.column_stack(columns)


def _poisson(design: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Iterated weighted least squares, steps held back so that no start runs away."""
    coefficients = np.linalg.lstsq(design, np.log(y + 0.1), rcond=None)[0].astype(np.float64)
    for _ in range(100):
        mean = np.exp(np.clip(design @ coefficients, -30, 30))
        slope = design.T @ (y - mean)
        step = np.linalg.lstsq(design.T @ (design * mean[:, None]), slope, rcond=None)[0]
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-10:
            break
    return coefficients, np.exp(np.clip(design @ coefficients, -30, 30))


def _error(design: Floats, mean: Floats, rest: Floats) -> float:
    scores = design * rest[:, None]
    middle = scores.T @ scores
    for lag in range(1, min(LAGS, len(rest) - 1) + 1):
        shared = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (LAGS + 1)) * (shared + shared.T)
    bread = np.linalg.pinv(design.T @ (design * mean[:, None]))
    freedom = len(rest) / (len(rest) - design.shape[1])
    return float(np.sqrt(max((bread @ middle @ bread)[0, 0] * freedom, 0.0)))
