"""The ticks of a plan in order: for each day its live minutes, then the close of the day."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from caopan.errors import CaopanError
from caopan.market.air import Show, shows_of
from caopan.market.cases import Cases
from caopan.market.costs import daily_cost
from caopan.market.sheet import Sheet, make_sheet
from caopan.market.world import Floats, Ints


@dataclass(frozen=True)
class DayEnd:
    """What a day's sessions come to, (G,) each.

    cost: fen beside goods and ads. felt_h: hours on air as fans feel them.
    """

    cost: Ints
    felt_h: Floats
    minutes: Ints


@dataclass(frozen=True)
class Actions:
    """What is done in one tick: a run of ``span`` live minutes of a show, or the close of a day.

    detail: whether the counts of each minute are wanted.
    """

    day: int
    cases: Cases
    sheet: Sheet
    show: Show | None = None
    minute: int = 0
    span: int = 1
    detail: bool = True
    end: DayEnd | None = None


def programme(
    cases: Cases, days: int, pace: int | None = None, *, detail: bool = True
) -> Iterator[Actions]:
    """Yield the actions of ``days`` days from ``cases.first`` on, tick by tick.

    pace: minutes of a tick, by default a whole session; it changes no number.
    """
    if pace is not None and pace < 1:
        raise CaopanError(f"pace: {pace} minutes; give at least one, or none for whole sessions")
    return _ticks(cases, days, pace, detail)


def _ticks(cases: Cases, days: int, pace: int | None, detail: bool) -> Iterator[Actions]:
    for day in range(cases.first, cases.first + days):
        end = DayEnd(
            daily_cost(cases, day), np.zeros(len(cases)), np.zeros(len(cases), dtype=np.int64)
        )
        for show in shows_of(cases, day):
            sheet = make_sheet(cases, day, show.tiers)
            length = int(show.minutes.max())
            step = pace or max(length, 1)
            for minute in range(0, length, step):
                span = min(step, length - minute)
                yield Actions(day, cases, sheet, show, minute, span, detail)
            end = DayEnd(end.cost + show.cost, end.felt_h + show.felt_h, end.minutes + show.minutes)
        yield Actions(day, cases, make_sheet(cases, day), detail=detail, end=end)
