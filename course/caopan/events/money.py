"""Declarations: orders, refunds, delivery, spend, contracts, reviews."""

from __future__ import annotations

from caopan.events.columns import (
    Rule,
    Table,
    basis_points,
    count,
    fen,
    flag,
    not_before,
    text,
    time,
    word,
)
from caopan.events.room import (
    KEY,
    PRODUCT_ID,
    SESSION_ID,
    SKU_ID,
    SOURCES,
    STAMP,
    TOPICS,
    TS,
    USER_ID,
)

PATHS = ("funnel", "off_funnel")
STAGES = ("pre_ship", "post_ship", "after_settle")
REASONS = (
    "no_longer_wanted",
    "wrong_size",
    "quality",
    "not_as_described",
    "not_shipped",
    "no_reason",
)
MODES = ("marginal", "whole")

LINE_ID = text(
    "line_id",
    "order line (子订单)",
    "The order line it belongs to.",
    "A line that order_line does not know is an orphan: find out why before adding it up.",
)

ORDER_LINE = Table(
    "order_line",
    "order lines (订单行)",
    "one row per SKU of an order",
    (
        *STAMP,
        text("line_id", "order line (子订单)", "Names the line; refunds refer to it."),
        text(
            "order_id",
            "order (订单)",
            "The order; one order has one or more lines.",
            "Count orders by distinct order_id, never by rows.",
        ),
        text(
            "session_id",
            "session (场次)",
            "The session in which the order was created; null outside of sessions.",
            "An order may be created in the session and paid after its end.",
            null=True,
        ),
        USER_ID,
        PRODUCT_ID,
        SKU_ID,
        count("qty", "quantity (件数)", "Pieces of the SKU.", unit="pieces", low=1),
        fen(
            "list_fen",
            "list amount (标价金额)",
            "Unit list price times quantity, for the whole line.",
            "Already multiplied by qty.",
        ),
        fen("m_coupon_fen", "merchant's coupon (商家券)", "Discount the merchant pays for."),
        fen(
            "p_coupon_fen",
            "platform's coupon (平台券)",
            "Discount the platform pays for.",
            "The merchant still gets it: the base of a commission is pay_fen plus this.",
        ),
        fen("a_coupon_fen", "anchor's coupon (主播券)", "Discount the anchor's side pays for."),
        fen(
            "pay_fen",
            "paid amount (实付)",
            "What the buyer pays: list_fen less the three coupons.",
            "GMV counts it only from pay_ts on, and refunds are not taken off.",
        ),
        time("create_ts", "created (下单)", "When the order was created."),
        time(
            "pay_ts",
            "paid (支付)",
            "When it was paid; null while unpaid.",
            "A young order is not a failed one: allow 15 minutes before judging.",
            null=True,
        ),
        word(
            "source",
            "source (流量来源)",
            "Source of the visit that led to it; null when no visit did.",
            SOURCES,
            null=True,
        ),
        text(
            "plan_id",
            "ad plan (投放计划)",
            "Last paid touch of the buyer in the session; null when there is none.",
            "Last touch is a rule of bookkeeping, not a proof that the plan sold it.",
            null=True,
        ),
        flag("is_fan", "fan (粉丝)", "Whether the buyer followed the merchant on entering."),
        text(
            "address_hash",
            "address hash (地址哈希)",
            "Stands for the delivery address.",
            "Many buyers at one address may be one hand.",
        ),
        word(
            "path",
            "path (成交路径)",
            "funnel: visit, exposure and click came before; off_funnel: some step is missing.",
            PATHS,
            "Keep off_funnel lines out of step-by-step rates, but in GMV.",
        ),
    ),
    KEY,
    (
        Rule(
            "pay_fen is list_fen less the three coupons",
            ("pay_fen", "list_fen", "m_coupon_fen", "p_coupon_fen", "a_coupon_fen"),
            lambda frame: (
                frame["pay_fen"]
                == frame["list_fen"]
                - frame["m_coupon_fen"]
                - frame["p_coupon_fen"]
                - frame["a_coupon_fen"]
            ),
        ),
        not_before("pay_ts", "create_ts"),
        not_before("arrive_ts", "create_ts"),
    ),
)

REFUND = Table(
    "refund",
    "refunds (退款)",
    "one row per refund; a line may have several",
    (
        *STAMP,
        TS,
        LINE_ID,
        fen(
            "amount_fen",
            "amount (退款金额)",
            "What goes back to the buyer.",
            "A line's refunds together never exceed its worth: list_fen less the three coupons.",
            low=1,
        ),
        word(
            "stage",
            "stage (阶段)",
            "Before the goods left, after they left, or after the line was settled.",
            STAGES,
            "A refund may be dated after the board you read: a young session looks good.",
        ),
        word("reason", "reason (原因)", "What the buyer ticked.", REASONS),
    ),
    KEY,
    (not_before("arrive_ts", "ts"),),
)

FULFIL = Table(
    "fulfil",
    "delivery (履约)",
    "one row per paid line that is to be delivered",
    (
        *STAMP,
        LINE_ID,
        time("promise_ts", "promised (承诺发货)", "When it should leave at the latest."),
        time(
            "ship_ts",
            "shipped (发货)",
            "When it left; null while it has not.",
            "Before promise_ts a null is neither on time nor late.",
            null=True,
        ),
        time("sign_ts", "signed (签收)", "When the buyer took it; null before.", null=True),
    ),
    KEY,
    (not_before("sign_ts", "ship_ts"),),
)

AD_SPEND = Table(
    "ad_spend",
    "ad spend (投放消耗)",
    "one row per plan and minute",
    (
        *STAMP,
        TS,
        SESSION_ID,
        text("plan_id", "ad plan (投放计划)", "The plan that spent it."),
        fen("cost_fen", "cost (消耗)", "Spent by the plan in that minute."),
    ),
    KEY,
    (not_before("arrive_ts", "ts"),),
)

CONTRACT_TIER = Table(
    "contract_tier",
    "contract tiers (分佣阶梯)",
    "one row per contract version and tier",
    (
        *STAMP,
        text("contract_id", "contract (合同)", "Names the contract."),
        count("version", "version (版本)", "Which version; it binds at pay time.", low=1),
        fen("from_fen", "from (阶梯起点)", "The base from which the rate holds."),
        basis_points("rate_bp", "rate (费率)", "Service provider's share of the base."),
        word(
            "mode",
            "mode (计提方式)",
            "marginal: the rate holds above from_fen; whole: for the whole base.",
            MODES,
            "Under whole, one more fen can be worth a fortune: watch behaviour near a tier.",
        ),
    ),
    ("contract_id", "version", "from_fen"),
)

REVIEW = Table(
    "review",
    "reviews (评价)",
    "one row per review of a delivered line",
    (
        *STAMP,
        TS,
        LINE_ID,
        count("stars", "stars (星级)", "The buyer's mark.", unit="stars", low=1, high=5),
        word("topic", "topic (话题)", "What the review is about.", TOPICS),
    ),
    KEY,
    (not_before("arrive_ts", "ts"),),
)
