"""Places of earnings: sessions, pools of days outside of them, months of entries; what came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from caopan.commission.moments import DAY_US, OFFSET_US

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.settlement import Settlement

FLOWS: Final = ("gross_fen", "worth_fen", "pay_fen", "kept_fen", "refunded_fen", "borne_fen")
"""Sums of the lines of a place, named as in ``Settlement.lines``."""
OUTSIDE: Final = "outside "
"""Begins the name of a pool outside of sessions; its day follows."""


def starts_of(sessions: pd.DataFrame | None) -> dict[str, str]:
    """The day on which each session starts; of one that stands there several times the last row."""
    import pandas as pd

    if sessions is None or not len(sessions):
        return {}
    starts = pd.to_datetime(sessions["start_ts"], utc=True, errors="coerce")
    days = starts.dt.tz_convert("Asia/Shanghai").dt.strftime("%Y-%m-%d")
    return {
        name: day
        for name, day in zip(sessions["session_id"], days, strict=True)
        if isinstance(name, str) and isinstance(day, str)
    }


def days_of(lines: pd.DataFrame) -> NDArray[np.object_]:
    """The day of each line's binding moment by the clock of Shanghai, as text."""
    days = (lines["bind_us"].to_numpy(np.int64) + OFFSET_US) // DAY_US
    known, at = np.unique(days, return_inverse=True)
    texts = known.astype("datetime64[D]").astype(str).astype(object)
    whole: NDArray[np.object_] = texts[at] if len(texts) else np.empty(0, object)
    return whole


def places_of(lines: pd.DataFrame) -> NDArray[np.object_]:
    """At which place each line is: its session, or the pool of its day."""
    session = lines["session_id"].astype(object)
    inside = (session.notna() & (session != "")).to_numpy(bool)
    place: NDArray[np.object_] = np.where(
        inside, session.to_numpy(object), OUTSIDE + days_of(lines)
    )
    return place


def line_places(
    settlement: Settlement, starts: Mapping[str, str]
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """The places of lines with their flows, and at which of them each line is."""
    import pandas as pd

    lines = settlement.lines
    codes, found = pd.factorize(places_of(lines))
    number = len(found)
    first = np.zeros(number, np.int64)
    first[codes[::-1]] = np.arange(len(lines))[::-1]  # lines are in the order of time
    days = days_of(lines)[first]
    frame = pd.DataFrame({"place": np.asarray(found, dtype=object)}, dtype=object)
    frame["session_id"] = ["" if name.startswith(OUTSIDE) else name for name in found]
    frame["day"] = [starts.get(name, day) for name, day in zip(found, days, strict=True)]
    frame["lines"] = np.bincount(codes, minlength=number)
    for name in FLOWS:
        frame[name] = sums_by(lines[name].to_numpy(np.int64), codes, number)
    return frame, codes


def sums_by(values: Any, codes: Any, number: int) -> NDArray[np.int64]:
    """Sums of whole numbers by code, in whole numbers."""
    out = np.zeros(number, np.int64)
    np.add.at(out, codes, values)
    return out


def with_entries(places: pd.DataFrame, named: pd.Series, starts: Mapping[str, str]) -> pd.DataFrame:
    """Places of lines and of entries alike, in order of time, each with its month."""
    import pandas as pd

    known = set(places["place"])
    rows = [
        (name, name if name in starts else "", starts.get(name) or _day_in(name))
        for name in dict.fromkeys(named)
        if name not in known
    ]
    added = pd.DataFrame(rows, columns=["place", "session_id", "day"], dtype=object)
    added[["lines", *FLOWS]] = 0
    whole = pd.concat([places, added], ignore_index=True)[list(places.columns)]
    whole = whole.astype(dict.fromkeys(["lines", *FLOWS], "int64"))
    months = [day[:7] or name for name, day in zip(whole["place"], whole["day"], strict=True)]
    whole.insert(3, "month", pd.Series(months, dtype=object))
    # what has no day, such as a month's retainer, comes after the days of its month
    at = [day or f"{month}~" for day, month in zip(whole["day"], months, strict=True)]
    order = np.argsort(np.array(at, dtype=object), kind="stable")
    return whole.iloc[order].reset_index(drop=True)


def _day_in(name: str) -> str:
    """The day in the name of a pool or a period; empty for a longer one."""
    text = name.removeprefix(OUTSIDE)
    is_day = len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdecimal()
    return text if is_day else ""
