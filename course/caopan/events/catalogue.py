"""All tables in order, and which of them lie where."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from caopan.errors import CaopanError
from caopan.events import goods, hours, money, peers, room
from caopan.events.columns import Table

DECLARED: dict[str, Table] = {
    table.name: table
    for table in (
        room.LIVE_SESSION,
        room.IMPRESSION,
        room.VISIT,
        room.INTERACTION,
        room.PRODUCT_EVENT,
        room.EXPLAIN_SEG,
        goods.SHELF,
        goods.STOCK_EVENT,
        money.ORDER_LINE,
        money.REFUND,
        money.FULFIL,
        money.AD_SPEND,
        goods.PRODUCT,
        money.CONTRACT_TIER,
        goods.OPS_LOG,
        money.REVIEW,
        hours.TRAFFIC_HOUR,
        hours.GOODS_HOUR,
        peers.PEER_DAY,
    )
}

HOUR_TABLES = ("traffic_hour", "goods_hour")
PEER_TABLES = ("peer_day",)
"""About other merchants of the same structure, by the day."""
EVENT_TABLES = tuple(name for name in DECLARED if name not in (*HOUR_TABLES, *PEER_TABLES))
SMALL_TABLES = ("live_session", "product", "contract_tier", "ops_log", *HOUR_TABLES, *PEER_TABLES)
"""Tables for all days, in the merchant's own folder; the others lie in ``events/``."""

PANEL_TABLES = (
    "impression",
    "visit",
    "interaction",
    "product_event",
    "order_line",
    "refund",
    "fulfil",
    "review",
)
"""Tables with one row per deed of a user: a merchant with a panel has only panel users there."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint for a mistyped word, or an empty string.

    >>> did_you_mean("order_lines", ["order_line", "visit"])
    " (did you mean 'order_line'?)"
    """
    near = get_close_matches(word, list(known), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def declared(table: str) -> Table:
    """Return the declaration of a table.

    Raises CaopanError for an unknown name.

    >>> declared("refund").names[:3]
    ['event_id', 'arrive_ts', 'ts']
    """
    if table in DECLARED:
        return DECLARED[table]
    hint = did_you_mean(table, DECLARED)
    msg = f"there is no table {table!r}{hint}: take one of {', '.join(DECLARED)}"
    raise CaopanError(msg)


def relative_path(table: str) -> str:
    """Return where a table's file lies inside a merchant's folder.

    >>> relative_path("product"), relative_path("visit")
    ('product.parquet', 'events/visit.parquet')
    """
    name = declared(table).name
    return f"{name}.parquet" if name in SMALL_TABLES else f"events/{name}.parquet"
