"""Cutting a table to some days of a merchant's history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from caopan.errors import CaopanError
from caopan.events import card

if TYPE_CHECKING:
    import pandas as pd

CLOCKS: Final = ("hour_ts", "start_ts", "enter_ts", "create_ts", "ts")


def in_days(frame: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Keep the rows of some days; day 1 is the first day of the merchant's history.

    Args:
        frame: what ``load`` gave; its own clock column is used.
        first: first day to keep.
        last: last day to keep, included.

    Raises:
        CaopanError: the table has no clock, or the days are not there.
    """
    import pandas as pd

    clock = next((c for c in CLOCKS if c in frame.columns), None)
    if clock is None or "merchant" not in frame.attrs:
        raise CaopanError("in_days() takes a table with a time, as load() gave it.")
    about = card(frame.attrs["merchant"])
    if not 1 <= first <= last <= about.days:
        raise CaopanError(f"{about.name_en} has days 1 to {about.days}, not {first} to {last}.")
    start = pd.Timestamp(about.first_day, tz="Asia/Shanghai")
    day = (frame[clock] - start).dt.days + 1
    return frame[day.between(first, last)]
