"""A table with one trouble planted on purpose, to learn how to look for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from caopan.events import load

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("order_line", "refund", "visit", "impression", "interaction")


def spoiled(kind: str, *, merchant: str, session: str) -> pd.DataFrame:
    """Load the table that a kind of bug strikes, with that bug planted; the same on every call.

    Args:
        kind: one of the market's catalogue, such as ``"pay_in_yuan"``.
        merchant: whose table.
        session: which night.

    Raises:
        CaopanError: there is no such kind, or the night has no event tables.
    """
    import numpy as np

    from caopan.market.measurement import BUGS

    if kind not in BUGS:
        raise CaopanError(f"no bug {kind!r}; there are {', '.join(BUGS)}.")
    frames = {table: load(table, merchant=merchant, session=session) for table in NEEDED}
    struck, bug = BUGS[kind](frames, np.random.default_rng(1))
    return struck[bug.table]


def jammed(
    table: str, *, merchant: str, session: str, begins: int = 88, minutes: int = 12
) -> pd.DataFrame:
    """Load a whole event table whose feed jams during a session; the same on every call.

    Args:
        table: an event table whose rows are sent when they happen, such as ``"order_line"``.
        merchant: whose table.
        session: which night.
        begins: minutes after the opening at which the feed falls silent.
        minutes: for how long; then everything arrives at once.

    Raises:
        CaopanError: there is no such table, merchant or session, or no minute to be silent for.
    """
    import pandas as pd

    from caopan.market.jam import jam

    sessions = load("live_session", merchant=merchant, session=session)
    since = sessions["start_ts"].iloc[0] + pd.Timedelta(minutes=begins)
    return jam(load(table, merchant=merchant), since, since + pd.Timedelta(minutes=minutes))
