"""A made-up shop's export set, clean or in the state in which spreadsheets leave such files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Row = dict[str, Any]

START = datetime(2026, 11, 1, 19, 0)  # noqa: DTZ001 - a sheet knows no zone
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of a spreadsheet
WIDE = str.maketrans("0123456789,.-:/", "０１２３４５６７８９，．－：／")
SOURCES = ("推荐", "关注", "付费流量", "搜索", "短视频")
TITLES = {"orders": "订单", "refunds": "售后", "settled": "结算", "live": "直播", "goods": "商品"}
GROUPS = {"商家优惠": ("优惠", "商家"), "平台优惠": ("优惠", "平台"), "达人优惠": ("优惠", "达人")}
GROUPS |= {"平台补贴": ("补贴", "平台"), "商家补贴": ("补贴", "商家"), "达人补贴": ("补贴", "达人")}
MONEY = (
    "金额",
    "单价",
    "优惠",
    "实付",
    "补贴",
    "收入",
    "退款",
    "服务费",
    "佣金",
    "收费",
    "支出",
    "消耗",
    "标价",
    "成本",
)
IDS = ("编号", "单号", "ID", "SKU")


@dataclass(frozen=True)
class Dirt:
    """How a set of exports is spoilt without a loss."""

    form: str = "csv"
    encoding: str = "utf-8"
    separator: str = ","
    titles: int = 0
    two_lines: bool = False
    money: str = "{}"
    unit: str = ""
    ident: str = "{}"
    when: str = "%Y-%m-%d %H:%M:%S"
    empty: str = ""
    wide: bool = False
    totals: bool = False
    twice: bool = False
    again: bool = False
    remark: bool = False


def kind(column: str) -> str:
    """Tell what a column holds by its name, as the builder's rows are made."""
    if column.endswith("时间") or column == "小时":
        return "time"
    if column.endswith(IDS):
        return "id"
    return (
        "money" if any(word in column for word in MONEY) and not column.endswith("率") else "text"
    )


def orders() -> list[Row]:
    """Ten orders of twelve lines; two are unpaid, the last three not shipped yet."""
    rows = []
    for number in range(12):
        order = min(number, 9)
        qty, unit = 1 + number % 2, 9900 + 1000 * (number % 4)
        made = START + timedelta(minutes=37 * order)
        paid = made + timedelta(seconds=95) if order not in (4, 7) else None
        merchant, platform, anchor = (number % 3) * 500, (number % 2) * 300, (number % 5) * 100
        rows.append(
            {
                "订单编号": f"00{7_300_000_000_000_000 + order}",
                "子订单编号": f"73{number:02}-A",
                "商品ID": f"P{number % 4}",
                "SKU": f"K0{number % 4}",
                "商品名称": f"岩茶 {number % 4} 号",
                "数量": qty,
                "商品单价": unit,
                "商家优惠": merchant or None,
                "平台优惠": platform or None,
                "达人优惠": anchor or None,
                "实付金额": qty * unit - merchant - platform - anchor,
                "订单创建时间": made,
                "支付时间": paid,
                "订单状态": "待付款" if paid is None else ("待发货" if order > 6 else "已完成"),
                "承诺发货时间": made + timedelta(days=2) if paid else None,
                "发货时间": made + timedelta(hours=20) if paid and order < 7 else None,
                "签收时间": made + timedelta(days=3) if paid and order < 7 else None,
                "流量来源": SOURCES[number % 5],
                "场次ID": f"L{1 + (made.day > 1)}",
                "计划ID": f"AD{number % 2}" if number % 5 == 2 else None,
                "买家ID": f"买家{order % 6}",
                "收货地址": f"云石路 {order} 号",
                "是否粉丝": "是" if order % 2 else "否",
                "备注": "请轻放" if number == 3 else None,
            }
        )
    return rows


def refunds() -> list[Row]:
    """Three refunds: in full before shipping, in part after it, and one that was withdrawn."""
    lines = orders()
    told = [
        (0, lines[0]["实付金额"], timedelta(hours=5), "退款成功", "不想要了"),
        (2, 1234, timedelta(days=4), "退款成功", "质量问题"),
        (3, 500, timedelta(days=4), "已取消", "其他"),
    ]
    return [
        {
            "售后单号": f"R{number}",
            "订单编号": lines[line]["订单编号"],
            "子订单编号": lines[line]["子订单编号"],
            "退款金额": amount,
            "退款成功时间": lines[line]["订单创建时间"] + after,
            "退款状态": status,
            "退款原因": why,
        }
        for number, (line, amount, after, status, why) in enumerate(told)
    ]


def settled() -> list[Row]:
    """The settled rows of the signed lines but the one that was refunded in full."""
    rows = []
    for line in orders()[1:7]:
        if line["签收时间"] is None:
            continue
        coupons = [line[name] or 0 for name in ("平台优惠", "商家优惠", "达人优惠")]
        income = line["实付金额"] + coupons[0] + coupons[2]
        base = line["实付金额"] + coupons[0]
        fees = [base * share // 100 for share in (5, 18, 1, 3)]
        back = 1234 if line["子订单编号"] == "7302-A" else 0
        rows.append(
            {
                "订单编号": line["订单编号"],
                "子订单编号": line["子订单编号"],
                "订单实付": line["实付金额"],
                "平台补贴": coupons[0],
                "商家补贴": coupons[1],
                "达人补贴": coupons[2],
                "合计收入": income,
                "订单退款": back,
                "技术服务费": fees[0],
                "达人佣金": fees[1],
                "达人ID": "D7",
                "MCN机构ID": "M1",
                "团长佣金": fees[2],
                "佣金模式": "普通",
                "服务商佣金": fees[3],
                "分账基数": base,
                "合计支出": back + sum(fees),
                "实际结算金额": income - back - sum(fees),
                "实际结算时间": line["签收时间"] + timedelta(days=10),
                "结算规则": "按单",
            }
        )
    return rows


def live() -> list[Row]:
    """Two sessions by the hour, each with two sources."""
    rows = []
    for session, begin in (("L1", START), ("L2", START + timedelta(days=1))):
        for hour in range(3):
            for number, source in enumerate(SOURCES[1:3]):
                rows.append(
                    {
                        "场次ID": session,
                        "主播": "小禾",
                        "开播时间": begin,
                        "下播时间": begin + timedelta(hours=3),
                        "小时": begin + timedelta(hours=hour),
                        "流量来源": source,
                        "曝光": 5000 + 100 * hour,
                        "观看人次": 900 + 10 * hour,
                        "观看人数": 700 + 10 * number,
                        "新增粉丝": 12 + hour,
                        "投放消耗": 25_050 * number,
                        "成交金额": 150_000,
                        "支付订单数": 9,
                    }
                )
    return rows


def goods() -> list[Row]:
    """Four SKUs with cost and rates."""
    return [
        {
            "商品ID": f"P{number}",
            "SKU": f"K0{number}",
            "商品名称": f"岩茶 {number} 号",
            "类目": "茶",
            "标价": 9900 + 1000 * number,
            "成本": 4000 + 100 * number,
            "技术服务费率": "5%",
            "佣金率": "20%",
            "预计退款率": "12.5%",
        }
        for number in range(4)
    ]


MAKERS = {"orders": orders, "refunds": refunds, "settled": settled, "live": live, "goods": goods}


class Shop:
    """Writes the export set into a folder, spoilt or changed as asked."""

    def write(
        self,
        folder: Path,
        dirt: Dirt | None = None,
        *,
        change: Callable[[str, list[Row]], list[Row] | None] | None = None,
        only: tuple[str, ...] = tuple(MAKERS),
        **told: Any,
    ) -> Path:
        """Write the sheets; a string cell in place of a number or time is written as it is."""
        dirt = replace(dirt or Dirt(), **told)
        folder.mkdir(parents=True, exist_ok=True)
        for name in only:
            rows = MAKERS[name]()
            rows = (change(name, rows) if change else None) or rows
            grid, merged = self.grid(name, rows, dirt)
            if dirt.form == "xlsx":
                self.book(folder / f"{name}.xlsx", TITLES[name], grid, merged)
            else:
                text = io.StringIO()
                csv.writer(text, delimiter=dirt.separator).writerows(grid)
                (folder / f"{name}.csv").write_bytes(text.getvalue().encode(dirt.encoding))
        return folder

    def grid(self, name: str, rows: list[Row], dirt: Dirt) -> tuple[list[list[Any]], list[str]]:
        """Return the sheet's cells and the ranges that are merged in a workbook."""
        columns = list(dict.fromkeys(column for row in rows for column in row))
        letter = openpyxl.utils.get_column_letter
        width = len(columns)
        body = [[self.cell(column, row.get(column), dirt) for column in columns] for row in rows]
        grid: list[list[Any]] = [
            [f"{TITLES[name]} 导出 {line}"] + [""] * (width - 1) for line in range(dirt.titles)
        ]
        merged = [f"A{line + 1}:{letter(width)}{line + 1}" for line in range(dirt.titles)]
        head = [
            f"{one}({dirt.unit})" if dirt.unit and kind(one) == "money" else one for one in columns
        ]
        top = len(grid) + 1
        if dirt.two_lines:
            grouped = [column in GROUPS for column in columns]
            upper = [
                GROUPS[one][0] if one in GROUPS else shown
                for one, shown in zip(columns, head, strict=True)
            ]
            first = [at for at, one in enumerate(columns) if one in GROUPS][:1]
            grid.append(
                [
                    "" if g and at not in first else u
                    for at, (g, u) in enumerate(zip(grouped, upper, strict=True))
                ]
            )
            below = {
                one: shown.replace(one, GROUPS[one][1])
                for one, shown in zip(columns, head, strict=True)
                if one in GROUPS
            }
            grid.append([below.get(one, "") for one in columns])
            merged += [
                f"{letter(at + 1)}{top}:{letter(at + 1)}{top + 1}"
                for at, g in enumerate(grouped)
                if not g
            ]
            merged += [f"{letter(at + 1)}{top}:{letter(at + sum(grouped))}{top}" for at in first]
        else:
            grid.append(head)
        grid += body
        if dirt.again:
            grid.insert(len(grid) - 2, grid[len(grid) - len(body) - 1])
        if dirt.twice:
            grid.append(list(body[0]))
        if dirt.totals:
            grid.append(["合计：", *("88" for _ in columns[1:])])
        if dirt.remark:
            grid += [[], ["注：数据仅供参考"]]
        return grid, merged

    def cell(self, column: str, value: Any, dirt: Dirt) -> Any:
        """Return one cell as the spoilt file shows it."""
        sort = kind(column)
        if value is None:
            return dirt.empty
        if isinstance(value, str):
            return dirt.ident.format(value) if sort == "id" else value
        if sort == "time":
            return self.time(value, dirt)
        if sort == "money":
            return self.money(value, dirt)
        return value if dirt.form == "xlsx" and not dirt.wide else self.wide(str(value), dirt)

    def time(self, value: datetime, dirt: Dirt) -> Any:
        """Return a time as text, as a serial number, or as a workbook's own."""
        if dirt.when == "cell":
            return value if dirt.form == "xlsx" else value.isoformat(" ")
        if dirt.when == "serial":
            since = value - EPOCH
            days = Decimal(since.days * 86_400 + since.seconds) / 86_400
            return self.wide(f"{days:.9f}", dirt)
        return self.wide(value.strftime(dirt.when), dirt)

    def money(self, fen: int, dirt: Dirt) -> Any:
        """Return an amount in yuan, or as a workbook's own number."""
        if dirt.unit == "分":
            return str(fen)
        whole, part = divmod(fen, 100)
        if dirt.form == "xlsx" and dirt.money == "{}" and not dirt.wide:
            return fen / 100
        return self.wide(dirt.money.format(Decimal(f"{whole}.{part:02}")), dirt)

    def wide(self, text: str, dirt: Dirt) -> str:
        """Return a text in full-width signs where asked."""
        return text.translate(WIDE) if dirt.wide else text

    def book(self, path: Path, title: str, grid: list[list[Any]], merged: list[str]) -> None:
        """Write a workbook with merged cells, and a second sheet that says nothing."""
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = title
        for row in grid:
            sheet.append([None if cell == "" else cell for cell in row])
        for block in merged:
            sheet.merge_cells(block)
        book.create_sheet("说明").append(["由店铺后台导出"])
        book.save(path)


@pytest.fixture(scope="session")
def shop() -> Shop:
    """Return the writer of the export set."""
    return Shop()


@pytest.fixture(scope="session")
def dirt() -> type[Dirt]:
    """Return the kinds of dirt."""
    return Dirt
