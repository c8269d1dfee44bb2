"""What was read, as event tables: each valid, or not written at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from caopan.events.catalogue import declared
from caopan.events.exports.cells import SHANGHAI, secret
from caopan.events.exports.lines import Line
from caopan.events.exports.records import Record
from caopan.events.exports.refunds import Refund

if TYPE_CHECKING:
    import pandas as pd

DAY_ONE = datetime(2000, 1, 1, tzinfo=SHANGHAI)
"""Stands for the time of what has none, such as a product list without any order."""
STAND_INS = {
    "name": "unknown",
    "category": "unknown",
    "unit_cost_fen": 0,
    "fee_bp": 0,
    "comm_bp": 0,
    "exp_refund_bp": 0,
}


@dataclass(slots=True)
class Filling:
    """Rows of event tables, and the columns of which a part is only a stand-in, with the reason."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    made_up: dict[str, str] = field(default_factory=dict)

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Add a row."""
        self.rows.setdefault(table, []).append(row)

    def given(self, table: str, column: str, value: Any, instead: Any, why: str) -> Any:
        """Return a value; where it is missing the stand-in, which is noted."""
        if value is not None:
            return value
        self.made_up.setdefault(f"{table}.{column}", why)
        return instead


def event_id(*parts: object) -> str:
    """Return a fact's number: the same parts give the same one, in each import.

    >>> event_id("order", "7:1") == event_id("order", "7:1") != event_id("order", "7:2")
    True
    """
    text = "\x1f".join(map(str, parts))
    return blake2b(text.encode(), digest_size=10, person=b"caopan").hexdigest()


def series(values: Iterable[object], dtype: str) -> pd.Series[Any]:
    """Return values as a series of a dtype, nothing of them passing a float; None is null."""
    import pandas as pd
    from pandas.api.types import pandas_dtype

    return pd.Series(list(values), dtype="object").astype(pandas_dtype(dtype))


def frame(table: str, rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a frame of a table's columns and dtypes; what a row lacks is null."""
    import pandas as pd

    return pd.DataFrame(
        {
            column.name: series((row.get(column.name) for row in rows), column.dtype)
            for column in declared(table).columns
        }
    )


def add_orders(lines: Iterable[Line], filling: Filling) -> None:
    """Add order lines, and the deliveries whose promised time is known."""
    for line in lines:
        filling.add("order_line", _order_line(line, filling))
        if line.paid and (promise := line.get("promise_ts")) is not None:
            times = [line.get(name) for name in ("sign_ts", "ship_ts", "pay_ts")]
            filling.add(
                "fulfil",
                {
                    "event_id": event_id("fulfil", line.line_id),
                    "arrive_ts": next(time for time in times if time is not None),
                    "line_id": line.line_id,
                    "promise_ts": promise,
                    "ship_ts": line.get("ship_ts"),
                    "sign_ts": line.get("sign_ts"),
                },
            )


def _order_line(line: Line, filling: Filling) -> dict[str, Any]:
    def given(column: str, value: Any, instead: Any) -> Any:
        return filling.given(
            "order_line", column, value, instead, "no sheet tells it for each line"
        )

    for name in ("pay_ts", "source", "session_id", "plan_id"):
        if name not in line.record.columns:
            filling.given("order_line", name, None, None, "the order sheet has no such column")
    if "product_id" not in line.record.columns:
        filling.given("order_line", "product_id", None, None, "the SKU stands for the product")
    if "sku_id" not in line.record.columns and "spec" not in line.record.columns:
        filling.given("order_line", "sku_id", None, None, "the product stands for the SKU")
    return {
        "event_id": event_id("order", line.line_id),
        "arrive_ts": line.get("create_ts"),
        "line_id": line.line_id,
        "order_id": line.order_id,
        "session_id": line.get("session_id"),
        "user_id": given("user_id", line.get("buyer"), secret(f"order {line.order_id}")),
        "product_id": line.product_id,
        "sku_id": line.sku_id,
        "qty": line.qty,
        "list_fen": line.list_fen,
        **line.coupons,
        "pay_fen": line.pay_fen,
        "create_ts": line.get("create_ts"),
        "pay_ts": line.get("pay_ts"),
        "source": line.get("source"),
        "plan_id": line.get("plan_id"),
        "is_fan": given("is_fan", line.get("is_fan"), "no") == "yes",
        "address_hash": given(
            "address_hash", line.get("address"), secret(f"order {line.order_id}")
        ),
        # visits, exposures and clicks are in no export: a step is missing by the column's own rule
        "path": "off_funnel",
    }


def add_refunds(refunds: Iterable[Refund], filling: Filling) -> None:
    """Add refunds."""
    for one in refunds:
        why = "no sheet tells it for each refund"
        filling.add(
            "refund",
            {
                "event_id": event_id("refund", one.line.line_id, one.number, one.ts.isoformat()),
                "arrive_ts": one.ts,
                "ts": one.ts,
                "line_id": one.line.line_id,
                "amount_fen": one.amount_fen,
                "stage": filling.given("refund", "stage", one.stage, "post_ship", why),
                "reason": filling.given("refund", "reason", one.reason, "no_reason", why),
            },
        )


def add_products(listed: Iterable[Record], lines: Iterable[Line], filling: Filling) -> None:
    """Add the product list; SKUs that only the orders know are derived from their newest line."""
    newest = {line.sku_id: line for line in sorted(lines, key=lambda one: one.get("create_ts"))}
    first = min((line.get("create_ts") for line in newest.values()), default=None)
    known: dict[str, dict[str, Any]] = {}
    for record in listed:
        product, sku, spec = (record.get(name) for name in ("product_id", "sku_id", "spec"))
        sku = sku or (f"{product}:{spec}" if spec else product)
        known[sku] = record.values | {"product_id": product or sku, "sku_id": sku}
    for sku, line in newest.items():
        if sku not in known:
            known[sku] = {
                "product_id": line.product_id,
                "sku_id": sku,
                "name": line.get("name"),
                "category": line.get("category"),
                "unit_list_fen": line.list_fen // line.qty,
            }
            if line.list_fen % line.qty:
                why_price = "some list amounts are no multiple of their quantity"
                filling.given("product", "unit_list_fen", None, None, why_price)
    why = "no product list tells it for each SKU"
    for sku, told in sorted(known.items()):
        row = {name: told.get(name) for name in declared("product").names}
        row |= {"event_id": event_id("product", sku), "arrive_ts": first or DAY_ONE}
        for name, instead in STAND_INS.items():
            row[name] = filling.given("product", name, row[name], instead, why)
        filling.add("product", row)
