"""What the board says at one moment: exact figures of the 42 metrics in three windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from caopan.board.registry import CODES, METRICS, PLACE

if TYPE_CHECKING:
    import pandas as pd

    Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

TIMES = np.array([metric.times for metric in METRICS.values()], dtype=np.int64)
PER = np.array([metric.per for metric in METRICS.values()], dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Figures(Mapping[str, int | float | None]):
    """The metrics in one window: a mapping from code to value, None where there is none.

    Counts and fen are exact integers; a ratio is one float division of two exact integers.
    num, den: (42,) each; of a whole number den is 1; a den of 0 says that there is no value.

    >>> num, den = np.zeros(42, dtype=np.int64), np.ones(42, dtype=np.int64)
    >>> num[PLACE["T1"]], num[PLACE["C8"]], den[PLACE["C8"]], den[PLACE["T2"]] = 812, 3, 60, 0
    >>> figures = Figures(num, den)
    >>> figures["T1"], figures["C8"], figures["T2"], figures.events("C8")
    (812, 0.05, None, 60)
    """

    num: Ints
    den: Ints

    def __getitem__(self, code: str) -> int | float | None:
        """Return the value of a metric: fen for money, a fraction for a percentage."""
        at = PLACE[code]
        below = int(self.den[at]) * int(PER[at])
        if below == 0:
            return None
        above = int(self.num[at]) * int(TIMES[at])
        return above / below if METRICS[code].ratio else above

    def __iter__(self) -> Iterator[str]:
        return iter(CODES)

    def __len__(self) -> int:
        return len(CODES)

    def events(self, code: str) -> int:
        """Return how many events (or fen) stand in the denominator; 1 for whole numbers."""
        return int(self.den[PLACE[code]])

    def values_array(self) -> Floats:
        """Return all values as floats, NaN for null: (42,)."""
        below = (self.den * PER).astype(np.float64)
        above = (self.num * TIMES).astype(np.float64)
        below[below == 0] = np.nan
        values: Floats = above / below
        return values


@dataclass(frozen=True, slots=True, eq=False)
class Percentiles(Mapping[str, float | None]):
    """Where each metric stands among peers, 0 to 100; None where nothing can be compared.

    >>> Percentiles(np.full(42, np.nan))["T1"] is None
    True
    """

    ranks: Floats

    def __getitem__(self, code: str) -> float | None:
        rank = float(self.ranks[PLACE[code]])
        return None if np.isnan(rank) else rank

    def __iter__(self) -> Iterator[str]:
        return iter(CODES)

    def __len__(self) -> int:
        return len(CODES)


REASONS: Mapping[str, str] = {
    "schema": "the table's columns are not the declared ones",
    "other_session": "rows of another session",
    "empty": "a value is missing where one is due",
    "word": "a word that the table does not know",
    "negative": "money or a quantity below what it can be",
    "sum": "the paid amount is not the list amount less the coupons",
    "backwards": "a row's times run backwards",
    "clock_back": "the clock was asked to run backwards",
    "late": "arrived later than the watermark allows",
    "duplicate": "a fact that was there already",
    "orphan": "waits for its order line",
    "no_product": "a SKU that the product list does not know",
}
"""What the status line can report, in words; the last two stay, all others are refused."""


@dataclass(frozen=True, slots=True)
class Status:
    """What became of the rows that were fed: how many count, and what was wrong with others.

    counts: rows by reason (see ``REASONS``). examples: the first example of each, in words.

    >>> status = Status(fed=8, added=6, counts={"late": 2}, examples={"late": "visit e7, 31 min"})
    >>> status.line
    '6 of 8 rows counted; 2 arrived later than the watermark allows (visit e7, 31 min)'
    """

    fed: int = 0
    added: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The status in one line."""
        said = [f"{self.added:,} of {self.fed:,} rows counted"]
        said += [
            f"{count:,} {REASONS[reason]} ({self.examples.get(reason, 'no example')})"
            for reason, count in self.counts.items()
            if count
        ]
        return "; ".join(said)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The board at one moment.

    clock: the whole second it speaks of, in Asia/Shanghai. minute: whole minutes since the start.
    percentile: of the cumulative figures among peers at the same minute; percentile_last_10: of
    the last ten minutes; both null before minute 10.
    """

    session_id: str
    clock: pd.Timestamp
    minute: int
    cumulative: Figures
    last_10: Figures
    previous_10: Figures
    percentile: Percentiles
    percentile_last_10: Percentiles
    status: Status
