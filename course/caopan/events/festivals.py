"""The trade's festivals (大促) and what lies about them: the same for all merchants."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

FESTIVALS = ((6, 16, 18), (11, 5, 11), (12, 11, 12))
"""Promotions: month, first and last day (the November one published, dates rounded)."""
HOLD_BACK_DAYS, DIP_DAYS = 5, 10
"""Days of waiting before a festival (5-7) and of the dip after it (7-14); assumed."""

Phase = Literal["festival", "hold-back", "dip", "plain"]


class Around(NamedTuple):
    """Where a day stands: in which phase, and how many days after the festival's last one."""

    phase: Phase
    days_after: int = 0


def around(day: date) -> Around:
    """Tell whether a day is of a festival, of the waiting before it, or of the dip after it.

    >>> around(date(2021, 11, 6)).phase, around(date(2021, 11, 4)).phase, around(date(2021, 11, 14))
    ('festival', 'hold-back', Around(phase='dip', days_after=3))
    """
    for month, first, last in FESTIVALS:
        begin, end = date(day.year, month, first), date(day.year, month, last)
        if begin <= day <= end:
            return Around("festival")
        if begin - timedelta(days=HOLD_BACK_DAYS) <= day < begin:
            return Around("hold-back")
        after = (day - end).days
        if 0 < after <= DIP_DAYS:
            return Around("dip", after)
    return Around("plain")
