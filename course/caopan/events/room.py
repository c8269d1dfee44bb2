"""Declarations: what happens in the room (sessions, people, goods on screen)."""

from __future__ import annotations

from caopan.events.columns import Table, flag, not_before, only_when, text, time, word

SOURCES = ("recommend", "follow", "short_video", "paid", "search", "plaza", "mall", "share")
"""The eight ways into a room: every table that names a source uses exactly these words."""

TIERS = ("S", "A", "B")
INTERACTIONS = ("like", "comment", "share", "follow", "unfollow", "negative")
TOPICS = ("price", "size", "quality", "shipping", "praise", "other")

EVENT_ID = text(
    "event_id",
    "event number (事件号)",
    "Names the fact itself; unique in truth.",
    "A number seen twice is one fact collected twice: keep the first, never add both.",
)
ARRIVE_TS = time(
    "arrive_ts",
    "arrival time (到达时间)",
    "When the row reached the collector.",
    "Late rows arrive after the board was read: a past figure may still change.",
)
STAMP = (EVENT_ID, ARRIVE_TS)
KEY = ("event_id",)

SESSION_ID = text("session_id", "session (场次)", "The live session in which it happened.")
USER_ID = text(
    "user_id",
    "user (用户)",
    "The person, the same in all tables of a merchant.",
    "One person may come several times and by several sources: people are fewer than rows.",
)
PRODUCT_ID = text(
    "product_id", "product (商品)", "The product as a card in the bag; it may hold several SKUs."
)
SKU_ID = text(
    "sku_id",
    "SKU",
    "The unit that is priced, stocked and shipped.",
    "One product has several SKUs: stock and price live here, clicks on the product.",
)
PLAN_ID = text(
    "plan_id",
    "ad plan (投放计划)",
    "The paid plan that brought it; null when nobody paid.",
    "A fan reached by a plan counts as paid, though most would have come anyway.",
    null=True,
)
SOURCE = word(
    "source",
    "source (流量来源)",
    "The way by which the person came to the room.",
    SOURCES,
    "A person who comes twice may have two sources: distinct users by source do not add up.",
)
TS = time("ts", "time (时间)", "When it happened.", "A session may cross midnight.")

LIVE_SESSION = Table(
    "live_session",
    "sessions (直播场次)",
    "one row per live session",
    (
        *STAMP,
        text("session_id", "session (场次)", "Names the session."),
        text("merchant_id", "merchant (商家)", "Whose room it is."),
        text("anchor_id", "anchor (主播)", "Who opened the session; later changes are in ops_log."),
        word(
            "tier",
            "tier (场次级别)",
            "Planned weight of the session: S big event, A push, B daily.",
            TIERS,
            "Compare a session with sessions of its own tier, not with yesterday's.",
        ),
        time("start_ts", "start (开播)", "When the room opened."),
        time("end_ts", "end (下播)", "When the room closed.", "Orders may be paid after it."),
    ),
    KEY,
    (not_before("end_ts", "start_ts"),),
)

IMPRESSION = Table(
    "impression",
    "room impressions (直播间曝光)",
    "one row each time the room's cover was shown to somebody",
    (
        *STAMP,
        TS,
        SESSION_ID,
        USER_ID,
        SOURCE,
        PLAN_ID,
        text("creative_id", "creative (素材)", "The video or cover of the plan.", null=True),
        text("audience", "audience (人群包)", "The audience the plan was aimed at.", null=True),
    ),
    KEY,
    (not_before("arrive_ts", "ts"),),
)

VISIT = Table(
    "visit",
    "visits (进房)",
    "one row each time somebody enters the room",
    (
        *STAMP,
        text("visit_id", "visit (观看)", "Names the visit."),
        SESSION_ID,
        USER_ID,
        SOURCE,
        PLAN_ID,
        time("enter_ts", "enter (进入)", "When the person came in."),
        time(
            "leave_ts",
            "leave (离开)",
            "When the person left; null while still in the room.",
            "A null is not a stay of zero: count it to the clock of the board.",
            null=True,
        ),
        flag(
            "via_impression",
            "via an impression (曝光进入)",
            "Whether an impression led to it.",
            "An enter rate (曝光进入率) takes only these visits; source share has none of them.",
        ),
        flag(
            "is_fan",
            "fan at entry (粉丝)",
            "Whether the person followed the merchant on entering.",
            "Who follows during the session is a fan in the next visit only.",
        ),
        text("client_version", "app version (客户端版本)", "The app that sent the row."),
        text("device_id", "device (设备)", "The phone.", "One phone, many users: look twice."),
    ),
    KEY,
    (not_before("leave_ts", "enter_ts"), not_before("arrive_ts", "enter_ts")),
)

INTERACTION = Table(
    "interaction",
    "interactions (互动)",
    "one row per like, comment, share, follow, unfollow or negative sign",
    (
        *STAMP,
        TS,
        SESSION_ID,
        USER_ID,
        word(
            "kind",
            "kind (类型)",
            "What the person did; negative means reported or asked for less of it.",
            INTERACTIONS,
            "Net new fans are follows less unfollows.",
        ),
        word("topic", "topic (话题)", "What a comment is about.", TOPICS, null=True),
    ),
    KEY,
    (only_when("topic", "kind", "comment"), not_before("arrive_ts", "ts")),
)

PRODUCT_EVENT = Table(
    "product_event",
    "product exposures and clicks (商品曝光与点击)",
    "one row each time a product card was shown to or clicked by somebody",
    (
        *STAMP,
        TS,
        SESSION_ID,
        USER_ID,
        PRODUCT_ID,
        word(
            "kind",
            "kind (类型)",
            "The card was on screen (expose) or tapped (click).",
            ("expose", "click"),
            "Opening the bag exposes each card in view, wanted or not.",
        ),
    ),
    KEY,
    (not_before("arrive_ts", "ts"),),
)

EXPLAIN_SEG = Table(
    "explain_seg",
    "explanation segments (讲解)",
    "one row per stretch in which the anchor presents one product",
    (
        *STAMP,
        SESSION_ID,
        PRODUCT_ID,
        time("start_ts", "start (开始)", "When the anchor took the product up."),
        time(
            "end_ts",
            "end (结束)",
            "When the anchor laid it down.",
            "Orders for the product still come after it, while another one is presented.",
        ),
        text("anchor_id", "anchor (主播)", "Who presented it."),
    ),
    KEY,
    (not_before("end_ts", "start_ts"),),
)
