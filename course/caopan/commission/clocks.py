"""When what happens in a month that is played: what a contract sees of it at a clock.

The month has 28 days and begins on its first at 00:00. The room sells at 20:30, brushers order a
minute later, the session ends at 23:00; parcels are signed for three days after (assumed); refunds
come at 20:30 on the days of ``AGES``. Clocks stand at 00:00, so all is counted in whole days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.commission.moments import SHANGHAI
from caopan.commission.playing import AGES, BRUSH_AGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from caopan.commission.contract import Cycle

    Ints = NDArray[np.int64]

DAYS: Final = 28
"""Days of the month: February 2022, whose length makes it four weeks and a whole month."""
BEGIN: Final = datetime(2022, 2, 1, tzinfo=SHANGHAI)
SIGNS: Final = 3
"""Days until a parcel is signed for (assumed)."""
LAST: Final = DAYS + 800
"""A clock at which everything has come, been confirmed and been released."""


def cycle_from(cycle: Cycle, day: int) -> int:
    """The first day of paying up at or after a day of the month (0 is its first).

    >>> from caopan.commission.contract import Cycle
    >>> cycle_from(Cycle(every="week", on=1), 0), cycle_from(Cycle(), 1), cycle_from(Cycle(), 28)
    (6, 28, 28)
    """
    for at in count(day):
        date = BEGIN + timedelta(days=at)
        if cycle.every == "day" or cycle.on == (
            date.isoweekday() if cycle.every == "week" else date.day
        ):
            return at
    raise AssertionError  # a cycle comes round


def clocks(cycle: Cycle, confirm_days: int) -> tuple[int, ...]:
    """Days of paying up at which a provider might have most: each week's sales just confirmed.

    >>> from caopan.commission.contract import Cycle
    >>> clocks(Cycle(every="day"), 7), clocks(Cycle(), 7)
    ((17, 24, 31, 38), (28, 59))
    """
    confirmed = [7 * (week + 1) + SIGNS + confirm_days for week in range(DAYS // 7)]
    return tuple(sorted({cycle_from(cycle, day) for day in confirmed}))


@dataclass(frozen=True, eq=False)
class Clock:
    """What is known at 00:00 of a day: arrays over the month's days (28,).

    days: so many days have been. real, fake: share of the refunds of a day's sales, and of its
    brushed orders, that a term reads, in bp; settled_real, settled_fake: likewise for a term that
    keeps what it has after settling. confirmed: whether a day's lines are.
    """

    at: int
    days: int
    real: Ints
    fake: Ints
    settled_real: Ints
    settled_fake: Ints
    confirmed: NDArray[np.bool_]

    def held(self, days: int) -> NDArray[np.bool_]:
        """Whether what is held back for ``days`` after the sale is still held: (28,)."""
        return np.arange(DAYS) + days + 1 > self.at

    def past(self, days: int) -> NDArray[np.bool_]:
        """Whether so many days have passed since the session of a day ended: (28,)."""
        return np.arange(DAYS) + days + 1 <= self.at


def clock(at: int, refund_bp: Sequence[int], cycle: Cycle, confirm_days: int) -> Clock:
    """Look at the month on a day; refund_bp as ``Outcomes`` has it.

    >>> from caopan.commission.contract import Cycle
    >>> early = clock(10, (2_000, 4_000, 6_000, 8_000, 9_000, 9_500, 9_800, 10_000), Cycle(), 7)
    >>> early.days, early.real[:10].tolist()
    (10, [8000, 6000, 6000, 6000, 4000, 4000, 4000, 2000, 2000, 0])
    """
    days = np.arange(DAYS)
    settled = [cycle_from(cycle, day + SIGNS + confirm_days + 1) for day in range(DAYS)]
    reads = np.minimum(np.array(settled), at)
    return Clock(
        at=at,
        days=min(at, DAYS),
        real=_come(at - 1 - days, refund_bp),
        fake=10_000 * (days + BRUSH_AGE + 1 <= at),
        settled_real=_come(reads - 1 - days, refund_bp),
        settled_fake=10_000 * (days + BRUSH_AGE + 1 <= reads),
        confirmed=days + SIGNS + confirm_days + 1 <= at,
    )


def come_by(age: int, refund_bp: Sequence[int]) -> int:
    """Share of a day's refunds that have come at an age in days, in bp.

    >>> come_by(5, (2_000, 4_000, 6_000, 8_000, 9_000, 9_500, 9_800, 10_000))
    4000
    """
    return int(_come(np.array([age]), refund_bp)[0])


def _come(age: Ints, refund_bp: Sequence[int]) -> Ints:
    steps = np.array([0, *refund_bp], dtype=np.int64)
    return steps[np.searchsorted(np.array(AGES), age, side="right")]
