"""A statement as PDF by Typst: a page for each month of a small shop; nothing is asked of a net."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from caopan.commission.statement import (
    AMOUNTS,
    PERIOD,
    RULE,
    TO,
    Column,
    amounts,
    grouped,
    plain,
    ruled,
)
from caopan.commission.taxes import tax_memo
from caopan.fonts import chinese_font

if TYPE_CHECKING:
    from caopan.commission.statement import Statement

TEMPLATE: Final = Path(__file__).with_name("statement.typ")
INVOICED: Final = ("provider", "mcn", "agent")
"""Roles that invoice a service fee with VAT of 6 % (assumed, as ``taxes`` says)."""
EMBEDDED: Final = "Libertinus Serif"
"""A font that Typst brings, for machines that have none with Chinese glyphs."""


def pdf_bytes(statement: Statement) -> bytes:
    """Write a statement as PDF: A4, a month a page, numbered, long tables flow.

    Chinese letters need a font of ``caopan.fonts``; without one they stay blank.
    """
    made: bytes = _compiled(statement, "pdf")
    return made


def statement_pages(statement: Statement, ppi: int = 80) -> list[bytes]:
    """The same pages as PNG pictures, to be looked at on a screen.

    ppi: dots an inch.
    """
    made = _compiled(statement, "png", ppi)
    return [made] if isinstance(made, bytes) else list(made)


def _compiled(statement: Statement, kind: Literal["pdf", "png"], ppi: int | None = None) -> Any:
    import typst

    return typst.compile(
        TEMPLATE.read_bytes(),
        format=kind,
        ppi=ppi,
        sys_inputs={"data": json.dumps(_told(statement), ensure_ascii=False)},
        timestamp=int(statement.as_of.timestamp()),
    )


def _told(statement: Statement) -> dict[str, Any]:
    """What the template says, as texts: nothing in it is read as markup."""
    months = [
        {
            "month": month,
            "tiles": _tiles(rows, statement if not month else None),
            "rows": _table(rows, (PERIOD[statement.per], RULE, *AMOUNTS)),
            "passed": _table(_by_rule(passed), (RULE, TO, statement.passed_title)),
        }
        for month, rows, passed in statement.months()
    ]
    passed = statement.passed_title
    return {
        "fonts": [chinese_font() or EMBEDDED],
        "name": plain(statement.name),
        "role": statement.role,
        "contracts": ", ".join(statement.contracts),
        "as_of": f"{statement.as_of:%Y-%m-%d %H:%M}",
        "head": [_words(column) for column in (PERIOD[statement.per], RULE, *AMOUNTS)],
        "passed_head": [_words(c) for c in (RULE, TO, passed)],
        "passed_title": f"{passed.en} {passed.zh}",
        "months": months,
        "receivable": grouped(statement.total["receivable_fen"]),
        "total": grouped(statement.total["due_fen"]),
        "tax": _tax(statement),
    }


def _tax(statement: Statement) -> str:
    """The tax within a service fee as a memo; nothing where no such fee is invoiced."""
    if statement.role not in INVOICED:
        return ""
    memo = tax_memo(statement.total["due_fen"])
    return f"{grouped(memo['net_fen'])} + {grouped(memo['tax_fen'])}"


def _by_rule(passed: Any) -> Any:
    """What is passed on in a month, by rule and hop: by session it stands in the other files."""
    return passed.groupby(["term", "to"], sort=False)["due_fen"].sum().reset_index()


def _words(column: Column) -> list[str]:
    return [column.en, column.zh]


def _tiles(rows: Any, whole: Statement | None) -> list[dict[str, str]]:
    money = amounts(rows)
    if whole is not None:
        money["risk_fen"] = whole.total["risk_fen"]
    return [
        {"en": column.en, "zh": column.zh, "yuan": grouped(money[column.name])}
        for column in AMOUNTS
    ]


def _table(rows: Any, columns: tuple[Column, ...]) -> list[list[str]]:
    """Rows as texts; a period stands once, at its first row."""
    told = []
    before = ""
    for row in rows.to_dict("records"):
        cells = [
            (grouped(row[c.name]) if row[c.name] else "–")
            if c.name.endswith("_fen")
            else plain(ruled(row[c.name]))
            for c in columns
        ]
        told.append(["", *cells[1:]] if cells[0] == before else cells)
        before = cells[0]
    return told
