"""Holdout tests (留空测试): whether plans buy visits of fans who would have come anyway.

On some days, drawn by lot, fans are left out of the plans. If following then brings more visits
beside all other sources than on the other days, plans had taken them. Other sources share the luck
of the day, so their visits are the yardstick (difference in differences); peers would do as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import numpy.typing as npt

from caopan.errors import CaopanError
from caopan.planning.holdout_design import FEWEST, log_beside
from caopan.planning.response_curve import DRAWS, LEVEL, Estimate, ends_of

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
TOLERATED: Final = 0.08
"""Share of paid visits that may have come anyway before plans are changed: a few fans are among any
audience of buyers (assumed)."""
FAR: Final = 3.5
"""Usual distances beyond which something else befell a day (our choice)."""


@dataclass(frozen=True, eq=False)
class Holdout:
    """What a holdout test found; shares are of days with fans, and 95 % intervals stand beside.

    table: a row with fans and one without, means of a day: visits and GMV of each group of sources,
    and ``beside``: visits by following for one of the others. drawn_away: share of visits by
    following that the plans took. taken: the same visits as a share of paid visits. gmv_taken: what
    they would have bought, as a share of the GMV of paid visitors. net: by how much leaving fans
    out moved the GMV of paid visitors and those by following together, at the same spend, a share.
    fan_share: of paid visits. unusual: days that were left out, for something else befell them (a
    throttled room).
    """

    table: pd.DataFrame
    drawn_away: Estimate
    taken: Estimate
    gmv_taken: Estimate
    net: Estimate
    fan_share: float
    tolerated: float
    unusual: tuple[int, ...]

    @property
    def incremental(self) -> Estimate:
        """Share of the GMV of paid visitors that nothing else would have brought."""
        return Estimate(*(1 - getattr(self.gmv_taken, end) for end in ("value", "high", "low")))

    @property
    def takes_fans(self) -> bool | None:
        """Whether more paid visits would have come anyway than is tolerated; None: unknown."""
        if self.taken.low > self.tolerated:
            return True
        return False if self.taken.high < self.tolerated else None

    @property
    def decision(self) -> Literal["leave fans out", "leave it", "test on"]:
        """What to do. Fans who are taken may still buy more than those who come in their place."""
        if self.takes_fans is False or self.net.high < 0:
            return "leave it"
        return "leave fans out" if self.takes_fans and self.net.low > 0 else "test on"

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to say, a sentence each."""
        away, taken, gmv = self.drawn_away, self.taken, self.gmv_taken
        return (
            f"Fans are {self.fan_share:.1%} of paid visits on days with fans.",
            (
                f"Plans took {away.value:.0%} of the visits by following "
                f"({away.low:.0%} to {away.high:.0%}): {taken.value:.0%} of paid visits "
                f"({taken.low:.0%} to {taken.high:.0%}) would have come anyway."
            ),
            (
                f"They would have bought {gmv.value:.0%} of what paid visitors bought "
                f"({gmv.low:.0%} to {gmv.high:.0%}); without fans in the plans both together "
                f"sold {self.net.value:+.0%} ({self.net.low:+.0%} to {self.net.high:+.0%})."
            ),
            f"So: {self.decision}.",
        )


def read_holdout(
    days: pd.DataFrame,
    without: npt.ArrayLike,
    *,
    tolerated: float = TOLERATED,
    draws: int = DRAWS,
    seed: int = 0,
) -> Holdout:
    """Read a holdout test: days of the test as ``paid_days`` gives them, and which had no fans.

    The log of visits by following beside those of other sources is compared, apart from a trend
    (straight and bent); days further than ``FAR`` usual distances from it are left out. without:
    booleans, (days,). tolerated: share of paid visits that may have come anyway. Budgets may have
    differed between days as long as both sides had their share.
    Raises CaopanError where a side has fewer than three days, or nobody came.

    >>> import pandas as pd
    >>> names = ("visits", "fan_visits", "gmv_fen", "follow_visits", "follow_gmv_fen")
    >>> side = dict(zip(names, (100, 30, 50_000, 80, 80_000))) | {"other_visits": 1000}
    >>> other = side | {"fan_visits": 0, "follow_visits": 100, "follow_gmv_fen": 100_000}
    >>> days = pd.DataFrame([side, other] * 7).assign(day=range(14), hours=4, spend_fen=9_000)
    >>> found = read_holdout(days, [False, True] * 7)
    >>> round(found.drawn_away.value, 2), round(found.taken.value, 2), found.decision
    (0.2, 0.2, 'leave fans out')
    """
    import pandas as pd

    off = np.asarray(without, dtype=bool)
    if len(off) != len(days) or min(off.sum(), (~off).sum()) < FEWEST:
        raise CaopanError(
            f"a holdout test needs {FEWEST} days with fans and {FEWEST} without: there are "
            f"{int((~off).sum())} and {int(off.sum())} of {len(days)}."
        )
    if not (days["other_visits"] > 0).all() or not days["follow_visits"].any():
        raise CaopanError("there are no visits to compare: by following, or of other sources.")
    usual = _usual(days, off)
    unusual = tuple(int(day) for day in days["day"][~usual])
    if min((off & usual).sum(), (~off & usual).sum()) >= FEWEST:
        days, off = days[usual], off[usual]
    table = days.groupby(off)[list(COUNTED)].mean()
    if not table["gmv_fen"].min() > 0:
        raise CaopanError("a side of the test has no GMV of paid visitors: take a longer test.")
    table.index = pd.Index(["without fans" if one else "with fans" for one in table.index])
    table["beside"] = table["follow_visits"] / table["other_visits"]
    weights = np.vstack([np.ones(len(off)), _drawn_apart(off, draws, np.random.default_rng(seed))])
    away, taken, gmv, net = (_estimate(one, len(off)) for one in _effects(days, off, weights))
    fans = float(table["fan_visits"].iloc[0] / table["visits"].iloc[0])
    return Holdout(table, away, taken, gmv, net, fans, tolerated, unusual)


COUNTED: Final = (
    "visits", "fan_visits", "gmv_fen", "follow_visits", "follow_gmv_fen", "other_visits"
)  # fmt: skip


def _design(days: pd.DataFrame, off: npt.NDArray[np.bool_]) -> Floats:
    """One, without fans, and a trend, straight and bent: (days, 4)."""
    day = days["day"].to_numpy(np.float64)
    when = (day - day.mean()) / max(float(day.std()), 1.0)
    return np.column_stack([np.ones(len(day)), off, when, when**2])


def _usual(days: pd.DataFrame, off: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Days near to what the design tells of them, by the median distance (twice, as it moves).

    Twice the budget takes more fans, so spend of days with fans is told, too: it is not unusual.
    """
    spend = np.log((days["spend_fen"] / days["hours"]).to_numpy(np.float64) + 1)
    more = np.where(off, 0.0, spend - spend[~off].mean())
    design, log = np.column_stack([_design(days, off), more]), log_beside(days)
    usual = np.ones(len(off), dtype=bool)
    for _ in range(2):
        found = np.linalg.lstsq(design[usual], log[usual], rcond=None)[0]
        away = np.abs(log - design @ found)
        usual = away <= max(FAR * 1.4826 * float(np.median(away)), 1e-9)
    return usual


def _solved(design: Floats, log: Floats, weights: Floats) -> Floats:
    """The second coefficient of a weighted fit, for each row of weights: (draws,)."""
    k = design.shape[1]
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(log), -1)
    bend = (weights @ squares).reshape(-1, k, k) + 1e-9 * np.eye(k)
    found = np.linalg.solve(bend, ((weights * log) @ design)[..., None])
    return np.asarray(found[:, 1, 0], dtype=np.float64)


def _drawn_apart(off: npt.NDArray[np.bool_], draws: int, rng: np.random.Generator) -> Floats:
    """Days drawn anew, each side by itself: (draws, days)."""
    weights = np.zeros((draws, len(off)))
    for side in (off, ~off):
        at = np.flatnonzero(side)
        weights[:, at] = rng.multinomial(len(at), np.full(len(at), 1 / len(at)), size=draws)
    return weights


def _effects(
    days: pd.DataFrame, off: npt.NDArray[np.bool_], weights: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Visits that were taken, as shares of following and of paid visits, their GMV as a share of
    that of paid visitors, and what leaving out moved, for each row of weights."""
    visits, _, gmv, follow, bought, _ = days[list(COUNTED)].to_numpy(np.float64).T
    design = _design(days, off)
    found = _solved(design, log_beside(days), weights)
    spend = np.log(days["spend_fen"].to_numpy(np.float64) + 1)
    beside = np.column_stack([design, spend - spend.mean(), np.log(days["hours"])])
    # plans know no mood of the day: their GMV needs no yardstick, only their spend
    moved = np.expm1(_solved(beside, np.log(gmv + 100), weights))
    with_fans = weights * ~off
    lost = (with_fans @ follow) * np.expm1(found)
    worth = (weights @ bought) / np.maximum(weights @ follow, 1e-9)  # fen a visit by following
    paid, sold = (np.maximum(with_fans @ one, 1e-9) for one in (visits, gmv))
    net = (moved * sold + lost * worth) / (sold + np.maximum(with_fans @ bought, 1e-9))
    return -np.expm1(-found), lost / paid, lost * worth / sold, net


def _estimate(drawn: Floats, days: int) -> Estimate:
    from scipy.special import stdtrit

    few = np.sqrt(days / (days - 4)) * stdtrit(days - 4, LEVEL[1]) / stdtrit(1e9, LEVEL[1])
    return Estimate(float(drawn[0]), *ends_of(drawn[0] + few * (drawn[1:] - drawn[0])))
