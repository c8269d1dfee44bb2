"""Refunds, from the sheet that knows them best: after sales, then orders, then the settlement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from caopan.events.exports.lines import Book, Line, yuan
from caopan.events.exports.records import Record
from caopan.events.exports.report import Report
from caopan.events.exports.splitting import split


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that went back for one line; stage and reason are None where no sheet tells."""

    line: Line
    number: str
    ts: datetime
    amount_fen: int
    stage: str | None
    reason: str | None


NO_TIME = "the refunds' own times are in no sheet: the last known time of the line stands for them"


def read_refunds(
    after_sales: Iterable[Record],
    settled: Iterable[Record],
    book: Book,
    report: Report,
    made_up: dict[str, str],
) -> list[Refund]:
    """Return all refunds; those beyond what was paid are refused.

    A line's refunds are taken from one source: its rows in the after-sales sheets, else its order
    row, else its settled rows.
    """
    found = _after_sales(after_sales, book, report)
    known = {refund.line.line_id for refund in found}
    for line in list(book.lines.values()):
        if line.line_id not in known and line.get("refund_fen"):
            record, amount = line.record, abs(line.get("refund_fen"))
            if _within(record, [line], amount, {}, report):
                ts = line.get("refund_ts")
                found.append(_refund(line, "order", ts, amount, record, made_up))
            known.add(line.line_id)
    found += _from_settled(settled, book, known, report, made_up)
    return _less_freight(found)


def _after_sales(records: Iterable[Record], book: Book, report: Report) -> list[Refund]:
    found: list[Refund] = []
    gone: dict[str, int] = {}
    numbers: dict[str, Record] = {}
    for record in sorted(records, key=lambda one: one.values["refund_ts"]):
        if record.get("refund_status") == "open" or record.values["refund_fen"] == 0:
            report.leave(record.place, "a refund that was not paid out")
            continue
        if not _is_first(record, numbers, report):
            continue
        lines = book.of(record)
        if not lines:
            report.leave(record.place, "a refund of an order that no order sheet holds")
            continue
        amount = abs(record.values["refund_fen"])
        if len(lines) > 1 and amount != sum(line.refundable for line in lines):
            reason = f"has {len(lines)} lines: say which was refunded by a column 子订单编号"
            record.refuse(report, "order_id", reason)
            continue
        if _within(record, lines, amount, gone, report) and _is_after(record, lines, report):
            for line in lines:
                part = amount if len(lines) == 1 else line.refundable
                number = record.get("refund_id") or f"{len(found)}"
                found.append(_refund(line, number, record.values["refund_ts"], part, record, {}))
                gone[line.line_id] = gone.get(line.line_id, 0) + part
    return found


def _is_first(record: Record, numbers: dict[str, Record], report: Report) -> bool:
    number = record.get("refund_id")
    if number is None or numbers.setdefault(number, record) is record:
        return True
    if numbers[number].values == record.values:
        report.leave(record.place, "an exact duplicate")
    else:
        reason = (
            f"{number} is in {numbers[number].place}, too, with other values: keep the newer row"
        )
        record.refuse(report, "refund_id", reason)
    return False


def _within(
    record: Record, lines: list[Line], amount: int, gone: dict[str, int], report: Report
) -> bool:
    """Refuse a refund of more than what was paid and has not gone back yet."""
    paid = sum(line.refundable for line in lines if line.paid or not _knows_pay(line))
    before = sum(gone.get(line.line_id, 0) for line in lines)
    if amount + before <= paid:
        return True
    after = f" after {yuan(before)} went back already" if before else ""
    reason = f"is {yuan(amount)}{after}, more than the {yuan(paid)} that were paid: correct the row"
    record.refuse(report, "refund_fen", reason)
    return False


def _is_after(record: Record, lines: list[Line], report: Report) -> bool:
    """Refuse a refund of what was not bought yet."""
    bought = min(line.get("pay_ts") or line.get("create_ts") for line in lines)
    if record.values["refund_ts"] >= bought:
        return True
    reason = f"is before the order was paid ({bought:%Y-%m-%d %H:%M:%S}): correct the row"
    record.refuse(report, "refund_ts", reason)
    return False


def _knows_pay(line: Line) -> bool:
    return "pay_ts" in line.record.columns


def _refund(
    line: Line,
    number: str,
    ts: datetime | None,
    amount: int,
    record: Record,
    made_up: dict[str, str],
) -> Refund:
    if ts is None:
        made_up["refund.ts"] = NO_TIME
        ts = _last_known(line)
    stage = record.get("stage") or _stage(line, ts)
    return Refund(line, number, ts, amount, stage, record.get("reason"))


def _less_freight(refunds: list[Refund]) -> list[Refund]:
    """Cut refunds to the goods: freight went back, too, but belongs to no line's worth."""
    left: dict[str, int] = {}
    found = []
    for one in refunds:
        rest = left.get(one.line.line_id, one.line.pay_fen)
        amount = min(one.amount_fen, rest)
        left[one.line.line_id] = rest - amount
        if amount:
            found.append(replace(one, amount_fen=amount))
    return found


def _stage(line: Line, ts: datetime) -> str | None:
    """Tell the stage by the line's other times; None where nothing says whether goods left."""
    if line.settle_ts is not None and ts > line.settle_ts:
        return "after_settle"
    if (shipped := line.get("ship_ts")) is not None:
        return "pre_ship" if ts < shipped else "post_ship"
    return {True: "post_ship", False: "pre_ship", None: None}[line.shipped]


def _last_known(line: Line) -> datetime:
    times = [line.get(name) for name in ("create_ts", "pay_ts", "ship_ts", "sign_ts")]
    known: list[datetime] = [time for time in (*times, line.settle_ts) if time is not None]
    return max(known)


def _from_settled(
    settled: Iterable[Record],
    book: Book,
    known: set[str],
    report: Report,
    made_up: dict[str, str],
) -> list[Refund]:
    groups: dict[tuple[str, ...], int] = {}
    for record in settled:
        if lines := book.of(record):
            key = tuple(line.line_id for line in lines)
            groups[key] = groups.get(key, 0) + (record.get("refund_fen") or 0)
    found = []
    beside = 0
    for key, amount in groups.items():
        lines = [book.lines[line_id] for line_id in key]
        if known & set(key):
            beside += bool(amount)
            continue
        for line, part in zip(
            lines, split(abs(amount), [one.refundable for one in lines]), strict=True
        ):
            if part:
                found.append(_refund(line, "settled", None, part, line.record, made_up))
    if beside:
        report.notes.append(
            f"the refunds of {beside} settled orders are those of the sheets that know their times"
        )
    return found
