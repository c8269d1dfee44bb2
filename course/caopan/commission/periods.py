"""Days, months, cycles and groups as whole numbers, and their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.intake import NEVER
from caopan.commission.moments import DAY_US, OFFSET_US
from caopan.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from caopan.commission.terms import Period

EVERY: Final = {"day": 0, "week": 1, "month": 2}
"""Kinds of cycles by number."""


@compiled
def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of a day since 1970, by the Gregorian calendar's arithmetic.

    >>> civil(18_992)
    (2021, 12, 31)
    """
    shifted = day + 719_468  # days since 0000-03-01: years then end with their leap day
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    part = (5 * of_year + 2) // 153
    month = part + 3 if part < 10 else part - 9
    return year + era * 400 + (1 if month <= 2 else 0), month, of_year - (153 * part + 2) // 5 + 1


@compiled
def day_number(year: int, month: int, of_month: int) -> int:
    """Days since 1970 of a day: the way back from ``civil``.

    >>> day_number(2021, 12, 31)
    18992
    """
    shifted = year - (1 if month <= 2 else 0)
    era = shifted // 400
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + of_month - 1
    of_era = (shifted - era * 400) * 365 + (shifted - era * 400) // 4
    of_era += of_year - (shifted - era * 400) // 100
    return era * 146_097 + of_era - 719_468


@compiled
def cycle_at(us: int, every: int, on: int) -> int:
    """The first cycle at or after a moment; every: as in EVERY; on: the weekday or day of a month.

    >>> from caopan.commission.moments import moment, moment_of, us_of
    >>> moment_of(cycle_at(us_of(moment("2021-11-02")), EVERY["month"], 1)).date().isoformat()
    '2021-12-01'
    """
    day = -((-(us + OFFSET_US)) // DAY_US)
    if every == 1:
        day += (on - ((day + 3) % 7 + 1)) % 7
    elif every == 2:
        year, month, of_month = civil(day)
        if of_month > on:
            month = month % 12 + 1
            year += 1 if month == 1 else 0
        day = day_number(year, month, on)
    return int(day * DAY_US - OFFSET_US)


@compiled
def months_of(first: int, days: int) -> Any:
    """Months since 1970 of so many days from the first on."""
    found = np.empty(days, np.int64)
    for n in range(days):
        year, month, _ = civil(first + n)
        found[n] = (year - 1970) * 12 + month - 1
    return found


def month_start(month: int) -> int:
    """The day on which a month since 1970 begins.

    >>> month_start(1)
    31
    """
    return day_number(1970 + month // 12, month % 12 + 1, 1)


def day_name(day: int) -> str:
    """The name of a day since 1970.

    >>> day_name(18_937)
    '2021-11-06'
    """
    year, month, of_month = civil(day)
    return f"{year:04d}-{month:02d}-{of_month:02d}"


def month_name(month: int) -> str:
    """The name of a month since 1970.

    >>> month_name(622)
    '2021-11'
    """
    return f"{1970 + month // 12:04d}-{month % 12 + 1:02d}"


class Grouping:
    """The groups of one kind of period over some lines: each line's group as a number from 0 on.

    session, day: of each line (session -1 outside of any). Groups are numbered by session, then by
    day; not every number has lines.
    """

    def __init__(
        self, per: Period, session: NDArray[Any], day: NDArray[Any], sessions: int
    ) -> None:
        self.per, self._sessions = per, sessions
        self._first = int(day.min()) if len(day) else 0
        span = int(day.max()) - self._first + 1 if len(day) else 1
        if per == "contract":
            self.code, self.count = np.zeros(len(day), np.int32), 1
        elif per == "month":
            months = months_of(self._first, span)
            self._first, self.count = int(months[0]), int(months[-1] - months[0]) + 1
            base = int(day.min()) if len(day) else 0
            self.code = _looked(day, base, (months - months[0]).astype(np.int32))
        elif per == "day":
            self.code, self.count = (day - self._first).astype(np.int32), span
        else:
            self.code = _pooled(session, day, sessions, self._first)
            self.count = sessions + span

    def code_of(self, session: int, day: int) -> int:
        """The group of a session that started on a day; -1 if no line is in it."""
        code = {"contract": 0, "day": day - self._first, "session": session}.get(self.per)
        if code is None:
            code = int(months_of(day, 1)[0]) - self._first
        return code if 0 <= code < self.count else -1

    def session_of(self, code: int) -> int:
        """The session of a group per session; -1 for any other."""
        return code if self.per == "session" and code < self._sessions else -1

    def name(self, code: int, session_id: Callable[[int], str]) -> str:
        """The name of a group's period; session_id gives a session's id."""
        if self.per == "contract":
            return "contract"
        if self.per == "month":
            return month_name(code + self._first)
        if self.per == "day":
            return day_name(code + self._first)
        if code < self._sessions:
            return session_id(code)
        return f"outside {day_name(code - self._sessions + self._first)}"

    def end(self, code: int, session_end: NDArray[Any], contract_end: int) -> int:
        """The moment at which a group's period is over; NEVER if it is not known."""
        if self.per == "contract":
            return contract_end
        if self.per == "month":
            return month_start(code + self._first + 1) * DAY_US - OFFSET_US
        if self.per == "day":
            return (code + self._first + 1) * DAY_US - OFFSET_US
        if code < self._sessions:
            return int(session_end[code])
        return (code - self._sessions + self._first + 1) * DAY_US - OFFSET_US


@compiled
def _pooled(session: Any, day: Any, sessions: int, first: int) -> Any:
    code = np.empty(len(day), np.int32)
    for n in range(len(day)):
        code[n] = session[n] if session[n] >= 0 else sessions + day[n] - first
    return code


@compiled
def _looked(day: Any, first: int, table: Any) -> Any:
    code = np.empty(len(day), np.int32)
    for n in range(len(day)):
        code[n] = table[day[n] - first]
    return code


def later(us: int, days: int) -> int:
    """A moment some days later; NEVER stays NEVER."""
    return NEVER if us == NEVER else us + days * DAY_US
