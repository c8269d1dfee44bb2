"""Declarations: the two hour tables, sums of the minute facts over all days."""

from __future__ import annotations

from caopan.events.columns import Table, count, fen, text, time, word
from caopan.events.room import SKU_ID, SOURCES

SESSION_ID = text("session_id", "session (场次)", "The live session.")
HOUR_TS = time(
    "hour_ts",
    "hour (小时)",
    "Start of the clock hour.",
    "The first and the last hour of a session are rarely full ones.",
)
SOURCE = word("source", "source (流量来源)", "The way by which people came.", SOURCES)

VISITS = count(
    "visits",
    "visits (观看人次)",
    "Times somebody came in.",
    "Visits, not people: the same person may come in again.",
)
FAN_VISITS = count("fan_visits", "fan visits (粉丝观看人次)", "Visits by people who were fans.")
UNITS = count("units", "units (件数)", "Pieces paid.", unit="pieces")
REFUND_FEN = fen(
    "refund_fen",
    "refunds (退款金额)",
    "Refunds of these lines seen up to the end of the table.",
    "The last days look better than they are: their refunds are still to come.",
)

TRAFFIC_HOUR = Table(
    "traffic_hour",
    "traffic by the hour (小时流量)",
    "one row per session, hour and source",
    (
        SESSION_ID,
        HOUR_TS,
        SOURCE,
        count(
            "impressions",
            "impressions (曝光次数)",
            "Times the cover was shown.",
            "None for source share, whose visitors follow a link: its enter rate is null.",
        ),
        VISITS,
        count(
            "viewers",
            "viewers (观看人数)",
            "Visits that are their user's first in the session.",
            "Added over sessions, a person counts once per session: people are fewer.",
        ),
        FAN_VISITS,
        count(
            "watch_s",
            "watch time (观看时长)",
            "Time watched within this hour.",
            "Also by people who came in earlier: divide by visits over a session, not an hour.",
            unit="s",
        ),
        count(
            "follows",
            "follows (新增关注)",
            "People who began to follow.",
            "Unfollows are not taken off.",
        ),
        fen("ad_spend_fen", "ad spend (投放消耗)", "Spent in this hour; only on the paid source."),
    ),
    ("session_id", "hour_ts", "source"),
)

GOODS_HOUR = Table(
    "goods_hour",
    "goods by the hour (小时货品)",
    "one row per session, hour, source and SKU with an exposure or an order",
    (
        SESSION_ID,
        HOUR_TS,
        SOURCE,
        SKU_ID,
        count("exposures", "exposures (商品曝光)", "Times the product was shown."),
        count("clicks", "clicks (商品点击)", "Times the product was tapped."),
        count("creates", "lines created (下单)", "Order lines created."),
        count(
            "pays",
            "lines paid (支付)",
            "Order lines paid, in the hour in which they were created.",
            "Only lines of the funnel: what was bought past it has no source to stand under.",
        ),
        count(
            "buyers",
            "buyers (成交人数)",
            "Users with their first paid line of the session.",
            "Added over sessions, a person counts once per session: people are fewer.",
        ),
        UNITS,
        fen("gmv_fen", "paid GMV (成交金额)", "Paid amount; refunds are not taken off."),
        REFUND_FEN,
    ),
    ("session_id", "hour_ts", "source", "sku_id"),
)
