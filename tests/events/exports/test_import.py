"""The import as a whole: the mapping, what sheets add to each other, the place, the command."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from caopan import CaopanError
from caopan.board import METRICS, available
from caopan.events import load
from caopan.events.exports import read_exports, target
from caopan.events.exports.mapping import read_mapping


def drop(sheet, *columns):
    """Return a change that takes columns out of a sheet."""

    def change(name, rows):
        if name == sheet:
            return [{key: row[key] for key in row if key not in columns} for row in rows]
        return rows

    return change


def test_the_settlement_adds_the_coupons_that_orders_lack(shop, tmp_path) -> None:
    """Without coupon columns, settled lines get them from there; the rest is noted as unknown."""
    coupons = ("商家优惠", "平台优惠", "达人优惠")
    full = read_exports(shop.write(tmp_path / "full"), merchant="teahouse")
    poor = read_exports(
        shop.write(tmp_path / "poor", change=drop("orders", *coupons)), merchant="teahouse"
    )
    names = ["m_coupon_fen", "p_coupon_fen", "a_coupon_fen"]
    settled = full.extras["settlement_sheet"]["line_id"]
    lines, truth = poor.frames["order_line"], full.frames["order_line"]
    mine = lines["line_id"].isin(settled)
    pd.testing.assert_frame_equal(lines.loc[mine, names], truth.loc[mine, names])
    assert (lines[names].sum(axis=1) == truth[names].sum(axis=1)).all()
    assert set(poor.made_up) - set(full.made_up) == {f"order_line.{name}" for name in names}


def test_the_settlement_adds_refunds_where_nothing_else_knows_them(shop, tmp_path) -> None:
    """Without an after-sales sheet, the settled refund is there, its own time noted as unknown."""
    folder = shop.write(tmp_path, only=("orders", "settled"))
    found = read_exports(folder, merchant="teahouse")
    assert found.frames["refund"][["line_id", "amount_fen"]].values.tolist() == [["7302-A", 1234]]
    assert "refund.ts" in found.made_up
    assert "S2" in available(found.columns()).off


def test_fees_and_commissions_are_kept_to_the_fen(shop, tmp_path) -> None:
    """The settlement sheet stands beside the tables as it was read."""
    folder = tmp_path / "out" / "teahouse"
    read_exports(shop.write(tmp_path / "in"), merchant="teahouse").write(folder)
    kept = pd.read_parquet(folder / "settlement_sheet.parquet")
    assert kept["tech_fee_fen"].dtype == "Int64"
    parts = kept[["refund_fen", "tech_fee_fen", "creator_fen", "recruiter_fen", "provider_fen"]]
    assert (kept["income_fen"] - parts.sum(axis=1) == kept["settled_fen"]).all()
    assert kept["row"].tolist() == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("sheet", "column", "off"),
    [
        ("orders", "买家ID", {"C3", "C9"}),
        ("orders", "是否粉丝", {"F4"}),
        ("orders", "承诺发货时间", {"S3"}),
        ("orders", "商品ID", {"G2"}),
    ],
)
def test_a_missing_column_switches_off_only_what_needs_it(
    sheet, column, off, shop, tmp_path
) -> None:
    """The metrics that can be computed shrink by exactly those of the column."""
    full = available(read_exports(shop.write(tmp_path / "full"), merchant="teahouse").columns())
    folder = shop.write(tmp_path / "poor", change=drop(sheet, column))
    poor = read_exports(folder, merchant="teahouse")
    assert set(full.can) - set(available(poor.columns()).can) == off
    assert poor.objection() is None
    poor.write(tmp_path / "out")
    assert available(tmp_path / "out") == available(poor.columns())


def test_all_metrics_can_be_computed_where_all_tables_are_there() -> None:
    """42 metrics, each with columns that exist; a full set of tables switches none off."""
    from caopan.events.catalogue import DECLARED

    assert len(METRICS) == 42
    full = {table: spec.names for table, spec in DECLARED.items()}
    assert available(full).can == tuple(METRICS)
    assert available({}).can == ()


def test_an_own_mapping_extends_and_overrides(shop, tmp_path) -> None:
    """New names are known, a shipped name gets another meaning, words are added."""
    own = tmp_path / "own.toml"
    own.write_text(
        "[goods]\n".replace("goods", "product")
        + 'unit_cost_fen = ["进价", "标价"]\nunit_list_fen = ["吊牌价"]\n',
        "utf-8",
    )
    claims = read_mapping(own).columns["product"]
    assert claims["进价"].field == claims["标价"].field == "unit_cost_fen"
    assert claims["吊牌价"].field == claims["售价"].field == "unit_list_fen"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[order]\npay_fee = ["a"]',
            r"key order.pay_fee: no such field \(did you mean 'pay_fen'\?\)",
        ),
        ('[orders]\npay_fen = ["a"]', r"key orders: no such section \(did you mean 'order'\?\)"),
        (
            '[order]\npay_fen = ["a"]\nqty = ["A "]',
            r"key order.qty: the name 'a' is claimed by pay_fen",
        ),
        ('[order]\npay_fen = ["a", "a"]', r"key order.pay_fen: the name 'a' is there twice"),
        ('[order]\npay_fen = "a"', r"key order.pay_fen: a list of names is due"),
        ('[order]\npay_fen = {names=["a"], unit="x"}', r"key order.pay_fen: a list of names, or"),
        ('[words.source]\nradio = ["a"]', r"key words.source.radio: no such word"),
        ('[words.source]\npaid = ["a"]\nmall = ["a"]', r"words.source.mall: the word 'a' already"),
        ('[ignore]\nnames = ["a"]\n[order]\nqty = ["a"]', r"key order.qty: .* \[ignore\], too"),
        ('[files]\n"*.csv" = "order sheet"', r"no sort of sheet: 'order sheet'"),
        ("[order", r"is no TOML: .*; mend that line"),
    ],
)
def test_a_mistake_in_the_mapping_is_told_by_file_and_key(text, said, tmp_path) -> None:
    """Nothing is read with a mapping that contradicts itself."""
    own = tmp_path / "own.toml"
    own.write_text(text, "utf-8")
    with pytest.raises(CaopanError, match=said) as refusal:
        read_mapping(own)
    assert str(own) in str(refusal.value)


def test_a_half_import_never_exists(shop, tmp_path, monkeypatch) -> None:
    """If the last rename fails nothing is there, or the earlier import still is, whole."""
    found = read_exports(shop.write(tmp_path / "in"), merchant="teahouse")
    folder = tmp_path / "out" / "teahouse"
    real = Path.rename

    def fail(path, to):
        if path.name.endswith(".new"):
            raise OSError(28, "No space left on device")
        return real(path, to)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(CaopanError, match=r"cannot write .*No space left"):
        found.write(folder)
    assert list((tmp_path / "out").iterdir()) == []
    monkeypatch.setattr(Path, "rename", real)
    found.write(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(CaopanError, match="cannot write"):
        found.write(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["teahouse"]


def test_a_name_that_will_not_do_is_refused(tmp_path, monkeypatch) -> None:
    """Names that lead elsewhere, are reserved or taken are refused, and foreign folders kept."""
    monkeypatch.setenv("CAOPAN_DATASETS", str(tmp_path))
    for name in ("../up", "", "mine", "A"):
        with pytest.raises(CaopanError, match="is no name for a merchant"):
            target(name, tmp_path)
    (tmp_path / "other").mkdir()
    with pytest.raises(CaopanError, match="exists already: choose another --name, or add --force"):
        target("other", tmp_path)
    with pytest.raises(CaopanError, match="is no imported merchant, so --force does not"):
        target("other", tmp_path, force=True)
    (tmp_path / "other" / "merchant.json").write_text("{}")
    with pytest.raises(CaopanError, match="'other' is already the merchant in"):
        target("other", tmp_path / "elsewhere")


@pytest.fixture
def caopan(monkeypatch, capsys, tmp_path):
    """The command line in this process and an empty folder: exit code, output, complaints."""
    from caopan.cli import main

    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["caopan", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return run


def test_the_command_imports_reports_and_refuses(shop, dirt, tmp_path, monkeypatch, caopan) -> None:
    """From folder to tables: what is printed, the exit codes, --report, --force."""
    monkeypatch.delenv("CAOPAN_DATASETS", raising=False)
    shop.write(tmp_path / "in", dirt(form="xlsx", titles=1, totals=True))
    code, out, err = caopan("import", "in", "--name", "teahouse")
    assert code == 0, err
    said = " ".join(out.split())
    assert "10 of 42 metrics can be computed; by the hour only: T1," in said
    assert "Left out: 5 x a row of totals" in said
    assert "settlement_sheet" in said
    code, _, err = caopan("import", "in", "--name", "teahouse")
    assert code == 2
    assert "add --force" in err
    assert caopan("import", "in", "--name", "teahouse", "--force")[0] == 0
    assert len(load("order_line", merchant="teahouse")) == 12


def test_the_command_leaves_with_two_when_too_much_is_refused(shop, tmp_path, caopan) -> None:
    """The refusals are shown or written, and no folder appears."""

    def change(name, rows):
        for row in rows if name == "goods" else ():
            row["标价"] = "$1"

    shop.write(tmp_path / "in", change=change)
    code, _, err = caopan("import", "in", "--name", "t", "--report", "bad.csv")
    assert code == 2
    assert "nothing was written: goods.csv: 4 of 4 rows were refused" in err
    assert len((tmp_path / "bad.csv").read_text("utf-8-sig").splitlines()) == 5
    assert not (tmp_path / "imported").exists()
    code, out, _ = caopan("import", "in", "--name", "t")
    assert code == 2
    assert "E 标价" in out
