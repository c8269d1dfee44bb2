"""What the board shows at a tick: the figures of all metrics, and how the feed is doing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from caopan.board.registry import CODES, METRICS
from caopan.board.stores import AnyArray

if TYPE_CHECKING:
    import pandas as pd

PLACE = {code: at for at, code in enumerate(CODES)}
WATCH_UNIT = 1e-6  # watch time is summed in microseconds
SCALE = np.array([metric.times for metric in METRICS.values()], dtype=np.float64)
SCALE[PLACE["T7"]] = WATCH_UNIT
ESTIMATED = {"T3": 1, "T7": 1, "C6": 1, "C8": 1}
ESTIMATED |= dict.fromkeys(("I1", "I2", "I3", "F2", "F3", "C4", "C5"), 2)
"""Metrics which a board in bounded memory estimates in total: of how many groups of people."""
IS_RATIO = np.array([metric.ratio for metric in METRICS.values()])


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric at a tick. Counts and fen are whole numbers, ratios floats, None is null.

    numerator, denominator: of the three windows; a denominator of a count is 1, of a null 0.
    percentile, last_percentile: place among peers at this minute, 0 to 100, of total and last.
    """

    code: str
    total: int | float | None
    last: int | float | None
    before: int | float | None
    percentile: float | None
    last_percentile: float | None
    numerator: tuple[int, int, int]
    denominator: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Status:
    """How the feed is doing: rows by what became of them, with the first example of each.

    seen: rows taken from the feed so far. used: rows that count. waiting: refunds and deliveries
    of lines that are not known. refused: by reason. examples: a sentence for each reason. error:
    relative standard error of the total's distinct people, 0 where they are counted one by one.
    """

    seen: int
    used: int
    late: int
    duplicates: int
    waiting: int
    refused: Mapping[str, int]
    examples: Mapping[str, str]
    error: float = 0.0

    def sentence(self) -> str:
        """The board's status line.

        >>> Status(10, 8, 1, 0, 0, {"negative money": 1}, {"negative money": "x"}).sentence()
        '10 rows: 8 counted, 1 too late, 0 told twice; refused: 1 negative money (x)'
        """
        said = (
            f"{self.seen:,} rows: {self.used:,} counted, {self.late:,} too late, "
            f"{self.duplicates:,} told twice"
        )
        if self.waiting:
            said += f", {self.waiting:,} waiting for their order line"
        if self.error:
            said += f", people in total ±{self.error:.2%}"
        refused = [
            f"{n:,} {reason} ({self.examples[reason]})" for reason, n in self.refused.items()
        ]
        return f"{said}; refused: {'; '.join(refused)}" if refused else said


def values_of(up: AnyArray, down: AnyArray) -> AnyArray:
    """Values as floats (42, 3), NaN where the denominator is zero."""
    there = down != 0
    out: AnyArray = np.where(there, up * SCALE[:, None] / np.where(there, down, 1), np.nan)
    return out


@dataclass(frozen=True, slots=True)
class Reading(Mapping[str, Figure]):
    """The board at a clock: ``reading["C1"].total``. Arrays are (42, 3), codes by windows.

    clock_us: the tick in microseconds since 1970. minute: since the opening. numerator,
    denominator: int64; a null has the denominator 0. percentiles: (42, 2), of total and last 10,
    NaN for null.
    """

    clock_us: int
    minute: int
    numerator: AnyArray
    denominator: AnyArray
    percentiles: AnyArray
    status: Status = field(compare=False)

    @property
    def clock(self) -> pd.Timestamp:
        """The tick, in Asia/Shanghai time."""
        import pandas as pd

        return pd.Timestamp(self.clock_us, unit="us", tz="Asia/Shanghai")

    def error(self, code: str) -> float:
        """Relative standard error of a metric's total, 0 where it is exact.

        Of a ratio of two estimates it is what it would be if they erred apart, which is the most.
        """
        return self.status.error * float(np.sqrt(ESTIMATED.get(code, 0)))

    def values_array(self) -> AnyArray:
        """All values as floats (42, 3), NaN for null."""
        return values_of(self.numerator, self.denominator)

    def __getitem__(self, code: str) -> Figure:
        at = PLACE[code]
        up, down = self.numerator[at].tolist(), self.denominator[at].tolist()
        scale = float(SCALE[at])
        three = [
            None if not below else part * scale / below if IS_RATIO[at] else part
            for part, below in zip(up, down, strict=True)
        ]
        places = [None if np.isnan(one) else float(one) for one in self.percentiles[at]]
        return Figure(
            code,
            *(three[0], three[1], three[2]),
            *(places[0], places[1]),
            (up[0], up[1], up[2]),
            (down[0], down[1], down[2]),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(CODES)

    def __len__(self) -> int:
        return len(CODES)
