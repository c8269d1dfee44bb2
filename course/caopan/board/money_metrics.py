"""Declarations: spend, fulfilment and commission."""

from __future__ import annotations

from caopan.board.metric import count, ratio
from caopan.board.room_metrics import VIEWS
from caopan.board.sales_metrics import PAID

BACK = "refund: line_id amount_fen ts"
SPENT = "ad_spend: cost_fen ts"
TIERS = "contract_tier: from_fen rate_bp mode"
BASE = f"{PAID} line_id p_coupon_fen; {BACK}; {TIERS}"
NO_CONTRACT = "without a contract"
NO_PRODUCT = f"{NO_CONTRACT}, or when a line's SKU is not in the product list"

SPEND = (
    count(
        "A1",
        ("投放消耗", "ad spend"),
        "Spend",
        "¥",
        "cost of the paid plans",
        SPENT,
        "Booked by the minute: the running minute is not there yet.",
        grain=("plan",),
        hourly="traffic_hour: ad_spend_fen",
        good="neutral",
    ),
    ratio(
        "A2",
        ("付费流量占比", "paid view share"),
        "Spend",
        "%",
        ("views that a plan brought", "views"),
        f"{VIEWS} plan_id",
        "A fan reached by a plan counts as paid, though most would have come anyway.",
        grain=("source",),
        hourly="traffic_hour: visits source",
        good="neutral",
    ),
    ratio(
        "A3",
        ("投放 ROI", "attributed ROI"),
        "Spend",
        "×",
        ("paid amount of lines that a plan is credited with", "ad spend"),
        f"{PAID} plan_id; {SPENT}",
        "An average by a rule of bookkeeping: the next yuan earns less, often far less.",
        grain=("plan",),
    ),
    ratio(
        "A4",
        ("进房成本", "cost per paid view"),
        "Spend",
        "¥",
        ("ad spend", "views that a plan brought"),
        f"{SPENT}; {VIEWS} plan_id",
        "Cheap visits are easy to buy: look at what they do next.",
        grain=("plan",),
        hourly="traffic_hour: ad_spend_fen visits source",
        good="down",
    ),
    ratio(
        "A5",
        ("费比", "spend ratio"),
        "Spend",
        "%",
        ("ad spend plus the merchant's coupons on paid lines", "paid GMV"),
        f"{PAID} m_coupon_fen; {SPENT}",
        "Without the coupons it hides half of the price of growth.",
        hourly=f"{PAID} m_coupon_fen; traffic_hour: ad_spend_fen",
        good="down",
    ),
)

FULFILMENT = (
    ratio(
        "S1",
        ("发货前退款率", "pre-ship refund rate"),
        "Fulfilment",
        "%",
        ("distinct lines with a refund before shipping", "lines that were paid"),
        "refund: line_id stage ts; order_line: line_id pay_ts",
        "Mixed windows: refunds of this window belong to payments of earlier ones.",
        grain=("source", "sku"),
        good="down",
    ),
    count(
        "S2",
        ("净成交额", "net GMV to date"),
        "Fulfilment",
        "¥",
        "paid GMV minus refunds",
        f"{PAID} line_id; {BACK}",
        "A young session looks good: most of its refunds are still to come.",
        grain=("source", "sku"),
    ),
    ratio(
        "S3",
        ("准时发货率", "on-time ship rate"),
        "Fulfilment",
        "%",
        ("of these lines, those shipped by their promise", "lines whose promise has fallen due"),
        "fulfil: line_id promise_ts ship_ts; order_line: line_id",
        "Nothing is late before its promise: on the evening itself there is no value.",
        window="mark",
        grain=("source", "sku"),
    ),
)

COMMISSION = (
    count(
        "M1",
        ("预估服务商佣金", "estimated provider commission"),
        "Commission",
        "¥",
        "tier function of the base, which is paid amount plus platform coupons minus refunds",
        BASE,
        "On today's refunds only: what is still to come back is in M3.",
        null=NO_CONTRACT,
        window="level",
    ),
    count(
        "M2",
        ("距下一阶梯", "gap to next tier"),
        "Commission",
        "¥",
        "the next tier's start minus the base",
        BASE,
        "A push over the edge that comes back as refunds was never over it.",
        null="without a contract, and above the last tier",
        window="level",
        good="down",
    ),
    count(
        "M3",
        ("在险佣金", "commission at risk"),
        "Commission",
        "¥",
        "commission on the base minus commission on the base less the refunds to be expected on "
        "lines without any refund",
        f"{BASE}; order_line: sku_id; product: sku_id exp_refund_bp",
        "An expectation from 30 days of refunds, not the worst case.",
        null=NO_PRODUCT,
        window="level",
        good="down",
    ),
    count(
        "M4",
        ("预估商家贡献", "estimated merchant contribution"),
        "Commission",
        "¥",
        "over lines without any refund the part expected to stay of (line base less platform fee "
        "and commission, less cost of the goods), minus ad spend, minus M1",
        f"{BASE}; order_line: sku_id qty; {SPENT}; "
        "product: sku_id exp_refund_bp fee_bp comm_bp unit_cost_fen",
        "Parcels, rent and the place in the show enter only at settlement.",
        null=NO_PRODUCT,
        window="level",
    ),
)
