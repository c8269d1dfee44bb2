"""Settlement sheets against the orders: what agrees is kept and adds what the orders lack."""

from __future__ import annotations

from collections.abc import Iterable

from caopan.events.exports.fields import COUPONS
from caopan.events.exports.lines import Book, Line, yuan
from caopan.events.exports.records import Record
from caopan.events.exports.report import Report
from caopan.events.exports.splitting import split

# Whoever but the merchant and the anchor pays for it, the merchant gets it: to the order it is
# the platform's coupon.
FUNDERS = {
    "m_coupon_fen": ("m_coupon_fen",),
    "p_coupon_fen": ("p_coupon_fen", "gov_fen", "paymkt_fen"),
    "a_coupon_fen": ("a_coupon_fen",),
}


class _ContradictionError(Exception):
    """The settled rows of an order say something else than the order sheet."""

    def __init__(self, field: str, reason: str, line: Line) -> None:
        super().__init__(f"{reason} ({line.record.place}): correct the wrong one")
        self.field = field


def reconcile(records: Iterable[Record], book: Book, report: Report) -> list[Record]:
    """Return the settled rows that contradict neither themselves nor the orders.

    Rows of one line (or of one order, where they name no line) are looked at together, for a
    correction comes as a further row. Lines whose coupons no order sheet gave get them from here.
    """
    groups: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        if _adds_up(record, report):
            known = (line.line_id for line in book.of(record))
            groups.setdefault(tuple(known) or ("", record.values["order_id"]), []).append(record)
    kept: list[Record] = []
    strangers = 0
    for key, rows in groups.items():
        lines = [book.lines[line_id] for line_id in key if line_id in book.lines]
        try:
            _settle(rows, lines)
        except _ContradictionError as found:
            for record in rows:
                record.refuse(report, found.field, str(found))
            continue
        kept += rows
        strangers += 0 if lines else len(rows)
    if strangers:
        report.notes.append(
            f"{strangers} settled rows are of orders that no order sheet holds: kept unchecked"
        )
    return kept


def _adds_up(record: Record, report: Report) -> bool:
    """Refuse a row that settles something else than its income less its outgo, of either sign."""
    told = (record.get(name) for name in ("income_fen", "outgo_fen", "settled_fen"))
    income, outgo, settled = told
    if income is None or outgo is None or settled in (income - outgo, income + outgo):
        return True
    reason = (
        f"is {yuan(settled)}, but income {yuan(income)} less outgo {yuan(abs(outgo))} "
        f"are {yuan(income - abs(outgo))}: correct the row"
    )
    record.refuse(report, "settled_fen", reason)
    return False


def _settle(rows: list[Record], lines: list[Line]) -> None:
    """Enter the settled time and the coupons into the lines, if nothing contradicts."""
    if not lines:
        return
    _check_paid(rows, lines)
    _check_refund(rows, lines)
    shares = _shares(rows, lines)
    times = [record.values["settle_ts"] for record in rows if record.get("settle_ts")]
    for place, line in enumerate(lines):
        line.coupons |= {name: parts[place] for name, parts in shares.items()}
        line.settle_ts = min(times, default=None)


def _check_paid(rows: list[Record], lines: list[Line]) -> None:
    paid = _total(rows, "pay_fen")
    goods = sum(line.pay_fen for line in lines)
    if paid is not None and paid not in (goods, sum(line.refundable for line in lines)):
        reason = f"is settled on {yuan(paid)} in all, but the order sheet says {yuan(goods)}"
        raise _ContradictionError("pay_fen", reason, lines[0])


def _check_refund(rows: list[Record], lines: list[Line]) -> None:
    back, paid = abs(_total(rows, "refund_fen") or 0), sum(line.refundable for line in lines)
    if back > paid:
        reason = f"takes {yuan(back)} back in all, more than the {yuan(paid)} of the order sheet"
        raise _ContradictionError("refund_fen", reason, lines[0])


def _shares(rows: list[Record], lines: list[Line]) -> dict[str, list[int]]:
    """Return what each coupon took off each line: a line's discount is never exceeded."""
    rest = [line.discount for line in lines]
    shares: dict[str, list[int]] = {}
    for name in COUPONS:
        total = _funded(rows, name)
        if total is None:
            continue
        told = [value for line in lines if (value := line.coupons[name]) is not None]
        ours = sum(told) if len(told) == len(lines) else min(total, sum(rest))
        if total != ours:
            reason = f"is {yuan(total)} in all, but the order sheet leaves {yuan(ours)} for it"
            raise _ContradictionError(name, reason, lines[0])
        shares[name] = told if len(told) == len(lines) else split(total, rest)
        rest = [left - part for left, part in zip(rest, shares[name], strict=True)]
    if len(shares) == len(COUPONS) and any(rest):
        reason = f"leaves {yuan(sum(rest))} of the discount without anybody who pays for it"
        raise _ContradictionError(COUPONS[-1], reason, lines[0])
    return shares


def _total(rows: list[Record], field: str) -> int | None:
    values = [record.values[field] for record in rows if record.get(field) is not None]
    return sum(values) if values else None


def _funded(rows: list[Record], name: str) -> int | None:
    """Return what a coupon's funders gave; the sign differs from sheet to sheet.

    An empty cell under such a header means that nobody gave anything.
    """
    there = [field for field in FUNDERS[name] if field in rows[0].columns]
    return sum(abs(_total(rows, field) or 0) for field in there) if there else None
