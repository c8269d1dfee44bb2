"""Declaration: merchants of the same structure, summed up by the day."""

from __future__ import annotations

from caopan.events.columns import Table, count, fen, text, time, word
from caopan.events.hours import FAN_VISITS, REFUND_FEN, UNITS, VISITS

PEER_DAY = Table(
    "peer_day",
    "peers by the day (同结构商家日汇总)",
    "one row per peer and day of the history",
    (
        text(
            "peer_id",
            "peer (同结构商家)",
            "Another merchant of the same category, stage, weekly calendar and price band.",
            "A peer is alike, not equal: compare shares and changes before sizes.",
        ),
        time(
            "day_ts",
            "day (日期)",
            "Midnight at which the day begins.",
            "A session that crosses midnight counts on the day on which it opened.",
        ),
        count("sessions", "sessions (场次数)", "Sessions opened on the day.", unit="sessions"),
        word(
            "tier",
            "tier (场次级别)",
            "Weightiest tier among the day's sessions; null without any.",
            ("S", "A", "B"),
            "Compare days of one tier: a big session's day is no daily one.",
            null=True,
        ),
        count("air_min", "time on air (直播时长)", "Minutes on air.", unit="min"),
        count("impressions", "impressions (曝光次数)", "Times the cover was shown, all sources."),
        VISITS,
        count(
            "viewers",
            "viewers (观看人数)",
            "Visits that are their user's first in the session.",
            "Added over days, a person counts once per session: people are fewer.",
        ),
        FAN_VISITS,
        count("paid_visits", "paid visits (付费观看人次)", "Visits that a paid plan brought."),
        count("watch_s", "watch time (观看时长)", "Time watched.", unit="s"),
        count(
            "follows",
            "follows (新增关注)",
            "People who began to follow.",
            "Unfollows are not taken off: the change of fans is smaller.",
        ),
        count("fans", "fans (粉丝数)", "Followers of the account when the day ends."),
        count("exposures", "exposures (商品曝光)", "Times a product was shown."),
        count("clicks", "clicks (商品点击)", "Times a product was tapped."),
        count(
            "pays",
            "lines paid (支付)",
            "Order lines paid.",
            "Only lines of the funnel, as in goods_hour: what was bought past it is not here.",
        ),
        count(
            "buyers",
            "buyers (成交人数)",
            "Users with their first paid line of the session.",
            "Added over days, a person counts once per session: people are fewer.",
        ),
        UNITS,
        fen("gmv_fen", "paid GMV (成交金额)", "Paid amount of these lines, refunds not taken off."),
        fen(
            "paid_gmv_fen",
            "GMV of paid visits (付费成交金额)",
            "The part of it that buyers brought by a paid plan spent.",
            "Over ad spend it gives an average; what the last yuan brought is less.",
        ),
        REFUND_FEN,
        fen("ad_spend_fen", "ad spend (投放消耗)", "Spent on plans."),
    ),
    ("peer_id", "day_ts"),
)
