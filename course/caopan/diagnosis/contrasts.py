"""Contrasts that several features share: rates of a shop, and the same rates beside its peers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from caopan.diagnosis.sums import TRAFFIC, Floats, Split, Sums, Term, Weighed, contrast, weighed

LEAST_LOG: Final = 0.02
"""No log ratio is known better than this: what a structure drifts by itself (assumed)."""
LEAST_SHARE: Final = 0.005
"""The same of a share (assumed)."""


def own(sums: Sums, *terms: Term) -> Weighed:
    """A contrast of the shop's own totals."""
    change, error = contrast(terms, sums.split)
    return weighed(change, float(np.hypot(error, LEAST_LOG)))


def beside(sums: Sums, terms: Sequence[Term], columns: Sequence[tuple[float, str]]) -> Weighed:
    """A contrast of the shop's own totals less what its peers' totals did meanwhile.

    columns: the same coefficients, with the columns of ``peer_day``. The error holds the shop's
    own days and how peers stray from each other.
    """
    change, error = contrast(terms, sums.split)
    moved = peers_moved(sums, columns)
    if len(moved) < 2:
        return Weighed(None, None, "fewer than two peers whose counts are above zero")
    spread = float(moved.std(ddof=1))
    whole = np.sqrt(error**2 + spread**2 * (1 + 1 / len(moved)) + LEAST_LOG**2)
    return weighed(change - float(moved.mean()), float(whole))


def peers_moved(sums: Sums, columns: Sequence[tuple[float, str]]) -> Floats:
    """What a contrast did at each peer that has the counts: (peers,)."""
    days, there = np.arange(sums.days), sums.peer["visits"] > 0
    stretches = [(days >= s.first) & (days < s.end) for s in sums.shop.periods]
    found = []
    for n in range(len(there)):
        split = Split(stretches[0] & there[n], stretches[1] & there[n], there[n] & False)
        found.append(contrast([(c, sums.peer[name][n]) for c, name in columns], split)[0])
    return np.array([change for change in found if np.isfinite(change)])


def peers_alone(sums: Sums, columns: Sequence[tuple[float, str]]) -> Weighed:
    """What a contrast did at the peers on average, weighed by how they stray from each other."""
    moved = peers_moved(sums, columns)
    if len(moved) < 2:
        return Weighed(None, None, "fewer than two peers whose counts are above zero")
    error = np.hypot(float(moved.std(ddof=1)) / np.sqrt(len(moved)), LEAST_LOG / 2)
    return weighed(float(moved.mean()), float(error))


def rate(sums: Sums, top: str, under: str, *sources: str) -> tuple[Term, Term]:
    """Two terms: a column over another one; each is looked for in the traffic, then the goods."""
    return (1.0, _column(sums, top, sources)), (-1.0, _column(sums, under, sources))


def less(*terms: Term) -> tuple[Term, ...]:
    """The terms with their signs turned."""
    return tuple((-c, x) for c, x in terms)


def _column(sums: Sums, name: str, sources: tuple[str, ...]) -> Floats:
    return sums.came(name, *sources) if name in TRAFFIC else sums.sold(name, *sources)


def means(sums: Sums, by_day: Floats, least: float) -> Weighed:
    """Difference of the mean over the days of each stretch; days that are NaN are left out."""
    known = np.isfinite(by_day)
    before, after = (by_day[days & known] for days in sums.split[:2])
    if min(len(before), len(after)) < 2:
        return Weighed(None, None, "fewer than two days of a stretch show it")
    error = np.sqrt(before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after) + least**2)
    return weighed(float(after.mean() - before.mean()), float(error))


def shares(before: tuple[float, float], after: tuple[float, float], least: float) -> Weighed:
    """Difference of two shares from counts (hits, of): their binomial error, never below ``least``.

    >>> round(shares((10, 100), (30, 100), 0.005).value, 3)
    0.2
    """
    if before[1] <= 0 or after[1] <= 0:
        return Weighed(None, None, "a stretch has no rows to count")
    # a half is added to each side of a count, so that none in a few is not taken for never
    odds = [((hit + 0.5) / (of + 1), of + 1) for hit, of in (before, after)]
    error = np.sqrt(sum(p * (1 - p) / n for p, n in odds) + least**2)
    return weighed(after[0] / after[1] - before[0] / before[1], float(error))
