"""Order sheets as order lines: each with its amounts, its times, and what is only a stand-in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from caopan.events.exports.fields import COUPONS
from caopan.events.exports.records import Record
from caopan.events.exports.report import Report

SENT = frozenset({"shipped", "done"})  # statuses of goods that left
BOUGHT = SENT | {"paid"}  # statuses of orders that were paid


@dataclass(slots=True)
class Line:
    """One order line while its sheets are brought together; amounts are in fen.

    coupons: what each of :data:`COUPONS` took off; None where no sheet says so yet.
    refundable: what the buyer paid in all, freight included.
    """

    record: Record
    line_id: str
    order_id: str
    product_id: str
    sku_id: str
    qty: int
    list_fen: int
    pay_fen: int
    refundable: int
    coupons: dict[str, int | None] = field(default_factory=dict)
    settle_ts: datetime | None = None

    def get(self, name: str) -> Any:
        """Return what the order sheet says in a field, or None."""
        return self.record.get(name)

    @property
    def discount(self) -> int:
        """What the buyer paid less than the list amount."""
        return self.list_fen - self.pay_fen

    @property
    def paid(self) -> bool:
        """Whether it was paid."""
        return self.get("pay_ts") is not None

    @property
    def shipped(self) -> bool | None:
        """Whether the goods left; None where nothing tells."""
        if "ship_ts" in self.record.columns:
            return self.get("ship_ts") is not None
        status = self.get("status")
        return None if status in (None, "closed") else status in SENT


@dataclass(slots=True)
class Book:
    """All lines that were not refused, by their number and by their order."""

    lines: dict[str, Line] = field(default_factory=dict)
    orders: dict[str, list[Line]] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Enter a line."""
        self.lines[line.line_id] = line
        self.orders.setdefault(line.order_id, []).append(line)

    def remove(self, line: Line) -> None:
        """Take out a line that was refused."""
        del self.lines[line.line_id]
        self.orders[line.order_id].remove(line)

    def of(self, record: Record) -> list[Line]:
        """Return the lines a row of another sheet speaks of: its line, its SKU's, its order's."""
        line_id, lines = record.get("line_id"), self.orders.get(record.get("order_id"), [])
        if line_id in self.lines:
            return [self.lines[line_id]]
        if line_id is not None and any(line.get("line_id") for line in lines):
            return []  # the order is known by its lines, and this is none of them
        for name in ("sku_id", "product_id"):
            if (wanted := record.get(name)) is not None:
                lines = [line for line in lines if getattr(line, name) == wanted]
        return lines


def read_lines(records: Iterable[Record], report: Report) -> Book:
    """Return the lines of all order sheets; what contradicts itself is refused."""
    book = Book()
    for record in records:
        if not _in_order(record, report):
            continue
        line = _line(record, report)
        if line is None:
            continue
        known = book.lines.get(line.line_id)
        if known is None:
            book.add(line)
        elif known.record.values == record.values:
            report.leave(record.place, "an exact duplicate")
        else:
            name = "line_id" if record.get("line_id") else "order_id"
            where = f"{line.line_id} is in {known.record.place}, too"
            record.refuse(report, name, f"{where}, with other values: keep the newer row")
    return book


def _in_order(record: Record, report: Report) -> bool:
    """Refuse times that run backwards, and a paid order without its time."""
    for later, earlier, said in (
        ("pay_ts", "create_ts", "paid before it was created"),
        ("sign_ts", "ship_ts", "signed before it was shipped"),
    ):
        after, before = record.get(later), record.get(earlier)
        if after is not None and before is not None and after < before:
            record.refuse(
                report, later, f"{said} ({after:%Y-%m-%d %H:%M:%S} < {before:%Y-%m-%d %H:%M:%S})"
            )
            return False
    if (
        record.get("status") in BOUGHT
        and "pay_ts" in record.columns
        and record.get("pay_ts") is None
    ):
        record.refuse(report, "pay_ts", "is empty, though the status says that it was paid")
        return False
    return True


def _line(record: Record, report: Report) -> Line | None:
    qty = record.values["qty"]
    if qty < 1:
        record.refuse(report, "qty", "is below one piece: drop the row or correct it")
        return None
    list_fen = record.get("list_fen")
    if (unit := record.get("unit_fen")) is not None:
        if list_fen is not None and list_fen != unit * qty:
            reason = f"is {yuan(list_fen)}, but {qty} x {yuan(unit)} are {yuan(unit * qty)}"
            record.refuse(report, "list_fen", reason)
            return None
        list_fen = unit * qty
    coupons = {
        # an empty cell under such a header means that nothing was taken off
        name: abs(record.get(name) or 0) if name in record.columns else None
        for name in COUPONS
    }
    paid = record.values["pay_fen"]
    if paid == 0 and "pay_ts" in record.columns and record.get("pay_ts") is None:
        # some sheets show 0 until it is paid; the table wants what is to be paid
        paid = list_fen - sum(value or 0 for value in coupons.values())
        freight = 0
    else:
        freight = record.get("freight_fen") or 0
    if paid < freight:
        record.refuse(report, "freight_fen", "is more than was paid: correct the row")
        return None
    product, sku = _goods(record)
    return Line(
        record,
        record.get("line_id") or f"{record.values['order_id']}:{sku}",
        record.values["order_id"],
        product,
        sku,
        qty,
        list_fen,
        paid - freight,
        paid,
        coupons,
    )


def _goods(record: Record) -> tuple[str, str]:
    """Return product and SKU; one stands for the other, with the specification, where missing."""
    product, sku, spec = record.get("product_id"), record.get("sku_id"), record.get("spec")
    if sku is None:
        sku = f"{product}:{spec}" if spec else product
    return product or sku, sku


def balance(book: Book, report: Report, made_up: dict[str, str]) -> None:
    """See that each line's discount is what its coupons took off; refuse the lines where not.

    One unknown coupon is what the others leave. Where more are unknown and something is left,
    the merchant is taken to have paid it, and the three columns are noted as made up.
    """
    for line in list(book.lines.values()):
        known = [value for value in line.coupons.values() if value is not None]
        unknown = [name for name in COUPONS if line.coupons[name] is None]
        rest = line.discount - sum(known)
        told = line.get("coupon_fen")
        told = None if told is None else abs(told)
        if rest < 0 or (rest and not unknown) or (told is not None and told != line.discount):
            off = told if told is not None else sum(known)
            line.record.refuse(
                report,
                "pay_fen",
                f"is {yuan(line.pay_fen)}, but list {yuan(line.list_fen)} less coupons "
                f"{yuan(off)} are {yuan(line.list_fen - off)}: correct the row",
            )
            book.remove(line)
            continue
        for name in unknown:
            line.coupons[name] = rest if name == unknown[0] else 0
        if rest and len(unknown) > 1:
            for name in unknown:
                made_up[f"order_line.{name}"] = "no sheet says who paid for the discounts"


def yuan(fen: int) -> str:
    """Return fen as yuan.

    >>> yuan(35800), yuan(-5)
    ('358.00', '-0.05')
    """
    whole, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{part:02}"
