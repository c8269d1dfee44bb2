"""A shop and its peers by the day, in the same quantities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caopan.diagnosis.needs import need

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis.shop import Shop

COME: Final = ("impressions", "visits", "viewers", "fan_visits", "watch_s", "follows")
SOLD: Final = ("exposures", "clicks", "pays", "buyers", "units", "gmv_fen", "refund_fen")
QUANTITIES: Final = (
    "sessions",
    "air_min",
    *COME,
    "paid_visits",
    "ad_spend_fen",
    *SOLD,
    "paid_gmv_fen",
)
"""What is known of a day of a shop, and of a peer's, in whole numbers."""

Ints = NDArray[np.int64]


class PeerDays(NamedTuple):
    """Peers by the day: names (P,), values (P, days, quantities), days that each tells of (P,)."""

    names: list[str]
    values: Ints
    told: NDArray[np.bool_]


def own_days(shop: Shop) -> Ints:
    """A shop by the day, over its whole history: (days, quantities), zero where it was off air.

    Raises CaopanError where a table or a column is missing or tells nonsense.

    >>> from caopan.diagnosis import Shop
    >>> own_days(Shop.of("yunshi")).shape
    (90, 18)
    """
    shows = need(shop, "live_session", ("session_id", "start_ts", "end_ts"))
    come = need(shop, "traffic_hour", ("hour_ts", "source", *COME, "ad_spend_fen"))
    sold = need(shop, "goods_hour", ("hour_ts", "source", *SOLD))
    out = np.zeros((shop.days, len(QUANTITIES)), dtype=np.int64)
    air = (shows["end_ts"] - shows["start_ts"]).dt.total_seconds() // 60
    shows = shows.assign(sessions=1, air_min=air.astype("int64"))
    paid = come[come["source"] == "paid"].rename(columns={"visits": "paid_visits"})
    paid_gmv = sold[sold["source"] == "paid"].rename(columns={"gmv_fen": "paid_gmv_fen"})
    for frame, stamp, names in (
        (shows, "start_ts", ("sessions", "air_min")),
        (come, "hour_ts", (*COME, "ad_spend_fen")),
        (sold, "hour_ts", SOLD),
        (paid[["hour_ts", "paid_visits"]], "hour_ts", ("paid_visits",)),
        (paid_gmv[["hour_ts", "paid_gmv_fen"]], "hour_ts", ("paid_gmv_fen",)),
    ):
        day = shop.day(frame[stamp])
        here = day.between(0, shop.days - 1)
        place = day[here].to_numpy(dtype=np.int64)
        for name in names:
            column = frame.loc[here, name].to_numpy(dtype=np.int64)
            np.add.at(out[:, QUANTITIES.index(name)], place, column)
    return out


def peer_days(shop: Shop) -> PeerDays:
    """A shop's peers by the day over its history.

    Raises CaopanError where there are no peers, or their table tells nonsense.
    """
    table = need(shop, "peer_day", ("peer_id", "day_ts", *QUANTITIES))
    day = day_of_midnight(shop, table["day_ts"])
    table = table[day.between(0, shop.days - 1)]
    names = sorted(table["peer_id"].unique())
    values = np.zeros((len(names), shop.days, len(QUANTITIES)), dtype=np.int64)
    who = np.searchsorted(names, table["peer_id"].to_numpy(dtype=str))
    at = day_of_midnight(shop, table["day_ts"]).to_numpy(dtype=np.int64)
    values[who, at] = table[list(QUANTITIES)].to_numpy(dtype=np.int64)
    told = np.zeros(values.shape[:2], dtype=np.bool_)
    told[who, at] = True
    return PeerDays(names, values, told)


def day_of_midnight(shop: Shop, stamp: pd.Series) -> pd.Series:
    """Day of the history of each midnight."""
    import pandas as pd

    return (stamp - pd.Timestamp(shop.first_day, tz="Asia/Shanghai")).dt.days
