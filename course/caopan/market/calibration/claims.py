"""What a claim about the trade is, and what a measurement of it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from caopan.market.calibration.lab import Lab

Mark = Literal["published", "weakly sourced", "derived", "assumed"]
Range = tuple[float, float]

SHOPS = ("liuyi", "fanhe", "yunshi")
"""The merchants whose mechanisms are measured, one of each category."""
OTHERS = (
    *("muyi", "beichen", "qingzhou", "ruolan", "gutian", "qijia", "zhenyun", "tuantuan", "xingtu"),
)
"""The other sample merchants: what comes out is measured, the mechanisms are the same code."""
ALL = "all"
"""In place of a merchant where a claim is not about a category."""
ANY = float("inf")


@dataclass(frozen=True)
class Estimate:
    """A measured value and its standard error, in the claim's unit; exact where that is zero."""

    value: float
    error: float = 0.0

    @classmethod
    def of(cls, values: Sequence[float] | np.ndarray) -> "Estimate":
        """Mean of independent replicates and the standard error of that mean.

        >>> Estimate.of([1.0, 2.0, 3.0]).error.__round__(3)
        0.577
        """
        many = np.asarray(values, dtype=np.float64)
        spread = float(many.std(ddof=1)) if len(many) > 1 else 0.0
        return cls(float(many.mean()), spread / max(len(many), 1) ** 0.5)

    def text(self) -> str:
        """Value and error to two digits of the error; three digits where nothing is drawn.

        >>> Estimate(2431.6, 40.2).text(), Estimate(0.1234).text(), Estimate(3.14159, 0.05).text()
        ('2,432 ± 40', '0.123', '3.142 ± 0.050')
        """
        size = max(abs(self.value), 1e-9)
        digits = 2 - floor(log10(size))
        if self.error > 0:
            digits = max(digits - 1, 1 - floor(log10(max(self.error, 10.0**-digits))))
        digits = min(max(digits, 0), 4)
        said = f"{self.value:,.{digits}f}"
        return f"{said} ± {max(self.error, 10.0**-digits):,.{digits}f}" if self.error > 0 else said


def jackknife(read: Callable[[np.ndarray], float], rows: np.ndarray) -> Estimate:
    """A statistic of all rows, its error by leaving out one row at a time.

    rows: one for each independent replicate, along the first axis.

    >>> jackknife(lambda some: float(some.mean()), np.array([1.0, 2.0, 3.0])).error.__round__(3)
    0.577
    """
    size = len(rows)
    others = np.array([read(np.delete(rows, at, axis=0)) for at in range(size)])
    error = float(np.sqrt((size - 1) * np.mean((others - others.mean()) ** 2)))
    return Estimate(read(rows), error)


Measure = Callable[["Lab", str], Estimate]


@dataclass(frozen=True)
class Claim:
    """A published effect or range, and how it is measured in the simulator.

    part: section of the page. ranges: by merchant, or one range of ``ALL``; a merchant with
    ``None`` is shown without a verdict. source: in words, never a platform. couplings: functions
    of ``caopan.market.couplings`` that make the effect. how: the measurement in words.
    """

    id: str
    part: str
    effect: str
    unit: str
    ranges: Mapping[str, Range | None]
    mark: Mark
    source: str
    couplings: tuple[str, ...]
    how: str
    measure: Measure


Verdict = Literal["inside", "below", "above", "no range"]


def verdict(found: Estimate, low_high: Range | None) -> Verdict:
    """Where a measured value lies; the edges belong to the range.

    >>> verdict(Estimate(2.0), (2.0, 3.0)), verdict(Estimate(1.9), (2.0, 3.0))
    ('inside', 'below')
    """
    if low_high is None:
        return "no range"
    low, high = low_high
    if found.value < low:
        return "below"
    return "above" if found.value > high else "inside"


def shops(
    liuyi: Range | None, fanhe: Range | None, yunshi: Range | None
) -> dict[str, Range | None]:
    """Ranges by category, in the order women's wear, household and food, jade."""
    return dict(zip(SHOPS, (liuyi, fanhe, yunshi), strict=True))


def kinds(
    *,
    apparel: Range,
    beauty: Range,
    care: Range,
    food: Range,
    home: Range,
    baby: Range,
    devices: Range | None = None,
    jewels: Range | None = None,
) -> dict[str, Range | None]:
    """Ranges by category for the other merchants; devices share the household's by default."""
    return {
        "muyi": care,
        "beichen": apparel,
        "qingzhou": apparel,
        "ruolan": beauty,
        "gutian": food,
        "qijia": home,
        "zhenyun": jewels,
        "tuantuan": baby,
        "xingtu": devices or home,
    }


def everybody(low: float, high: float) -> dict[str, Range | None]:
    """The same range for each of the twelve merchants."""
    return dict.fromkeys((*SHOPS, *OTHERS), (low, high))


def every(low: float, high: float) -> dict[str, Range | None]:
    """The same range for each category."""
    return dict.fromkeys(SHOPS, (low, high))


def once(low: float, high: float) -> dict[str, Range | None]:
    """A range that belongs to no category."""
    return {ALL: (low, high)}
