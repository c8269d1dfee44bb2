"""How long until: shares that last, where some were not seen to the end (right-censored)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Z: Final = 1.959963984540054
"""Two-sided 95 %."""


@dataclass(frozen=True, eq=False)
class Survival:
    """Kaplan and Meier's estimate: a step at each time at which something ended.

    time: those times, ascending. at_risk, ended: how many were seen that long, and ended then.
    share: still there after it. variance: Greenwood's, of the share. longest: the longest that
    anything was seen; beyond it nothing is known.
    """

    time: Floats
    at_risk: Floats
    ended: Floats
    share: Floats
    variance: Floats
    longest: float

    def at(self, times: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Share still there after each time, with its 95 % interval (on the log-log scale).

        Nan beyond ``longest``, unless all had ended.

        >>> share, low, high = survival([1, 2, 3, 3], [True, True, False, False]).at([0, 1.5, 4])
        >>> share.tolist(), bool(low[1] < 0.75 < high[1])
        ([1.0, 0.75, nan], True)
        """
        asked = np.asarray(times, dtype=np.float64)
        step = np.searchsorted(self.time, asked, side="right")
        share = np.concatenate([[1.0], self.share])[step]
        spread = np.sqrt(np.concatenate([[0.0], self.variance])[step])
        inner = (share > 0) & (share < 1)
        safe = np.where(inner, share, 0.5)
        theta = Z * np.where(inner, spread, 0.0) / np.abs(safe * np.log(safe))
        low = np.where(inner, safe ** np.exp(theta), share)
        high = np.where(inner, safe ** np.exp(-theta), share)
        known = (asked <= self.longest) | (share == 0)
        return tuple(np.where(known, x, np.nan) for x in (share, low, high))  # type: ignore[return-value]

    def deviation(self, times: npt.ArrayLike) -> Floats:
        """Standard error of the share after each time."""
        step = np.searchsorted(self.time, np.asarray(times, dtype=np.float64), side="right")
        error: Floats = np.sqrt(np.concatenate([[0.0], self.variance])[step])
        return error


def survival(duration: npt.ArrayLike, ended: npt.ArrayLike) -> Survival:
    """Estimate how many last how long.

    duration: seen for so long, at least zero. ended: whether it ended then, or was lost from view
    (what is lost from view at the time at which another one ends was there at that time).

    >>> survival([1, 2, 3, 3], [True, True, False, False]).share.tolist()
    [0.75, 0.5]
    """
    seen = np.asarray(duration, dtype=np.float64)
    over = np.asarray(ended, dtype=bool)
    time, count = np.unique(seen[over], return_counts=True)
    dead = count.astype(np.float64)
    risk = len(seen) - np.searchsorted(np.sort(seen), time, side="left").astype(np.float64)
    share = np.cumprod(1 - dead / risk).astype(np.float64)
    left = np.where(risk > dead, risk * (risk - dead), np.inf)
    variance = share**2 * np.cumsum(dead / left)
    return Survival(time, risk, dead, share, variance, float(seen.max(initial=0.0)))


def incidence(duration: npt.ArrayLike, cause: npt.ArrayLike, at: npt.ArrayLike) -> Floats:
    """Share that ended by each time by each cause, where causes compete (Aalen and Johansen).

    cause: 0 was not seen to end; causes are numbered from 1. at: times, shape (T,). Gives shape
    (causes, T); the sum over causes is one less the share still there.

    >>> incidence([1, 2, 3, 3], [1, 2, 0, 0], at=[1, 2]).tolist()
    [[0.25, 0.25], [0.0, 0.25]]
    """
    seen, why = np.asarray(duration, dtype=np.float64), np.asarray(cause, dtype=np.int64)
    all_causes = survival(seen, why > 0)
    there = np.concatenate([[1.0], all_causes.share[:-1]])[: len(all_causes.time)]
    step = np.searchsorted(all_causes.time, np.asarray(at, dtype=np.float64), side="right")
    rows = []
    for one in range(1, int(why.max(initial=0)) + 1):
        place = np.searchsorted(all_causes.time, seen[why == one])
        dead = np.bincount(place, minlength=len(all_causes.time))
        grown = np.cumsum(there * dead / all_causes.at_risk)
        rows.append(np.concatenate([[0.0], grown])[step])
    return np.array(rows).reshape(-1, len(step))


def log_rank(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> float | None:
    """How unlike two groups last, in standard errors; positive where the first ends sooner.

    one, other: duration and ended of each. None where nothing ended that could tell.

    >>> log_rank((np.arange(9.0), np.ones(9)), (np.arange(9.0) + 20, np.ones(9))) > 3
    True
    """
    seen = [np.asarray(group[0], dtype=np.float64) for group in (one, other)]
    over = [np.asarray(group[1], dtype=bool) for group in (one, other)]
    time = np.unique(np.concatenate([s[o] for s, o in zip(seen, over, strict=True)]))
    risk = [len(s) - np.searchsorted(np.sort(s), time, side="left") for s in seen]
    dead = [
        np.bincount(np.searchsorted(time, s[o]), minlength=len(time))
        for s, o in zip(seen, over, strict=True)
    ]
    n, d = risk[0] + risk[1], dead[0] + dead[1]
    share = risk[0] / n
    spread = d * share * (1 - share) * (n - d) / np.maximum(n - 1, 1)
    total = float(spread.sum())
    return float((dead[0] - d * share).sum() / np.sqrt(total)) if total > 0 else None
