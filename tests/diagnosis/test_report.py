"""The full diagnosis: all of it, what cannot be told and why, in the terminal and on a page."""

import csv
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small_shop import mixed, small_shop, with_peers, with_table

from caopan import cli, cli_diagnose
from caopan.board import METRICS
from caopan.diagnosis import Shop, diagnose, periods, shop_of_exports
from caopan.diagnosis.page import page
from caopan.diagnosis.report import TITLES, UNFORESEEN
from caopan.diagnosis.steps import Ask, steps
from caopan.diagnosis.telling import numbers
from caopan.errors import CaopanError

NO_NUMBER = re.compile(r"\b(nan|inf|infinity|nat)\b|<NA>|^None$", re.IGNORECASE)
"""What must never stand where a number is shown."""


@pytest.fixture(scope="module")
def report():
    """The diagnosis of a merchant with everything."""
    return diagnose("liuyi", draws=20)


@pytest.fixture(scope="module")
def sound():
    """A small shop whose days are all alike, with six peers."""
    return with_peers(small_shop())


@pytest.fixture(scope="module")
def calm(sound):
    """The diagnosis of the small shop."""
    return diagnose(sound, draws=0)


def shown(report):
    """Every sentence and every cell that a reader is shown of the tables."""
    yield from (report.title, report.stretches, report.no_verdict, report.no_standing)
    yield from report.notes
    for outcome in report.outcomes.values():
        yield from (outcome.reason, *outcome.told.says)
        for sheet in outcome.told.sheets:
            yield from (cell for row in sheet.rows for cell in row)
    if report.verdict:
        yield from report.verdict.says
        for one in report.verdict.ranked:
            yield from (one.stake, *(cell for row in one.evidence.rows for cell in row))
    if report.standing:
        yield from report.standing.notes
        for some in report.standing.numbers.values():
            yield from (cell for row in numbers(some, "").rows for cell in row)


def wrong(report):
    """What is shown though it is no number, or a step that failed without knowing why."""
    return [said for said in shown(report) if UNFORESEEN in said or NO_NUMBER.search(said)]


def test_a_merchant_with_everything_gets_every_step(report):
    """Nothing is left out, the parts are three, and each number stands beside its peers."""
    assert report.undone == {}
    assert (report.no_verdict, report.no_standing) == ("", "")
    assert wrong(report) == []
    assert {step.step.part for step in report.outcomes.values()} == set(TITLES)
    for some in report.standing.numbers.values():
        assert all(one.code is None or one.code in METRICS for one in some)
        assert all(one.above is not None and one.of == 6 for one in some)


def test_answers_are_ranked_with_evidence_stake_and_test(report):
    """29 probabilities that sum to one; each says what moved it, what is at stake, how to test."""
    found = report.verdict.ranked
    assert len({one.fault for one in found}) == len(found) == 29
    assert sum(one.probability for one in found) == pytest.approx(1)
    assert [one.probability for one in found] == sorted(
        (one.probability for one in found), reverse=True
    )
    for one in report.verdict.shown:
        assert one.evidence.rows
        codes = {code for row in one.evidence.rows for code in row[1].split()}
        assert codes <= set(METRICS)
        assert "assumed" in one.test
        assert "assumed" in one.remedy


def test_the_place_among_peers_is_counted_by_hand(calm):
    """A shop of five fifths stands above the peer of four fifths, and level with that of five."""
    number = calm.standing.numbers["goods"][0]
    assert (number.words, number.above, number.of) == ("GMV a day", 1, 6)


def without(shop, table, *columns):
    """The shop with a table less some columns, or without the table."""
    if columns:
        return with_table(shop, table, shop.frames[table].drop(columns=list(columns)))
    frames = {name: frame for name, frame in shop.frames.items() if name != table}
    return replace(shop, frames=frames)


def zeroed(shop, table, *columns):
    """The shop with columns of a table that are all zero."""
    return with_table(shop, table, shop.frames[table].assign(**dict.fromkeys(columns, 0)))


def one_session(shop):
    """The shop with the rows of its first session alone."""
    frames = {
        name: frame[frame["session_id"] == "s-000"] if "session_id" in frame else frame
        for name, frame in shop.frames.items()
    }
    return replace(shop, frames=frames)


def doubled(shop):
    """The shop with each row of its tables twice."""
    frames = {name: pd.concat([one, one], ignore_index=True) for name, one in shop.frames.items()}
    return replace(shop, frames=frames)


def zones(shop):
    """The shop with hours in two zones."""
    goods = shop.frames["goods_hour"]
    return with_table(shop, "goods_hour", goods.assign(hour_ts=mixed(goods["hour_ts"])))


BROKEN = {
    "no column clicks": (lambda s: without(s, "goods_hour", "clicks"), "decomposition", "clicks"),
    "nothing clicked": (lambda s: zeroed(s, "goods_hour", "clicks", "creates"), None, ""),
    "nothing shown or sold": (
        lambda s: zeroed(s, "goods_hour", "exposures", "clicks", "pays", "buyers", "gmv_fen"),
        "drill",
        "sold nothing",
    ),
    "one session": (one_session, "changes", ""),
    "no peers": (lambda s: without(s, "peer_day"), "peers", "no table 'peer_day'"),
    "no traffic": (lambda s: without(s, "traffic_hour"), "sources", "no table 'traffic_hour'"),
    "two time zones": (zones, "drill", "time zone"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_switches_off_only_what_needs_it(sound, name):
    """The step that is hit says what is missing; the others go on; no NaN, no infinity is shown."""
    spoil, hit, words = BROKEN[name]
    found = diagnose(spoil(sound), draws=5)
    assert wrong(found) == []
    assert len(found.undone) < len(found.outcomes)
    if hit is not None:
        assert words in found.undone[hit]


def test_rows_that_are_there_twice_change_nothing(sound, calm):
    """A merchant whose tables were loaded twice has the same terms, cells and rates."""
    twice = diagnose(doubled(sound), draws=0)
    assert wrong(twice) == []
    for key in ("decomposition", "sources", "drill", "mix by source", "refunds"):
        assert twice.outcomes[key].told == calm.outcomes[key].told, key


TABLES = ("live_session", "traffic_hour", "goods_hour", "peer_day")


@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(data=st.data())
def test_no_broken_table_shows_a_number_that_is_none(sound, data):
    """Tables and columns missing, zero or unknown, in any mixture: said in words, never shown."""
    shop = sound
    for table in data.draw(st.lists(st.sampled_from(TABLES), min_size=1, max_size=3, unique=True)):
        names = list(shop.frames[table].columns)
        some = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        how = data.draw(st.sampled_from(["no table", "no column", "zero", "unknown"]))
        frame = shop.frames[table]
        numbers = [name for name in some if pd.api.types.is_integer_dtype(frame[name])]
        if how == "no table":
            shop = without(shop, table)
        elif how == "no column":
            shop = without(shop, table, *some)
        elif how == "zero":
            shop = zeroed(shop, table, *numbers)
        else:
            shop = with_table(shop, table, frame.assign(**dict.fromkeys(numbers, np.nan)))
    assert [said for said in shown(diagnose(shop, draws=3)) if NO_NUMBER.search(said)] == []


class Reader(HTMLParser):
    """What a page consists of."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.addresses, self.heads = [], [], [], []
        self.images, self.tables, self.captions = [], 0, 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note a tag."""
        known = dict(attrs)
        self.tags.append(tag)
        self.ids += [known["id"]] if "id" in known else []
        self.addresses += [known[n] for n in ("src", "href", "xlink:href", "action") if n in known]
        self.heads += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.images += [known.get("aria-label")] if known.get("role") == "img" else []
        self.tables += tag == "table"
        self.captions += tag == "caption"


def test_a_page_asks_nobody_and_can_be_heard(report):
    """No script and no address outside; headings in order; captions, words for figures, own ids."""
    text = page(report)
    seen = Reader(text)
    assert "script" not in seen.tags
    assert [a for a in seen.addresses if not a.startswith(("#", "data:"))] == []
    assert re.findall(r"url\((?!#)[^)]*\)|@import", text) == []
    assert seen.heads[0] == 1
    assert all(b - a <= 1 for a, b in zip(seen.heads, seen.heads[1:], strict=False))
    assert seen.tables == seen.captions > 10
    assert len(seen.images) >= 10
    assert all(seen.images)
    assert len(seen.ids) == len(set(seen.ids))
    assert seen.tags.count("details") >= 5
    for title, _ in TITLES.values():
        assert title.replace("&", "&amp;") in text
    plain = re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)
    assert NO_NUMBER.search(plain) is None


def test_a_thousand_skus_stay_readable(sound):
    """Tables show the first rows and say how many more there are."""
    goods = sound.frames["goods_hour"]
    many = pd.concat([goods] * 3, ignore_index=True)
    many = many.assign(sku_id=[f"K{at % 1000}" for at in range(len(many))])
    outcome = steps()["drill"]
    told = outcome.tell(outcome.run(Ask(with_table(sound, "goods_hour", many), 0, 0)))
    assert len(told.sheets[0].rows) == 12
    assert "more cells" in told.sheets[0].note


def run(capsys, monkeypatch, *words):
    """Type a command; gives exit code, output and errors."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "argv", ["caopan", "diagnose", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return ended.value.code or 0, said.out, said.err


def test_a_report_reads_well_at_80_columns(report, capsys, monkeypatch):
    """The verdict comes first, then the parts; no line is longer."""
    monkeypatch.setenv("COLUMNS", "80")
    cli_diagnose._print(report)
    out = capsys.readouterr().out
    assert "Cheapest test" in out
    assert out.index("What may be wrong") < out.index("Goods") < out.index("Traffic")
    assert max(map(len, out.split("\n"))) <= 80


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody"], "no merchant 'nobody'"),
        (["liuyi", "--since", "soon"], "'soon' is no day"),
        (["liuyi", "--since", "2031-01-01"], "the history runs from"),
        (["liuyi", "--since", "1"], "three are needed"),
        (["liuyi", "--html", "page.pdf"], "end its name with .html"),
    ],
)
def test_a_mistake_is_one_sentence(capsys, monkeypatch, words, said):
    """Exit code 2, the sentence on stderr, nothing on stdout."""
    code, out, err = run(capsys, monkeypatch, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def exports(folder, days=24, price="100"):
    """A folder with an order sheet and an after-sales sheet; one order has no readable amount."""
    folder.mkdir()
    orders, refunds = [], []
    for day in range(days):
        for number in range(8):
            name = f"O{day:02d}{number}"
            stamp = f"2026-09-{day + 1:02d} 20:{number:02d}:00"
            pay = "?" if (day, number) == (3, 0) else price
            goods = {
                "商品编号": f"<b>P&{number % 3}",
                "商品名称": "tea",
                "数量": 1,
                "商品单价": price,
            }
            orders.append(
                {"订单编号": name, **goods, "实付金额": pay, "下单时间": stamp, "支付时间": stamp}
            )
            if number == 0 and day > 12:
                later = f"2026-09-{min(day + 3, 28):02d} 10:00:00"
                refunds.append({"售后编号": f"R{name}", "订单编号": name, "退款金额": price,
                                "退款时间": later, "退款状态": "退款成功"})  # fmt: skip
    for title, rows in (("orders", orders), ("refunds", refunds)):
        with (folder / f"{title}.csv").open("w", encoding="utf-8", newline="") as file:
            sheet = csv.DictWriter(file, list(rows[0]) if rows else ["订单编号"])
            sheet.writeheader()
            sheet.writerows(rows)
    return folder


def test_own_exports_are_diagnosed_as_far_as_they_tell(tmp_path):
    """Refused rows are counted, what no sheet tells is named, returns and SKUs are there, and what
    needs traffic says so."""
    shop, notes = shop_of_exports(exports(tmp_path / "myshop"))
    assert any("1 rows were refused" in note and "orders.csv" in note for note in notes)
    assert any("order_line.source" in note for note in notes)
    found = diagnose(shop, draws=5, notes=notes)
    assert {"returns", "refunds", "drill"}.isdisjoint(found.undone)
    assert "traffic_hour" in found.undone["sources"]
    assert wrong(found) == []


def test_the_command_takes_a_folder_and_writes_a_page(tmp_path, capsys, monkeypatch):
    """The page lies where it was asked for, what the sheets hold is text on it, nothing else is
    written."""
    folder, target = exports(tmp_path / "myshop"), tmp_path / "deep" / "mine.html"
    code, out, _ = run(
        capsys, monkeypatch, str(folder), "--since", "2026-09-13", "--html", str(target)
    )
    assert code == 0
    assert "refused" in out
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "<b>P" not in text
    assert "&lt;b&gt;P&amp;" in text
    assert [path.name for path in target.parent.iterdir()] == ["mine.html"]
    assert sorted(path.name for path in folder.iterdir()) == ["orders.csv", "refunds.csv"]


def test_exports_without_anything_to_read_are_refused(tmp_path, capsys, monkeypatch):
    """An empty folder, and three days of orders: one sentence each."""
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", exports(tmp_path / "short", days=3)):
        code, _, err = run(capsys, monkeypatch, str(folder))
        assert code == 2
        assert err.startswith("caopan: ")


def test_stand_ins_of_an_import_count_as_missing(tmp_path, monkeypatch):
    """An imported merchant is diagnosed by its name, without what its import made up."""
    from caopan.events.exports import read_exports

    monkeypatch.chdir(tmp_path)
    imported = read_exports(exports(tmp_path / "sheets"), merchant="myshop")
    imported.write(tmp_path / "imported" / "myshop", accept_refused=True)
    shop = Shop.of("myshop")
    assert "source" not in shop.frames["order_line"]
    assert set(shop.frames["goods_hour"]["source"]) == {"unknown"}
    assert shop.periods == periods(24)


def test_an_unknown_word_is_no_shop():
    """Neither a merchant nor a folder."""
    with pytest.raises(CaopanError, match="no merchant 'nowhere'"):
        diagnose("nowhere")
