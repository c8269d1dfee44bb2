"""Refusals: each names file, sheet, row and column, and says why; too many stop the import."""

import csv

import pytest

from caopan import CaopanError
from caopan.events.exports import read_exports


def put(sheet, row, **cells):
    """Return a change that puts values into one row of one sheet."""

    def change(name, rows):
        if name == sheet:
            rows[row].update(cells)

    return change


def more(sheet, **cells):
    """Return a change that adds a row like the first one, with other values."""

    def change(name, rows):
        if name == sheet:
            rows.append(rows[0] | cells)

    return change


# sheet, change, row as the spreadsheet counts, column, reason
CASES = {
    "dollars among yuan": (
        "orders",
        put("orders", 1, 商品单价="$109.00"),
        3,
        "G 商品单价",
        "another currency ($)",
    ),
    "dollars in words": (
        "orders",
        put("orders", 1, 实付金额="209 美元"),
        3,
        "K 实付金额",
        "(美元)",
    ),
    "part of a fen": (
        "orders",
        put("orders", 2, 实付金额="107.005"),
        4,
        "K 实付金额",
        "'107.005' has more than two decimals",
    ),
    "lost digits": (
        "orders",
        put("orders", 2, 订单编号="1.23E+18"),
        4,
        "A 订单编号",
        "'1.23E+18' was turned into a number",
    ),
    "no number": ("orders", put("orders", 0, 数量="两件"), 2, "F 数量", "'两件' is no number"),
    "half a piece": ("orders", put("orders", 0, 数量="1.5"), 2, "F 数量", "is no whole number"),
    "no piece": ("orders", put("orders", 0, 数量=0), 2, "F 数量", "below one piece"),
    "negative payment": (
        "orders",
        put("orders", 0, 实付金额="(99.00)"),
        2,
        "K 实付金额",
        "is negative",
    ),
    "empty order": ("orders", put("orders", 5, 订单编号=None), 7, "A 订单编号", "is empty, but"),
    "an error of the spreadsheet": (
        "orders",
        put("orders", 5, 实付金额="#REF!"),
        7,
        "K 实付金额",
        "error of the spreadsheet",
    ),
    "a date without its year in front": (
        "orders",
        put("orders", 5, 订单创建时间="11/01/2026 20:00"),
        7,
        "L 订单创建时间",
        "no time with the year first",
    ),
    "a day that does not exist": (
        "orders",
        put("orders", 5, 订单创建时间="2026-02-30 20:00"),
        7,
        "L 订单创建时间",
        "does not exist",
    ),
    "paid first": (
        "orders",
        put("orders", 0, 支付时间="2026-10-31 10:00:00"),
        2,
        "M 支付时间",
        "paid before it was created",
    ),
    "signed first": (
        "orders",
        put("orders", 0, 签收时间="2026-11-01 19:00:01"),
        2,
        "Q 签收时间",
        "signed before it was shipped",
    ),
    "paid without a time": (
        "orders",
        put("orders", 0, 支付时间=None),
        2,
        "M 支付时间",
        "the status says that it was paid",
    ),
    "coupons do not add up": (
        "orders",
        put("orders", 8, 商家优惠=999),
        10,
        "K 实付金额",
        "less coupons 12.99 are",
    ),
    "one line, two contents": (
        "orders",
        more("orders", 实付金额=9800, 商家优惠=100),
        14,
        "B 子订单编号",
        "7300-A is in orders",
    ),
    "more back than paid": (
        "refunds",
        put("refunds", 1, 退款金额=99_999),
        3,
        "D 退款金额",
        "more than the 107.00 that were paid",
    ),
    "refunded before it was paid": (
        "refunds",
        put("refunds", 1, 退款成功时间="2026-11-01 08:00:00"),
        3,
        "E 退款成功时间",
        "before the order was paid",
    ),
    "one refund, two contents": (
        "refunds",
        more("refunds", 退款金额=100, 子订单编号="7303-A"),
        5,
        "A 售后单号",
        "R0 is in refunds",
    ),
    "settled on another payment": (
        "settled",
        put("settled", 0, 订单实付=100),
        2,
        "C 订单实付",
        "is settled on 1.00 in all, but the order sheet says 209.00 (orders",
    ),
    "settled with another subsidy": (
        "settled",
        put("settled", 0, 平台补贴=301),
        2,
        "D 平台补贴",
        "is 3.01 in all, but the order sheet leaves 3.00",
    ),
    "settled for another sum": (
        "settled",
        put("settled", 1, 实际结算金额=1),
        3,
        "R 实际结算金额",
        "correct the row",
    ),
    "took back too much": (
        "settled",
        put("settled", 0, 订单退款=90_000, 合计支出=None),
        2,
        "H 订单退款",
        "takes 900.00 back in all",
    ),
    "ended before it began": (
        "live",
        put("live", 0, 下播时间="2026-11-01 18:00:00"),
        2,
        "D 下播时间",
        "before the start",
    ),
    "more people than visits": (
        "live",
        put("live", 3, 观看人数=5000),
        5,
        "I 观看人数",
        "5000 people",
    ),
    "one hour twice": ("live", more("live", 曝光=1), 14, "A 场次ID", "has such a row in live"),
    "a rate above the whole": (
        "goods",
        put("goods", 0, 佣金率="120%"),
        2,
        "H 佣金率",
        "0 to 100 %",
    ),
    "an amount as a share": ("goods", put("goods", 0, 标价="5%"), 2, "E 标价", "is a share"),
}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("sheet", "change", "row", "column", "said"), CASES.values(), ids=CASES)
def test_a_refusal_names_its_place_and_reason(
    form, sheet, change, row, column, said, shop, dirt, tmp_path
) -> None:
    """The first refusal is the spoilt row's, with file, sheet, row, column and reason."""
    folder = shop.write(tmp_path, dirt(form=form), change=change)
    first = str(read_exports(folder, merchant="teahouse").report.refused[0])
    title = {
        "orders": "订单",
        "refunds": "售后",
        "settled": "结算",
        "live": "直播",
        "goods": "商品",
    }
    where = f"{sheet}.xlsx, sheet '{title[sheet]}'" if form == "xlsx" else f"{sheet}.csv"
    assert first.startswith(f"{where}, row {row}, column {column}: ")
    assert said in first


def test_the_other_rows_stay(shop, tmp_path) -> None:
    """One bad row among twelve is refused; the tables hold the eleven others."""
    folder = shop.write(tmp_path, change=put("orders", 11, 实付金额="?"))
    found = read_exports(folder, merchant="teahouse")
    assert found.objection() is None
    assert len(found.frames["order_line"]) == 11


@pytest.mark.parametrize(("bad", "stops"), [(2, False), (3, True)])
def test_more_than_a_fifth_refused_stops_the_import(bad, stops, shop, tmp_path) -> None:
    """2 of 12 rows pass, 3 of 12 stop the import unless it is accepted; nothing is written."""

    def change(name, rows):
        for row in rows[-bad:] if name == "orders" else ():
            row["数量"] = "?"

    found = read_exports(shop.write(tmp_path / "in", change=change), merchant="teahouse")
    assert bool(found.objection()) == stops
    if stops:
        with pytest.raises(CaopanError, match=r"nothing was written: orders.csv: 3 of 12 rows"):
            found.write(tmp_path / "out" / "teahouse")
        assert not (tmp_path / "out").exists()
        found.write(tmp_path / "out" / "teahouse", accept_refused=True)
        assert (tmp_path / "out" / "teahouse" / "merchant.json").is_file()


def test_nothing_left_is_never_accepted(shop, tmp_path) -> None:
    """If each row is refused there is nothing to import, whatever is accepted."""

    def change(_, rows):
        for row in rows:
            row["数量"] = "?"

    found = read_exports(shop.write(tmp_path, only=("orders",), change=change), merchant="teahouse")
    with pytest.raises(CaopanError, match="nothing is left to import"):
        found.write(tmp_path / "out", accept_refused=True)


def test_broken_text_is_told_by_byte_and_line(shop, tmp_path) -> None:
    """A byte that is no UTF-8 refuses the file; the message counts bytes and lines from 1."""
    path = shop.write(tmp_path, only=("orders",)) / "orders.csv"
    content = path.read_bytes()
    at = content.index("云石路".encode(), content.index(b"\n", content.index(b"\n") + 1))
    path.write_bytes(content[:at] + b"\xff" + content[at:])
    found = read_exports(tmp_path, merchant="teahouse")
    assert f"orders.csv: line 3: byte {at + 1} of the file is no UTF-8" in str(found.objection())


def test_a_file_of_no_known_sort_is_refused_with_what_it_lacks(tmp_path) -> None:
    """The nearest sheet is named with the columns it lacks and those nobody knows."""
    (tmp_path / "a.csv").write_text("订单编号,数量,金币\n1,2,3\n", "utf-8")
    said = str(read_exports(tmp_path, merchant="teahouse").objection())
    assert "a.csv" in said
    assert "实付" in said
    assert "C 金币" in said


def test_unknown_columns_of_a_known_sheet_are_named(shop, tmp_path) -> None:
    """A column that the mapping does not know is passed over, and said."""
    shop.write(tmp_path, change=put("goods", 0, 金币="7"))
    notes = read_exports(tmp_path, merchant="teahouse").report.notes
    assert [note for note in notes if "金币" in note] == [
        "goods.csv: the mapping does not know J 金币: passed over"
    ]


def test_an_amount_over_merged_rows_is_refused(shop, dirt, tmp_path) -> None:
    """What two lines share would be counted twice; the range is named."""
    import openpyxl

    path = shop.write(tmp_path, dirt(form="xlsx"), only=("orders",)) / "orders.xlsx"
    book = openpyxl.load_workbook(path)
    book["订单"].merge_cells("K11:K12")
    book.save(path)
    refused = read_exports(tmp_path, merchant="teahouse").report.refused
    assert [one.place.row for one in refused] == [11, 12]
    assert "merged over K11:K12" in refused[0].reason


def test_a_formula_nobody_calculated_is_not_taken_for_empty(shop, dirt, tmp_path) -> None:
    """A workbook written by a program has formulas without values: they are refused."""
    change = put("orders", 2, 商家优惠="=1+1")
    folder = shop.write(tmp_path, dirt(form="xlsx"), change=change, only=("orders",))
    refused = read_exports(folder, merchant="teahouse").report.refused
    assert [(one.place.row, one.cell) for one in refused] == [(4, "=1+1")]


def test_the_report_as_a_file(shop, tmp_path) -> None:
    """The CSV holds each refusal, and no cell of it becomes a formula."""
    folder = shop.write(tmp_path, change=put("orders", 2, 实付金额="=HYPERLINK(1)"))
    content = read_exports(folder, merchant="teahouse").report.csv_bytes().decode("utf-8-sig")
    head, row, *_ = csv.reader(content.splitlines())
    assert head == ["file", "sheet", "row", "column", "cell", "reason"]
    assert row[:5] == ["orders.csv", "", "4", "K 实付金额", "'=HYPERLINK(1)"]
