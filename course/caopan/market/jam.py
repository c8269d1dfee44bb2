"""A jam: for some minutes one table's feed hands on nothing, then everything at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from caopan.errors import CaopanError

JAMMED: Final = ("order_line", "product_event", "interaction")
"""Tables whose feeds may jam: their rows leave for the collector when they happen."""
MINUTES: Final = 12
"""How long a jam lasts (assumed): shorter than the board's watermark, so all is mended later."""
SPAN: Final = (60, 150)
"""Minutes after the opening between which a jam begins (assumed)."""
SHOWN: Final = 1.25
"""Times the rows of the feed's busiest minute that a jam's end has to bring (assumed)."""
DRAWS: Final = 50
_HURRY: Final = 60  # what waited a minute is handed on within a second


@dataclass(frozen=True)
class Jam:
    """A jam: the table, and the minutes since the session's opening at which it begins and ends."""

    table: str
    begins: int
    ends: int


def jam(frame: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Hold back the rows that would arrive from ``since`` on, before ``until``.

    They arrive at ``until`` and in the seconds after it, in their old order. The frame given is not
    changed; its attributes are kept.

    Raises CaopanError where the jam would end before it begins.

    >>> when = pd.to_datetime(["2021-10-12 20:27", "2021-10-12 20:30", "2021-10-12 20:40"])
    >>> held = jam(pd.DataFrame({"arrive_ts": when}), when[1], when[2])
    >>> [f"{one:%H:%M:%S}" for one in held["arrive_ts"]]
    ['20:27:00', '20:40:00', '20:40:00']
    """
    if until <= since:
        raise CaopanError(f"a jam from {since} to {until} ends before it begins: swap the two.")
    arrive = frame["arrive_ts"]
    held = (arrive >= since) & (arrive < until)
    return frame.assign(arrive_ts=arrive.where(~held, until + (arrive - since) // _HURRY))


def with_jam(
    frames: Mapping[str, pd.DataFrame], session: str, seed: int
) -> tuple[dict[str, pd.DataFrame], Jam]:
    """Jam one feed of a session; which and when is drawn from ``seed``.

    A jam that would not show (no minute of the session brings as many rows of that feed as its end
    does, see ``SHOWN``) is drawn anew.
    Returns new frames and the jam. Raises CaopanError for a session that is not in the frames, or
    whose feeds are all too thin for a jam to show.
    """
    sessions = frames["live_session"]
    rows = sessions[sessions["session_id"] == session]
    if rows.empty:
        raise CaopanError(f"there is no session {session!r} to jam: take one of live_session.")
    rng = np.random.default_rng([seed, 17])
    opening = rows["start_ts"].iloc[0]
    for _ in range(DRAWS):
        table = JAMMED[int(rng.integers(len(JAMMED)))]
        begins = int(rng.integers(SPAN[0], SPAN[1] + 1))
        drawn = Jam(table, begins, begins + MINUTES)
        since, until = (opening + pd.Timedelta(minutes=m) for m in (begins, drawn.ends))
        held = jam(frames[table], since, until)
        if _shows(held[held["session_id"] == session], until):
            return {**frames, table: held}, drawn
    raise CaopanError(
        f"no jam of {', '.join(JAMMED)} would show in session {session!r}: its feeds are too thin; "
        "take a busier session."
    )


def _shows(rows: pd.DataFrame, until: pd.Timestamp) -> bool:
    """Whether the minute in which a jam ends brings far more rows than any other minute."""
    at = (rows["arrive_ts"] - until) // pd.Timedelta(minutes=1)
    by_minute = at.value_counts()
    others = by_minute.drop(0, errors="ignore")
    return bool(by_minute.get(0, 0) > SHOWN * max(others, default=0))
