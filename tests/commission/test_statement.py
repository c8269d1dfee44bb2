"""Statements as files: exact to the fen, no formula by a name, pages that flow; the command."""

import csv
import io
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from settlement_compare import facts_from
from worked import PARTIES, Told, at, deal, share

from caopan import cli
from caopan.commission import (
    EarningsDesk,
    Fee,
    Hop,
    Party,
    Statement,
    csv_bytes,
    pdf_bytes,
    statement_of,
    xlsx_bytes,
)
from caopan.commission.statement import AMOUNTS
from caopan.commission.statement_pdf import statement_pages
from caopan.errors import CaopanError

Run = Callable[..., tuple[int, str, str]]
EVIL = '=HYPERLINK("http://x","#panic()")'


def statement(party: str = "mcn1", per: Any = "session", days: int = 3, many: int = 1) -> Statement:
    """A statement of sessions on so many days from 29 November on, with lines that round."""
    told = Told()
    for day in range(days):
        date = f"2021-{11 + (28 + day) // 30}-{(28 + day) % 30 + 1:02}"
        told.session(f"s{day}", f"{date} 20:00", f"{date} 23:00")
        for number in range(many):
            told.sold(f"l{day}-{number}", 33_333 + number, f"{date} 20:30", session_id=f"s{day}")
    names = {"mcn1": EVIL, "anna": "+86 安娜"}
    parties = tuple(
        Party(id=one.id, role=one.role, name=names.get(one.id, one.name)) for one in PARTIES
    )
    chain = share(18, "mcn1", passes_on=(Hop(to="anna", share_bp=3_333),))
    fee = Fee(name="retainer", party="mcn1", amount_fen=12_345, per="month")
    contract = deal(chain, fee, parties=parties)
    desk = EarningsDesk((contract,), facts_from(told.tables))
    return statement_of(desk.at(at("12-20")), party, per)


@pytest.mark.parametrize("per", ["session", "day", "month"])
def test_csv_holds_every_fen_and_no_formula(per: str) -> None:
    """The rows of the own net add up to the fen, what is passed on stands apart, and a name that
    begins like a formula is text."""
    made = statement(per=per)
    text = csv_bytes(made).decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text)))
    due = head.index("Due 应得 (yuan 元)")
    own = [row for row in rows if row[3] == "own net 净得"]
    passed = [row for row in rows if row[3] == "passed on 转付"]
    assert sum(Decimal(row[due]) for row in own) * 100 == made.total["due_fen"]
    assert sum(Decimal(row[due]) for row in passed) * 100 == 3 * 2_000
    assert {row[4] for row in passed} == {"'+86 安娜"}
    for row in own:
        parts = [Decimal(row[head.index(f"{c.en} {c.zh} (yuan 元)")]) for c in AMOUNTS[:4]]
        assert sum(parts) == Decimal(row[due])


def test_a_workbook_holds_numbers_and_keeps_its_header_in_sight() -> None:
    """Amounts are numbers with two decimals that are the fen exactly; names stay text; the header
    is frozen; the total is the sum."""
    made = statement()
    book = load_workbook(io.BytesIO(xlsx_bytes(made)))
    first, second, about = book.worksheets
    assert first.freeze_panes == second.freeze_panes == "A2"
    head = [cell.value for cell in first[1]]
    assert head[:3] == ["Month 月份", "Session 场次", "Rule 规则"]
    at_due = head.index("Due 应得")
    *rows, total = list(first.iter_rows(min_row=2))
    fens = [round(row[at_due].value * 100) for row in rows]
    assert fens == made.rows["due_fen"].to_list()
    assert round(total[at_due].value * 100) == made.total["due_fen"]
    assert {row[at_due].data_type for row in rows} == {"n"}
    assert {row[at_due].number_format for row in rows} == {"#,##0.00;[Red]-#,##0.00"}
    assert second["D2"].value == "+86 安娜"
    assert (about["B1"].data_type, about["B1"].value) == ("s", f"{EVIL} (mcn)")


def test_a_small_shop_has_a_page_a_month_and_many_rows_flow() -> None:
    """Thirty days of a small shop over two months are two pages; 400 rows take more; by month all
    is one; a name full of markup is no markup; nothing due is said on one page."""
    assert len(statement_pages(statement(days=30), ppi=20)) == 2
    assert len(statement_pages(statement(days=30, per="month"), ppi=20)) == 1
    none = statement("ops")
    assert none.rows.empty
    assert len(statement_pages(none, ppi=20)) == 1
    many = statement()
    rows = many.rows.loc[many.rows.index.repeat(100)].assign(month="2021-11")
    long = replace(many, rows=rows)
    assert len(statement_pages(long, ppi=20)) >= 5


def test_a_pdf_is_the_same_each_time() -> None:
    """The same statement gives the same bytes: nothing in it depends on the clock on the wall."""
    made = statement()
    first = pdf_bytes(made)
    assert first.startswith(b"%PDF-")
    assert first == pdf_bytes(made)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``caopan earnings …`` in this process, in a terminal of 80 columns."""

    def ran(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["caopan", "earnings", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return ran


def test_the_command_tells_a_party_its_earnings(run: Run, tmp_path: Path) -> None:
    """A provider of a sample merchant under its standing contract, the statement in three files
    that agree; another party's numbers do not stand there."""
    files = {kind: tmp_path / f"x.{kind}" for kind in ("csv", "xlsx", "pdf")}
    options = [word for kind, path in files.items() for word in (f"--{kind}", path)]
    code, told, _ = run("liuyi", "--party", "ops", *options)
    assert code == 0
    assert "the service provider (provider): earnings 收益" in told
    assert all(len(line) <= 80 for line in told.splitlines())
    rows = list(csv.DictReader(io.StringIO(files["csv"].read_text("utf-8-sig"))))
    due = sum(Decimal(row["Due 应得 (yuan 元)"]) for row in rows)
    assert f"{due:,}" in told
    assert files["pdf"].read_bytes().startswith(b"%PDF-")
    assert "technical-fee" not in told
    code, told, _ = run("liuyi", "--as-of", "2021-08-05")
    assert (code, "Nothing is due to this party yet." in told) == (0, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("liuyi", "--party", "me"), "'me' is no party of these contracts: take one of shop"),
        (("liuyi", "--per", "week"), "'week' is no period of a statement"),
        (("liuyi", "--as-of", "soon"), "the clock: 'soon' is no moment"),
        (("liuyi", "--pdf", "x.doc"), "--pdf: cannot write 'x.doc'; end its name with .pdf"),
        (("nobody",), "there is no merchant 'nobody'"),
    ],
)
def test_what_cannot_be_told_is_said_in_words(run: Run, words: Any, said: str) -> None:
    """One sentence, exit code 2, and nothing is printed before it."""
    code, out, problem = run(*words)
    assert (code, out) == (2, "")
    assert said in problem


ORDERS = (
    "订单编号,商品ID,SKU,数量,商品单价,实付金额,订单创建时间,支付时间\n"
    "7301,P1,K1,1,100.00,100.00,2021-11-06 20:00:00,2021-11-06 20:01:00\n"
)


def test_own_exports_settle_by_a_contract_file(run: Run, tmp_path: Path) -> None:
    """A folder with nothing but orders: they settle under the contract that is given, and it is
    said what the sheets do not tell; without a contract the command asks for one."""
    from caopan.commission.contract_file import write_contract

    folder = tmp_path / "teahouse"
    folder.mkdir()
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    write_contract(deal(share(10)), tmp_path / "deal.yaml")
    code, told, _ = run(folder, "--contract", tmp_path / "deal.yaml", "--party", "anna")
    assert code == 0
    assert "10.00" in told
    assert "no delivery is told, so nothing is confirmed" in " ".join(told.split())
    code, _, problem = run(folder)
    assert code == 2
    assert "caopan contract new" in problem


def test_a_folder_without_orders_says_so(tmp_path: Path) -> None:
    """Nothing is settled from nothing."""
    from caopan.commission import facts_of_exports

    (tmp_path / "note.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CaopanError, match="earnings need orders"):
        facts_of_exports(tmp_path)
