"""Planning a holdout test: how long it must be to find what it is for, and whose turn is when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
ERROR: Final = 0.05
"""Chance of a false alarm where nothing is taken, one-sided (our choice)."""
POWER: Final = 0.8
"""Chance of finding what is there (our choice)."""
LONGEST: Final = 56
"""Days of a test beyond which nobody waits (assumed)."""
FEWEST: Final = 3
"""Days that each side needs."""


@dataclass(frozen=True)
class HoldoutDesign:
    """A holdout test before it begins.

    days: how long, half of them without fans. turns: 1 on days without fans, 0 on the others, drawn
    by lot in pairs. noise: standard deviation, day by day, of log visits by following beside other
    sources. effect: change of that log if the plans take what was supposed. power: chance to find
    it. enough: whether that reaches what was asked for within ``LONGEST`` days.
    """

    days: int
    turns: tuple[int, ...]
    noise: float
    effect: float
    power: float
    enough: bool


def power_of(effect: float, noise: float, days: int, error: float = ERROR) -> float:
    """Chance that a test of ``days``, half of them without fans, finds an effect (logs).

    >>> round(power_of(0.25, 0.2, 14), 2), round(power_of(0.0, 0.2, 14), 2)
    (0.7, 0.05)
    """
    from scipy.special import ndtr, stdtr, stdtrit

    freedom = max(days - 2, 1)
    away = effect / (noise * np.sqrt(4 / days))
    bar = stdtrit(freedom, 1 - error)
    # the noncentral t of few days, near enough by a normal of its own width
    wide = np.sqrt(1 + bar**2 / (2 * freedom))
    return float(ndtr((away - bar) / wide)) if effect else float(1 - stdtr(freedom, bar))


def noise_of(days: pd.DataFrame) -> float:
    """Day-to-day noise of log visits by following beside other sources, apart from a trend.

    days: ordinary ones, as ``paid_days`` gives them.
    Raises CaopanError for fewer than ten days.

    >>> from caopan.diagnosis import Shop
    >>> from caopan.planning.paid_rows import paid_days
    >>> 0.02 < noise_of(paid_days(Shop.of("liuyi"))) < 0.4
    True
    """
    if len(days) < 10:
        raise CaopanError(f"{len(days)} days tell no noise; ten ordinary days are needed.")
    log = log_beside(days)
    day = days["day"].to_numpy(np.float64)
    design = np.column_stack([np.ones(len(day)), day, day**2])
    rest = log - design @ np.linalg.lstsq(design, log, rcond=None)[0]
    return float(np.sqrt((rest**2).sum() / (len(day) - design.shape[1])))


def design_holdout(
    days: pd.DataFrame,
    taken: float = 0.5,
    *,
    length: int | None = None,
    power: float = POWER,
    seed: int = 0,
) -> HoldoutDesign:
    """Say how long a holdout test must be, and on which days fans are left out.

    days: ordinary ones, as ``paid_days`` gives them. taken: share of the fans' paid visits that
    would have come anyway, which the test is to find. length: days, where they are given already.
    Raises CaopanError where no fan came by a plan, or noise cannot be told.

    >>> from caopan.diagnosis import Shop
    >>> from caopan.planning.paid_rows import paid_days
    >>> found = design_holdout(paid_days(Shop.of("liuyi")), length=14)
    >>> found.days, sum(found.turns)
    (14, 7)
    """
    fans, follow = (float(days[name].sum()) for name in ("fan_visits", "follow_visits"))
    if fans <= 0 or follow <= 0:
        raise CaopanError("no fan came by a plan, or by following: there is nothing to hold out.")
    noise, effect = noise_of(days), float(np.log1p(taken * fans / follow))
    choices = range(2 * FEWEST, LONGEST + 1, 2) if length is None else [length + length % 2]
    chosen = next((n for n in choices if power_of(effect, noise, n) >= power), choices[-1])
    rng = np.random.default_rng(seed)
    turns = tuple(int(one) for _ in range(chosen // 2) for one in rng.permutation(2))
    reached = power_of(effect, noise, chosen)
    return HoldoutDesign(chosen, turns, noise, effect, reached, reached >= power)


def log_beside(days: pd.DataFrame) -> Floats:
    """Log visits by following for one of other sources, day by day: (days,).

    >>> import pandas as pd
    >>> day = pd.DataFrame({"follow_visits": [10], "other_visits": [10]})
    >>> log_beside(day).tolist()
    [0.0]
    """
    follow, other = (days[n].to_numpy(np.float64) for n in ("follow_visits", "other_visits"))
    return np.asarray(np.log((follow + 0.5) / (other + 0.5)))
