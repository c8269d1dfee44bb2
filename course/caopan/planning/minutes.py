"""Minutes for SKUs: who gets how much of a session, while each further minute brings less.

Where a further minute of every SKU brings no more than the one before, giving each minute to the
SKU to which it is worth most is the best there is; no search is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.errors import CaopanError
from caopan.market.couplings import explain

if TYPE_CHECKING:
    from caopan.market.inverse import Floats, Ints

TALK: Final = 4
"""Minutes of an explanation at which its mean is highest by the market's law (derived)."""
LONGEST: Final = 30
"""Minutes an hour of one SKU up to which the law is tabulated; a further one adds nothing."""


def spread_minutes(worth: Floats, minutes: int, least: Sequence[int] | Ints | None = None) -> Ints:
    """Share out a session's minutes: (SKUs,) whole minutes.

    worth: (SKUs, n) yuan of each SKU's first, second, ... n-th minute, never rising along a row;
    n is the most that one SKU can get. least: minutes that each SKU gets whatever they are worth.
    A minute that is worth nothing to anybody goes to nobody, so that fewer may be given.

    Raises CaopanError where a row rises, or the least minutes do not fit.

    >>> spread_minutes(np.array([[9.0, 4.0, 1.0], [5.0, 5.0, 2.0]]), 4)
    array([2, 2])
    """
    table = np.asarray(worth, dtype=np.float64)
    if table.ndim != 2 or not np.isfinite(table).all():
        raise CaopanError("worth: give a table of numbers, one row for each SKU")
    count, width = table.shape
    if (np.diff(table, axis=1) > 1e-9).any():
        row = int(np.flatnonzero((np.diff(table, axis=1) > 1e-9).any(axis=1))[0])
        raise CaopanError(
            f"worth: row {row} rises, so the next best minute is not known to be the best; use "
            "diminishing(...) on it"
        )
    given = np.zeros(count, dtype=np.int64) if least is None else np.asarray(least, dtype=np.int64)
    if given.shape != (count,) or (given < 0).any() or (given > width).any():
        raise CaopanError(f"least: give 0 to {width} minutes for each of {count} SKUs")
    left = minutes - int(given.sum())
    if left < 0:
        raise CaopanError(
            f"least: the SKUs ask for {int(given.sum())} minutes, and the session has {minutes}"
        )
    open_ = np.where(np.arange(width) >= given[:, None], table, -np.inf)
    best = np.argsort(-open_, axis=None, kind="stable")[:left]
    best = best[open_.ravel()[best] > 0]
    more: Ints = np.bincount(best // width, minlength=count).astype(np.int64)
    return given + more


def diminishing(total: Floats) -> Floats:
    """Turn totals by minutes into what each minute adds, never rising: (..., n) of (..., n).

    total: what 1, 2, ... n minutes bring. Where a few minutes alone bring little (an explanation
    has to get going), they count at the mean of the stretch that is worth while: the least concave
    curve above the totals.

    >>> diminishing(np.array([0.5, 2.0, 3.0, 3.0])).tolist()
    [1.0, 1.0, 1.0, 0.0]
    """
    rows = np.asarray(total, dtype=np.float64)
    flat = rows.reshape(-1, rows.shape[-1])
    out = np.array([_hull(row) for row in flat])
    shaped: Floats = out.reshape(rows.shape)
    return shaped


def _hull(row: Floats) -> Floats:
    """Steps of the least concave curve through zero and above a row."""
    points: list[tuple[int, float]] = [(0, 0.0)]
    for at, value in enumerate(row.tolist(), start=1):
        while len(points) > 1 and _slope(points[-2], points[-1]) < _slope(points[-1], (at, value)):
            points.pop()
        points.append((at, value))
    steps = [
        np.full(after[0] - before[0], _slope(before, after)) for before, after in pairwise(points)
    ]
    joined: Floats = np.concatenate(steps)
    return joined


def _slope(before: tuple[int, float], after: tuple[int, float]) -> float:
    return (after[1] - before[1]) / (after[0] - before[0])


@lru_cache(maxsize=8)
def _hour(talk: int) -> tuple[float, ...]:
    """What 1, 2, ... minutes an hour of one SKU bring, in minutes of a plain explanation.

    In each minute the lift counts twice, in clicks and in orders, as the market has it.
    """
    totals = []
    for minutes in range(1, LONGEST + 1):
        at = np.arange(minutes) % talk
        totals.append(float((explain(at, minutes) ** 2).sum()))
    best = np.maximum.accumulate(totals)  # nobody has to use minutes that harm
    return tuple(diminishing(best).tolist())


def explained(rate_yuan: Floats, hours: float, talk: int = TALK) -> Floats:
    """What each minute of a session adds for each SKU, by the market's law of explaining.

    rate_yuan: (SKUs,) what a minute of a plain explanation leaves, in yuan. hours: length of the
    session; a SKU's minutes are spread over it. talk: minutes of one explanation.
    Returns (SKUs, minutes) of never rising worth, see ``couplings.explain``: fresh for fifteen
    minutes an hour, and worn out after that.

    >>> explained(np.array([10.0]), hours=1.0).shape
    (1, 30)
    """
    hour = np.array(_hour(talk))
    width = max(int(LONGEST * hours), 1)
    at = np.minimum((np.arange(width) / hours).astype(np.int64), LONGEST - 1)
    table: Floats = np.asarray(rate_yuan, dtype=np.float64)[:, None] * hour[at]
    return np.maximum(table, 0.0)


def powered(rate_yuan: Floats, minutes: int, beta: float = 0.7) -> Floats:
    """What each minute adds where n minutes bring rate x n^beta: for a response that was estimated.

    Raises CaopanError for a beta outside of 0 to 1.

    >>> powered(np.array([10.0]), 2, beta=0.5).round(2).tolist()
    [[10.0, 4.14]]
    """
    if not 0 < beta <= 1:
        raise CaopanError(f"beta: {beta} does not diminish; give more than 0, and 1 at most")
    steps = np.diff(np.arange(minutes + 1, dtype=np.float64) ** beta)
    table: Floats = np.asarray(rate_yuan, dtype=np.float64)[:, None] * steps
    return table
