"""A statement as CSV: UTF-8 with a mark, so that spreadsheets read it right."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from caopan.commission.statement import AMOUNTS, PERIOD, RULE, TO, plain, yuan

if TYPE_CHECKING:
    from caopan.commission.statement import Statement

FORMULA: Final = ("=", "+", "-", "@", "|", "%")
"""What a spreadsheet may take for the beginning of a formula."""


def csv_bytes(statement: Statement) -> bytes:
    """Write a statement as CSV.

    A row per period and rule, then one per next hop with its amount as due; yuan with two decimals.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    passed = statement.passed_title
    writer.writerow(
        ["Month 月份", PERIOD[statement.per].title, RULE.title, "Kind 类型", TO.title]
        + [column.title for column in AMOUNTS]
    )
    for row in statement.rows.to_dict("records"):
        money = [yuan(row[column.name]) for column in AMOUNTS]
        writer.writerow([*_texts(row), "own net 净得", "", *money])
    for row in statement.passed.to_dict("records"):
        money = [yuan(row["due_fen"]) if c.name == "due_fen" else "" for c in AMOUNTS]
        kind = f"{passed.en.lower()} {passed.zh}"
        writer.writerow([*_texts(row), kind, safe(row["to"]), *money])
    return text.getvalue().encode("utf-8-sig")


def _texts(row: dict[Any, Any]) -> list[str]:
    return [safe(row["month"]), safe(row["period"]), safe(row["term"])]


def safe(text: str) -> str:
    """A name that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("Upwind"), safe("  @cmd")
    ("'=1+1", 'Upwind', "'@cmd")
    """
    text = plain(text)
    return f"'{text}" if text.startswith(FORMULA) else text
