"""Dirt that loses nothing: a spoilt export set gives the same tables as the clean one."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from caopan.events import load
from caopan.events.exports import read_exports

MONEY = ("{}", "¥{}", "￥{:,}", "{}元", "{:,}", " {} ", "RMB {}")
TIMES = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%Y-%m-%dT%H:%M:%S+08:00",
    "serial",
    "cell",
)
SPOILT = {
    "form": st.sampled_from(["csv", "xlsx"]),
    "encoding": st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    "separator": st.sampled_from([",", "\t", ";"]),
    "titles": st.integers(0, 3),
    "two_lines": st.booleans(),
    "money": st.sampled_from(MONEY),
    "unit": st.sampled_from(["", "元", "分"]),
    "ident": st.sampled_from(["{}", '="{}"', "'{}", "\t{}", "{} "]),
    "when": st.sampled_from(TIMES),
    "empty": st.sampled_from(["", "-", "—", " ", "--"]),
    "wide": st.booleans(),
    "totals": st.booleans(),
    "twice": st.booleans(),
    "again": st.booleans(),
    "remark": st.booleans(),
}


@pytest.fixture(scope="session")
def clean(shop, tmp_path_factory):
    """Return what the clean set gives."""
    return read_exports(shop.write(tmp_path_factory.mktemp("clean")), merchant="teahouse")


def _same(found, clean) -> None:
    assert [str(one) for one in found.report.refused] == []
    assert found.objection() is None
    assert found.made_up == clean.made_up
    assert found.frames.keys() == clean.frames.keys()
    for table, frame in clean.frames.items():
        pd.testing.assert_frame_equal(found.frames[table], frame)
    for name, frame in clean.extras.items():
        place = ["file", "sheet", "row"]
        pd.testing.assert_frame_equal(
            found.extras[name].drop(columns=place), frame.drop(columns=place)
        )


# no shrinking: it takes minutes, and the next test tries each kind alone
@settings(
    deadline=None,
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(spoilt=st.fixed_dictionaries(SPOILT))
def test_a_spoilt_set_gives_the_tables_of_the_clean_one(
    spoilt, shop, dirt, clean, tmp_path_factory
) -> None:
    """Whatever dirt is mixed, all tables, kept sheets and unknowns are those of the clean set."""
    folder = shop.write(tmp_path_factory.mktemp("spoilt"), dirt(**spoilt))
    _same(read_exports(folder, merchant="teahouse"), clean)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("money", style) for style in MONEY],
        *[("when", style) for style in TIMES],
        *[("encoding", style) for style in ("utf-8-sig", "gb18030", "utf-16")],
        *[("separator", style) for style in ("\t", ";")],
        *[(flag, True) for flag in ("two_lines", "wide", "totals", "twice", "again", "remark")],
        ("titles", 2),
        ("unit", "分"),
        ("empty", "—"),
        ("ident", '="{}"'),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_each_kind_of_dirt_alone(form, name, value, shop, dirt, clean, tmp_path) -> None:
    """Each kind of dirt is read right by itself, in text files and in workbooks."""
    folder = shop.write(tmp_path, dirt(form=form, **{name: value}))
    _same(read_exports(folder, merchant="teahouse"), clean)


def test_the_clean_set_fills_six_tables(clean) -> None:
    """The set is a real trial: each role has rows, and amounts are those that were written."""
    rows = {table: len(frame) for table, frame in clean.frames.items()}
    assert rows == {
        "live_session": 2,
        "order_line": 12,
        "refund": 2,
        "fulfil": 10,
        "product": 4,
        "traffic_hour": 12,
    }
    assert {name: len(frame) for name, frame in clean.extras.items()} == {
        "settlement_sheet": 5,
        "live_report": 12,
    }
    assert clean.frames["order_line"]["pay_fen"].sum() == 198_300
    assert clean.frames["refund"]["stage"].tolist() == ["pre_ship", "post_ship"]
    assert clean.frames["refund"]["amount_fen"].tolist() == [9900, 1234]
    assert clean.frames["product"]["exp_refund_bp"].tolist() == [1250] * 4
    assert clean.frames["traffic_hour"]["ad_spend_fen"].sum() == 6 * 25_050


def test_ids_keep_their_zeros_and_people_leave_no_name(clean) -> None:
    """Leading zeros and all digits of an order stay; names and addresses of buyers do not."""
    lines = clean.frames["order_line"]
    assert lines["order_id"][0] == "007300000000000000"
    assert lines["user_id"].nunique() == 6
    assert not lines.astype("str").apply(lambda one: one.str.contains("买家|云石路")).any(axis=None)


def test_what_was_left_out_is_told_with_its_place(shop, dirt, tmp_path) -> None:
    """Totals, duplicates, repeated headers and remarks are each named by file, sheet and row."""
    told = dirt(form="xlsx", totals=True, twice=True, again=True, remark=True)
    folder = shop.write(tmp_path, told, only=("goods",))
    left = read_exports(folder, merchant="teahouse").report.left
    assert [(str(one.place), one.why) for one in left] == [
        ("goods.xlsx, sheet '商品', row 4", "the header again"),
        ("goods.xlsx, sheet '商品', row 7", "an exact duplicate"),
        ("goods.xlsx, sheet '商品', row 8", "a row of totals"),
        ("goods.xlsx, sheet '商品', row 10", "a remark"),
    ]


def test_every_written_table_can_be_loaded(shop, clean, tmp_path, monkeypatch) -> None:
    """load() gives each table back as it was read, and knows the sessions with orders."""
    clean.write(tmp_path / "imported" / "teahouse")
    monkeypatch.setenv("CAOPAN_DATASETS", str(tmp_path / "imported"))
    for table, frame in clean.frames.items():
        pd.testing.assert_frame_equal(load(table, merchant="teahouse"), frame)
    first = load("order_line", merchant="teahouse", session="L1")
    assert 0 < len(first) < 12
    assert len(load("refund", merchant="teahouse", session="L1")) == 2


def test_an_import_lies_where_load_looks(clean, tmp_path, monkeypatch) -> None:
    """Without any variable, a merchant in the working directory's ``imported`` is found."""
    monkeypatch.delenv("CAOPAN_DATASETS", raising=False)
    monkeypatch.chdir(tmp_path)
    clean.write(tmp_path / "imported" / "teahouse")
    assert len(load("product", merchant="teahouse")) == 4


def test_the_same_exports_give_the_same_bytes(shop, clean, tmp_path) -> None:
    """Event numbers, cards and files depend on the exports alone."""
    for place in ("a", "b"):
        folder = shop.write(tmp_path / "exports")
        read_exports(folder, merchant="teahouse").write(tmp_path / place)
    files = [path for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert len(files) == 10
    for path in files:
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()
