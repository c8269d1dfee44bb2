"""What can be told by a merchant's own sheets: their fields, and which of them a sheet needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from caopan.events.money import REASONS, STAGES
from caopan.events.room import SOURCES, TIERS

Kind = Literal["id", "text", "money", "count", "share", "seconds", "time", "hour", "word", "secret"]

WORDS: dict[str, tuple[str, ...]] = {
    "status": ("unpaid", "paid", "shipped", "done", "closed"),
    "refund_status": ("done", "open"),
    "stage": STAGES,
    "reason": REASONS,
    "source": SOURCES,
    "tier": TIERS,
    "yes_no": ("yes", "no"),
}
"""The lists of words, each with the words that its cells are turned into."""


class Unreadable(ValueError):
    """A cell that cannot be read as its field; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can mean: how its cells are read, and whether they may be negative.

    kind ``secret`` is for names and addresses of buyers: only a hash of them is kept.
    words: for kind ``word``, which list of :data:`WORDS` the cells are turned into.
    """

    name: str
    kind: Kind
    words: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """One sort of sheet: what it is called, its fields, and those without which it is none.

    needs: of each group one field must have a column; the first is asked for when none has.

    >>> ROLES["settlement"].needs
    (('order_id',), ('settled_fen',))
    """

    name: str
    title: str
    fields: dict[str, Field]
    needs: tuple[tuple[str, ...], ...]


def _role(name: str, title: str, fields: tuple[Field, ...], *needs: str) -> Role:
    """Declare a role; a need reads ``"a"`` or ``"a or b"``."""
    groups = tuple(tuple(need.split(" or ")) for need in needs)
    return Role(name, title, {field.name: field for field in fields}, groups)


def _all(kind: Kind, *names: str, signed: bool = False) -> tuple[Field, ...]:
    return tuple(Field(name, kind, signed=signed) for name in names)


COUPONS = ("m_coupon_fen", "p_coupon_fen", "a_coupon_fen")
"""Who pays for a discount: the merchant, the platform, the anchor's side."""

INCOME = ("pay_fen", "gov_fen", "paymkt_fen", "p_coupon_fen", "m_coupon_fen", "a_coupon_fen")
OUTGO = (
    "refund_fen",
    "tech_fee_fen",
    "creator_fen",
    "recruiter_fen",
    "promoter_fen",
    "provider_fen",
    "other_fen",
)

_ORDER = (
    *_all("id", "order_id", "line_id", "product_id", "sku_id", "session_id", "plan_id"),
    *_all("text", "name", "spec", "category", "currency"),
    *_all("count", "qty"),
    *_all("money", "unit_fen", "list_fen", "pay_fen", "freight_fen"),
    *_all("money", *COUPONS, "coupon_fen", "refund_fen", signed=True),
    *_all("time", "create_ts", "pay_ts", "promise_ts", "ship_ts", "sign_ts", "refund_ts"),
    *_all("secret", "buyer", "address"),
    Field("status", "word", "status"),
    Field("reason", "word", "reason"),
    Field("source", "word", "source"),
    Field("is_fan", "word", "yes_no"),
)
_AFTER_SALES = (
    *_all("id", "refund_id", "order_id", "line_id", "product_id", "sku_id"),
    *_all("text", "currency"),
    *_all("money", "refund_fen", signed=True),
    *_all("time", "refund_ts"),
    Field("refund_status", "word", "refund_status"),
    Field("stage", "word", "stage"),
    Field("reason", "word", "reason"),
)
_SETTLEMENT = (
    *_all("id", "order_id", "line_id", "creator_id", "mcn_id"),
    *_all("text", "mode", "rule", "currency"),
    *_all("money", *INCOME, "income_fen", *OUTGO, "outgo_fen", "base_fen", signed=True),
    *_all("money", "settled_fen", signed=True),
    *_all("time", "settle_ts"),
)
_LIVE = (
    *_all("id", "session_id"),
    *_all("text", "anchor_id", "currency"),
    Field("tier", "word", "tier"),
    Field("source", "word", "source"),
    *_all("time", "start_ts", "end_ts"),
    *_all("hour", "hour_ts"),
    *_all("count", "impressions", "visits", "viewers", "fan_visits", "peak_online"),
    *_all("count", "orders", "buyers", "likes", "comments", "shares"),
    *_all("count", "follows", signed=True),
    *_all("seconds", "watch_s", "mean_watch_s"),
    *_all("money", "ad_spend_fen", "gmv_fen"),
)
_PRODUCT = (
    *_all("id", "product_id", "sku_id"),
    *_all("text", "name", "spec", "category", "currency"),
    *_all("money", "unit_list_fen", "unit_cost_fen"),
    *_all("share", "fee_bp", "comm_bp", "exp_refund_bp"),
)

ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        _role(
            "order",
            "order sheet (订单表)",
            _ORDER,
            "order_id",
            "qty",
            "pay_fen",
            "create_ts",
            "sku_id or product_id",
            "unit_fen or list_fen",
        ),
        _role(
            "after_sales",
            "after-sales sheet (售后表)",
            _AFTER_SALES,
            "order_id or line_id",
            "refund_fen",
            "refund_ts",
        ),
        _role("settlement", "settlement sheet (结算表)", _SETTLEMENT, "order_id", "settled_fen"),
        _role("live", "live report (直播数据)", _LIVE, "session_id", "start_ts or hour_ts"),
        _role(
            "product",
            "product list (商品表)",
            _PRODUCT,
            "sku_id or product_id",
            "name",
            "unit_list_fen",
        ),
    )
}
"""The sorts of sheets by name."""
