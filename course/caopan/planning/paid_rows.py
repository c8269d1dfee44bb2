"""What plans brought day by day and hour by hour, beside what came without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from caopan.diagnosis.facts import facts
from caopan.diagnosis.responding import air_hours
from caopan.events.festivals import around

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis import Shop

GROUPS: Final = {"paid": "", "follow": "follow_"}
"""Sources that stand apart, and how their columns begin; all others are ``other_``."""


def paid_days(shop: Shop) -> pd.DataFrame:
    """Give the days on air, a row each.

    Columns: day; phase of the calendar (plain, hold-back, festival, dip); hours on air; spend_fen;
    of paid visitors visits, fan_visits, gmv_fen; follow_ and other_ visits and gmv_fen, of those
    who came by following, and by all other ways.
    Raises CaopanError where an hour table is missing.

    >>> from caopan.diagnosis import Shop
    >>> days = paid_days(Shop.of("liuyi"))
    >>> len(days), bool((days["spend_fen"] > 0).all())
    (90, True)
    """
    return _rows(shop, "day")


def paid_hours(shop: Shop) -> pd.DataFrame:
    """Give the same by the hour of each day: a row for each ``day`` and clock ``hour`` on air.

    >>> from caopan.diagnosis import Shop
    >>> sorted(paid_hours(Shop.of("liuyi"))["hour"].unique().tolist())
    [18, 19, 20, 21, 22, 23]
    """
    rows = _rows(shop, "hour")
    return rows.assign(hour=rows["hour_ts"].dt.hour).drop(columns="hour_ts")


def _rows(shop: Shop, by: str) -> pd.DataFrame:
    import pandas as pd

    keys = ["day"] if by == "day" else ["day", "hour_ts"]
    came = facts(shop, "traffic_hour", "source", "visits", "fan_visits", "ad_spend_fen")
    sold = facts(shop, "goods_hour", "source", "gmv_fen")
    air = air_hours(shop, by)
    rows = air[air > 0].to_frame("hours")
    rows["spend_fen"] = came.groupby(keys)["ad_spend_fen"].sum()
    for table, columns in ((came, ["visits", "fan_visits"]), (sold, ["gmv_fen"])):
        head = table["source"].map(GROUPS).fillna("other_")
        sums = table.groupby([*keys, head])[columns].sum().unstack(fill_value=0)
        for column in columns:
            for start in (*GROUPS.values(), "other_"):
                known = (column, start) in sums
                rows[start + column] = sums[column][start] if known else 0
    whole = rows.drop(columns="hours").fillna(0).astype("int64")
    made = pd.concat([rows["hours"], whole], axis=1).reset_index()
    phases = [around(shop.date_of(int(day)))[0] for day in made["day"]]
    made.insert(1, "phase", pd.Series(phases, dtype="str"))
    return made
