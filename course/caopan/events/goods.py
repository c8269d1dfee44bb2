"""Declarations: goods on the shelf, stock, the product list, the log of what was done."""

from __future__ import annotations

from caopan.events.columns import (
    Rule,
    Table,
    basis_points,
    count,
    fen,
    not_before,
    text,
    time,
    word,
)
from caopan.events.room import KEY, PRODUCT_ID, SESSION_ID, SKU_ID, STAMP, TS

ROLES = ("hook", "hero", "profit", "halo", "gift")
OPS = (
    "violation",
    "price_change",
    "draw",
    "video_post",
    "anchor_change",
    "plan_change",
    "promotion",
)

SHELF = Table(
    "shelf",
    "shelf (上架)",
    "one row per SKU and stretch on a session's shelf",
    (
        *STAMP,
        SESSION_ID,
        SKU_ID,
        PRODUCT_ID,
        time("listed_ts", "listed (上架)", "When the SKU could be bought."),
        time(
            "delisted_ts",
            "delisted (下架)",
            "When it was taken off; null while it is on.",
            "Sold out is not delisted: stock is in stock_event.",
            null=True,
        ),
        word(
            "role",
            "role (货品角色)",
            "hook draws people in, hero sells most, profit earns, halo lends rank, gift is given.",
            ROLES,
            "A role is the plan, not the result: a hero may sell nothing.",
        ),
    ),
    KEY,
    (not_before("delisted_ts", "listed_ts"),),
)

STOCK_EVENT = Table(
    "stock_event",
    "stock movements (库存变动)",
    "one row per movement of a SKU's stock",
    (
        *STAMP,
        TS,
        text(
            "session_id",
            "session (场次)",
            "The session in which it happened; null outside of sessions.",
            null=True,
        ),
        SKU_ID,
        count(
            "delta",
            "change (变动)",
            "Load and release are positive, a sale is negative.",
            "Stock on hand is the running sum from the very first row, not within a session.",
            unit="pieces",
            low=None,
        ),
    ),
    KEY,
    (Rule("delta is not zero", ("delta",), lambda frame: frame["delta"] != 0),),
)

PRODUCT = Table(
    "product",
    "product list (商品表)",
    "one row per SKU",
    (
        *STAMP,
        PRODUCT_ID,
        SKU_ID,
        text("name", "name (名称)", "The name on the card."),
        text("category", "category (类目)", "The category that sets fees and return habits."),
        fen(
            "unit_list_fen",
            "list price (标价)",
            "List price of one piece, before any coupon.",
            "Price changes are in ops_log: an order's own list_fen is what counted.",
        ),
        fen("unit_cost_fen", "unit cost (成本)", "What one piece costs the merchant."),
        basis_points("fee_bp", "platform fee (技术服务费)", "Platform's share of a settled line."),
        basis_points("comm_bp", "commission (佣金)", "Sellers' commission on a settled line."),
        basis_points(
            "exp_refund_bp",
            "expected refund rate (预计退款率)",
            "Refund rate of the same SKU over the trailing 30 days, else of its category.",
            "An expectation: young sessions still get most of their refunds later.",
        ),
    ),
    ("sku_id",),
)

OPS_LOG = Table(
    "ops_log",
    "operations log (操作日志)",
    "one row per thing that was done to or befell the room",
    (
        *STAMP,
        TS,
        text(
            "session_id",
            "session (场次)",
            "The session in which it happened; null outside of sessions.",
            null=True,
        ),
        word("kind", "kind (类型)", "What was done.", OPS, "After it is not because of it."),
        text(
            "subject",
            "subject (对象)",
            "The SKU, plan, anchor or video concerned, where there is one.",
            null=True,
        ),
        text("detail", "detail (说明)", "What exactly, in words."),
    ),
    KEY,
)
