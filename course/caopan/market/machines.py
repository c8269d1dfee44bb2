"""Machines among the visitors: they come by scripts, look at nothing and order nothing."""

import numpy as np
import pandas as pd

Frames = dict[str, pd.DataFrame]

PER_DEVICE = 60
"""Visits of a session from one device (assumed)."""
ACCOUNTS = 4
"""Accounts on one device (assumed)."""


def with_machines(frames: Frames, share: float, rng: np.random.Generator) -> Frames:
    """Add machines' visits until they are ``share`` of all, each after an impression of its own.

    They stay up to two seconds and come in when people do, from few devices. Rows have event
    numbers of their own.
    """
    visits, shown = frames["visit"], frames["impression"]
    count = round(len(visits) * share / max(1 - share, 1e-3))
    if not count:
        return dict(frames)
    like = visits.iloc[np.sort(rng.integers(0, len(visits), count))].reset_index(drop=True)
    device = rng.integers(0, max(2, count // PER_DEVICE), count)
    account = device * ACCOUNTS + rng.integers(0, ACCOUNTS, count)
    number = pd.Series(np.arange(count)).astype("str").str.zfill(7)
    name = like["session_id"] + "-m" + number
    came = like["enter_ts"] + pd.to_timedelta(rng.integers(1_000, 40_000, count), unit="ms")
    left = came + pd.to_timedelta(rng.integers(0, 2_001, count), unit="ms")
    lag = pd.to_timedelta(rng.integers(80_000, 900_000, count), unit="us")
    who = "u" + pd.Series(_hex(account, rng))
    visit = pd.DataFrame(
        {
            "event_id": "ev" + name,
            "arrive_ts": left + lag,
            "visit_id": "v" + name,
            "session_id": like["session_id"],
            "user_id": who,
            "source": "recommend",
            "plan_id": pd.Series([None] * count, dtype="str"),
            "enter_ts": came,
            "leave_ts": left,
            "via_impression": True,
            "is_fan": False,
            "client_version": like["client_version"].iloc[0],
            "device_id": "d" + pd.Series(_hex(device, rng)),
        }
    )
    seen = came - pd.to_timedelta(rng.integers(200, 3_000, count), unit="ms")
    impression = pd.DataFrame(
        {
            "event_id": "ei" + name,
            "arrive_ts": seen + lag,
            "ts": seen,
            "session_id": like["session_id"],
            "user_id": who,
            "source": "recommend",
            "plan_id": visit["plan_id"],
            "creative_id": visit["plan_id"],
            "audience": visit["plan_id"],
        }
    )
    return dict(frames) | {
        "visit": _merged(visits, visit, "enter_ts"),
        "impression": _merged(shown, impression, "ts"),
    }


def _hex(numbers: np.ndarray, rng: np.random.Generator) -> list[str]:
    """Ten hexadecimal digits for each number, equal for equal ones."""
    code = rng.integers(0, 1 << 40, int(numbers.max(initial=0)) + 1)
    return [f"{code[at]:010x}" for at in numbers]


def _merged(true: pd.DataFrame, more: pd.DataFrame, by: str) -> pd.DataFrame:
    whole = pd.concat([true, more[true.columns]], ignore_index=True)
    return whole.sort_values(by, kind="stable", ignore_index=True)
