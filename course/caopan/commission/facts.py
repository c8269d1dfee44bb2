"""The facts of a settlement as frames, from a merchant's tables or from anywhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "lines": (
        "line_id",
        "arrive_ts",
        "order_id",
        "session_id",
        "sku_id",
        "qty",
        "list_fen",
        "m_coupon_fen",
        "p_coupon_fen",
        "a_coupon_fen",
        "pay_fen",
        "pay_ts",
    ),
    "refunds": ("event_id", "arrive_ts", "ts", "line_id", "amount_fen"),
    "deliveries": ("line_id", "arrive_ts", "promise_ts", "ship_ts", "sign_ts"),
    "sessions": ("session_id", "anchor_id", "start_ts", "end_ts"),
    "spend": ("event_id", "arrive_ts", "ts", "session_id", "cost_fen"),
    "peer_index": ("period", "index_bp"),
}
"""Columns that each frame must have; ``RULES.md`` 1 names the optional ones."""


def _none() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame()


@dataclass(frozen=True, eq=False)
class Facts:
    """What is settled: frames with the columns of ``RULES.md`` 1; an empty frame for none of it.

    Times are pandas times with an offset; money is integer fen. Bad rows are refused one by one
    when they are settled, so nothing is checked here.
    """

    lines: pd.DataFrame
    sessions: pd.DataFrame = field(default_factory=_none)
    refunds: pd.DataFrame = field(default_factory=_none)
    deliveries: pd.DataFrame = field(default_factory=_none)
    spend: pd.DataFrame = field(default_factory=_none)
    peer_index: pd.DataFrame = field(default_factory=_none)


def nothing() -> Facts:
    """Facts without a row."""
    return Facts(lines=_none())


def facts_of(merchant: str) -> Facts:
    """The facts of a merchant's event tables, with the goods' own rates on each line.

    merchant: a sample's name, or ``mine``. Raises CaopanError as ``caopan.events.load`` does.
    """
    from caopan.events import load

    rates = ["fee_bp", "comm_bp", "exp_refund_bp"]
    goods = load("product", merchant=merchant)[["sku_id", *rates]]
    # whole numbers even where a SKU is none of the goods: pandas would make floats of them
    goods = goods.astype(dict.fromkeys(rates, "Int64"))
    return Facts(
        lines=load("order_line", merchant=merchant).merge(goods, on="sku_id", how="left"),
        sessions=load("live_session", merchant=merchant),
        refunds=load("refund", merchant=merchant),
        deliveries=load("fulfil", merchant=merchant),
        spend=load("ad_spend", merchant=merchant),
    )
