"""``caopan reconcile`` on real files: a folder of exports with the platform's own sheet."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from caopan.cli import app, main
from caopan.commission import Contract, Party, Share, signed
from caopan.commission.contract_file import write_contract

ORDERS = (
    "订单编号,商品ID,SKU,数量,商品单价,实付金额,订单创建时间,支付时间\n"
    "o1,P1,K1,1,100.00,100.00,2021-10-01 20:00:00,2021-10-01 20:01:00\n"
    "o2,P1,K1,1,50.00,50.00,2021-10-01 20:00:00,2021-10-01 20:01:00\n"
)
SHEET = """订单编号,实际结算金额(元),服务商佣金(元),分账基数(元)
o1,95.00,{first},100.00
o2,47.50,2.50,50.00
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tea house's exports, and the contract that its provider signed: 5 %."""
    parties = (
        Party(id="shop", role="merchant", name="Tea house"),
        Party(id="ops", role="provider", name="Upwind"),
    )
    deal = Contract(
        contract_id="tea",
        version=1,
        effective_from="2021-09-01",
        parties=parties,
        terms=(Share(name="service", party="ops", rate_bp=500),),
    )
    write_contract(signed(deal), tmp_path / "deal.yaml")
    (tmp_path / "tea").mkdir()
    (tmp_path / "tea" / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return tmp_path


def run(folder: Path, first: str, *more: str) -> tuple[int, str]:
    """Exit code and words of the command, with that commission on the first order."""
    (folder / "tea" / "结算.csv").write_text(SHEET.format(first=first), encoding="utf-8")
    words = ["reconcile", str(folder / "tea"), "--contract", str(folder / "deal.yaml"), *more]
    result = CliRunner().invoke(app, words)
    return result.exit_code, " ".join(result.output.split())


def test_sheets_that_agree(folder: Path) -> None:
    """Equal to the fen: it says so and leaves with 0."""
    code, told = run(folder, "5.00")
    assert (code, "Both agree to the fen." in told) == (0, True), told


def test_a_difference_is_told_and_written(folder: Path) -> None:
    """One fen too little: told with both amounts, written with its order, exit code 1."""
    code, told = run(folder, "4.99", "--csv", str(folder / "differences.csv"))
    assert code == 1
    assert "o1" in told
    assert "4.99" in told
    rows = (folder / "differences.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 2
    assert rows[1].startswith("o1,provider_fen,500,499")


def test_a_folder_without_a_sheet_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No settlement sheet anywhere: exit code 2 and what to do."""
    words = ["caopan", "reconcile", str(folder / "tea"), "--contract", str(folder / "deal.yaml")]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert "no settlement sheet" in " ".join(capsys.readouterr().err.split())
