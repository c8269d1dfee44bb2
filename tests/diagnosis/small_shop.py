"""A small shop whose days are all alike: what a step finds in it is what was put in."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from caopan.diagnosis import Shop, periods
from caopan.diagnosis.days import QUANTITIES, own_days

FIRST = date(2021, 8, 2)
"""A Monday, with no festival for three months."""
SKUS = ("K1", "K2")
ZONED = "datetime64[us, Asia/Shanghai]"
SOURCES = ("recommend", "follow", "share")


def small_shop(days=30, since=None, first_day=FIRST, factors=()):
    """Two SKUs, three sources, a session of two hours each evening.

    factors: of the day's people and money, by day; without them all days are alike.
    """
    day = np.arange(days)
    opening = pd.Timestamp(first_day, tz="Asia/Shanghai") + pd.to_timedelta(day * 24 + 20, "h")
    opening = opening.astype(ZONED)
    session = [f"s-{at:03d}" for at in day]
    times = np.array([factors[at] if at < len(factors) else 1 for at in day])
    live = pd.DataFrame(
        {
            "event_id": [f"e-{at}" for at in day],
            "arrive_ts": opening,
            "session_id": session,
            "tier": "B",
            "start_ts": opening,
            "end_ts": opening + pd.Timedelta(hours=2),
        }
    )
    traffic, goods = [], []
    for hour in (0, 1):
        for source in SOURCES:
            key = {"session_id": session, "hour_ts": opening + pd.Timedelta(hours=hour)}
            covers = 0 if source == "share" else 1000
            come = {"visits": 100, "viewers": 90, "fan_visits": 20, "watch_s": 4000, "follows": 3}
            counts = {name: one * times for name, one in come.items()}
            frame = pd.DataFrame(key | {"impressions": covers * times} | counts)
            traffic.append(frame.assign(source=source, ad_spend_fen=0))
            for sku in SKUS:
                sold = {"exposures": 200, "clicks": 20, "creates": 6, "pays": 5, "buyers": 5}
                money = {"units": 6, "gmv_fen": 30_000, "refund_fen": 3_000}
                counts = {name: one * times for name, one in (sold | money).items()}
                goods.append(pd.DataFrame(key | counts).assign(source=source, sku_id=sku))
    frames = {
        "live_session": live,
        "traffic_hour": pd.concat(traffic, ignore_index=True),
        "goods_hour": pd.concat(goods, ignore_index=True),
    }
    return Shop("small", frames, first_day, days, periods(days, since), "tea", "growth")


def order_lines(shop, past_fen):
    """A paid line past the funnel for each session, worth so much."""
    live = shop.frames["live_session"]
    paid = live["start_ts"] + pd.Timedelta(minutes=30)
    return pd.DataFrame(
        {
            "event_id": live["session_id"] + "-o",
            "arrive_ts": paid,
            "session_id": live["session_id"],
            "sku_id": "K1",
            "create_ts": paid,
            "pay_ts": paid,
            "pay_fen": past_fen,
            "source": None,
            "path": "off_funnel",
        }
    )


def with_table(shop, name, frame):
    """The shop with one table replaced."""
    return replace(shop, frames={**shop.frames, name: frame})


def with_peers(shop, sizes=(4, 5, 6, 7, 8, 9)):
    """Peers that are the shop on each day, so many fifths as large."""
    days = own_days(shop)
    midnight = pd.Timestamp(shop.first_day, tz="Asia/Shanghai")
    parts = []
    for number, size in enumerate(sizes):
        part = pd.DataFrame(days, columns=list(QUANTITIES))
        people = [name for name in QUANTITIES if name not in {"sessions", "air_min"}]
        part[people] = part[people] * size // 5
        stamp = (midnight + pd.to_timedelta(np.arange(shop.days), "D")).astype(ZONED)
        parts.append(part.assign(peer_id=f"p{number}", day_ts=stamp, tier="B"))
    return with_table(shop, "peer_day", pd.concat(parts, ignore_index=True))


def mixed(stamp):
    """Times of which some stand in another zone."""
    away = [one.tz_convert("UTC") for one in stamp[:5]]
    return pd.Series([*away, *stamp[5:]], dtype=object, index=stamp.index)
