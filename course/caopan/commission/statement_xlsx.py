"""A statement as a workbook: real numbers, exact to the fen, headers that stay in sight."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from caopan.commission.statement import AMOUNTS, PERIOD, RULE, TO, Column, grouped, plain, ruled

if TYPE_CHECKING:
    from caopan.commission.statement import Statement

MONEY_FORMAT: Final = "#,##0.00;[Red]-#,##0.00"
MONTH: Final = Column("month", "Month", "月份")


def xlsx_bytes(statement: Statement) -> bytes:
    """Write a statement as an Excel workbook: totals, own net, what is passed on.

    Amounts are numbers in yuan made of decimals, never of floats; names stay text whatever they
    begin with.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "Caopan 操盘"
    first = book.active
    first.title = "Statement 对账单"
    columns = (MONTH, PERIOD[statement.per], RULE, *AMOUNTS)
    _table(first, columns, statement.rows.to_dict("records"))
    passed = statement.passed_title
    hops = (MONTH, PERIOD[statement.per], RULE, TO, passed)
    second = book.create_sheet(f"{passed.en} {passed.zh}")
    _table(second, hops, statement.passed.to_dict("records"))
    _about(book.create_sheet("About 说明"), statement)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _table(sheet: Any, columns: Sequence[Column], rows: Sequence[dict[Any, Any]]) -> None:
    from openpyxl.styles import Alignment, Font

    for at, column in enumerate(columns, start=1):
        head = _text(sheet.cell(1, at), f"{column.en} {column.zh}")
        head.font = Font(bold=True)
        head.alignment = Alignment(horizontal="right" if _is_money(column) else "left")
    for down, row in enumerate(rows, start=2):
        for at, column in enumerate(columns, start=1):
            _cell(sheet.cell(down, at), column, row[column.name])
    _total(sheet, columns, rows)
    sheet.freeze_panes = "A2"
    for at, column in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + at)].width = 18 if _is_money(column) else 24
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _total(sheet: Any, columns: Sequence[Column], rows: Sequence[dict[Any, Any]]) -> None:
    from openpyxl.styles import Border, Font, Side

    down = len(rows) + 2
    _text(sheet.cell(down, 1), "Total 合计")
    for at, column in enumerate(columns, start=1):
        cell = sheet.cell(down, at)
        if _is_money(column):
            _cell(cell, column, sum(row[column.name] for row in rows))
        cell.font = Font(bold=True)
        cell.border = Border(top=Side(style="thin"))


def _about(sheet: Any, statement: Statement) -> None:
    said = (
        ("Party 参与方", f"{statement.name} ({statement.role})"),
        ("Contracts 合同", ", ".join(statement.contracts)),
        ("As of 截至", f"{statement.as_of:%Y-%m-%d %H:%M} Asia/Shanghai"),
        ("Unit 单位", "yuan 元"),
        ("Due 应得", "estimated + confirmed + held + settled 预估 + 确认 + 留存 + 已结算"),
        (
            "At risk 风险",
            "held, expected to go back, receivable 留存、预计退款、应收",
        ),
        ("Receivable 应收", f"{grouped(statement.total['receivable_fen'])} yuan 元"),
    )
    for down, pair in enumerate(said, start=1):
        for at, words in enumerate(pair, start=1):
            _text(sheet.cell(down, at), words)
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 90


def _cell(cell: Any, column: Column, value: Any) -> None:
    if _is_money(column):
        cell.value = Decimal(int(value)).scaleb(-2)
        cell.number_format = MONEY_FORMAT
    else:
        _text(cell, ruled(str(value)))


def _text(cell: Any, words: str) -> Any:
    cell.value = plain(words)
    cell.data_type = "s"  # a name that begins with = is no formula
    return cell


def _is_money(column: Column) -> bool:
    return column.name.endswith("_fen")
