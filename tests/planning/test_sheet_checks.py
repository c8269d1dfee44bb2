"""What is wrong with a sheet: refused with its line and reason, all findings at once."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.events.places import folder_of
from caopan.market import SAMPLES, as_found, play_many
from caopan.market.plan import Plan
from caopan.planning import compile_sheet, read_sheet, sheet_of
from caopan.planning import sheet_checks as checks
from caopan.planning.sheet_checks import Checked, check_file, check_text
from caopan.planning.sheet_known import known_by_name
from caopan.planning.sheet_market import refusals
from caopan.planning.sheet_new import new_text, new_text_of, own_conduct
from caopan.planning.sheet_played import play_sheet
from caopan.planning.sheet_values import Price, Target

EXAMPLE = Path(checks.__file__).with_name("stage_sheet.example.yaml")
TEXT = EXAMPLE.read_text(encoding="utf-8")


def line_of(text: str, words: str) -> int:
    """The line in which words first stand."""
    return next(at for at, line in enumerate(text.splitlines(), 1) if words in line)


def changed(old: str, new: str) -> tuple[str, int]:
    """The example with words changed at their first place, and the line of that place."""
    assert old in TEXT
    return TEXT.replace(old, new, 1), line_of(TEXT, old.splitlines()[0])


@pytest.fixture(scope="module")
def example() -> Checked:
    """The example of the handbook, checked once."""
    return check_file(EXAMPLE)


def test_the_example_passes_and_earns(example: Checked) -> None:
    """The published sheet is carried out without a question, and gains in every play."""
    assert example.findings == ()
    assert all(one.met for one in example.accepted)
    played = play_sheet(example, seeds=8)
    assert played.look.better == 8
    assert [len(hit.reached) for hit in played.hits] == [8, 8]
    # the words of the sheet and all its decisions outlive the way to a plan and back
    assert sheet_of(example.plan, as_found("liuyi"), like=example.sheet) == example.sheet
    used = {gift.kind for gift in example.sheet.gifts.tools}  # type: ignore[union-attr]
    assert len(used) == 7  # every marketing tool there is


# what is changed in the example, where it is told, and what is said of it
BAD: tuple[tuple[str, str, str, str], ...] = (
    ("at: 4 min, length: 9", "at: 3 min, length: 9", "timeline.rundown.B.1.at", "overlaps the row"),
    ("at: 4 min, length: 9", "at: 5 min, length: 8", "timeline.rundown.B.1.at", "nothing is expl"),
    (
        "day: Tuesday, start: '19:00', length: 240",
        "day: Monday, start: '20:00', length: 240",
        "timeline.weekly.1",
        "two sessions at once",
    ),
    (
        "350 pieces, ordered: 2021-11-01",
        "350 pieces, ordered: 2021-11-01, arrives: 2021-11-02",
        "stock.orders.0.arrives",
        "ordered on 2021-11-01 cannot arrive on 2021-11-02; give 2021-11-03 or a later one",
    ),
    ("funder: merchant", "funder:", "gifts.tools.0.funder", "is empty; give 'merchant'"),
    ("      funder: merchant\n", "", "gifts.tools.0.funder", "has to be given"),
    ("budget: 150.00", "budget: 90,000.00", "ads.plans", "the account holds 1,000,000.00 yuan"),
    ("date: 2021-11-13, start", "date: 2021-11-15, start", "timeline.dated.0.date", "give 2021"),
    ("350 pieces, ordered: 2021-11", "350 pieces, ordered: 2021-10", "stock.orders.0.ordered", ""),
    ("first_date: 2021-11-01", "first_date: 2021-11-02", "head.first_date", "give 2021-11-01"),
    ("first_date: 2021-11-01", "first_date: 1 Nov", "head.first_date", "is no date"),
    ("cover: 7 days", "cover: 7 h", "stock.skus.0.cover", "in 'h'; give days, such as 4 days"),
    ("cover: 7 days", "price: 12.345 yuan", "stock.skus.0.price", "too fine; give at most 2 dec"),
    ("cover: 7 days", "price: 9 yuan", "stock.skus.0.price", "buyers would pay"),
    ("cover: 7 days", "price: 9999 yuan", "stock.skus.0.price", "stay within"),
    ("cover: 7 days", "price: -10", "stock.skus.0.price", "no unit; give yuan"),
    ("sku: liuyi-k02, role", "sku: liuyi-k01, role", "stock.skus.1.sku", "has a row already"),
    ("sku: liuyi-k01, role", "sku: liuyi-kO1, role", "stock.skus.0.sku", "did you mean"),
    ("min, sku: liuyi-k03", "min, sku: k03", "timeline.rundown.B.0.sku", "has no SKU 'k03'"),
    ("skus: [liuyi-k01]", "skus: [nothing]", "gifts.tools.0.skus.0", "has no SKU 'nothing'"),
    ("anchor: A2", "anchor: B2", "timeline.roster.1.anchor", "has no anchor 'B2'"),
    ("merchant: liuyi", "merchant: nobody", "head.merchant", "no merchant 'nobody' here"),
    ("20: 240.00 yuan/h", "25: 240.00 yuan/h", "ads.plans.0.pacing.25", "0 to 23"),
    ("start: '19:00'", "start: '24:10'", "timeline.weekly.0.start", "such as 19:30"),
    ("roi: 1.2 yuan GMV/yuan", "roi: 1.2", "ads.stop_loss.roi", "has no unit"),
    ("at_least: 20000 visits", "at_least: 20000 fans", "events.0.target", "give visits"),
    ("staff: 2 heads", "staf: 2 heads", "service.staf", "did you mean 'staff'?"),
    ("staff: 2 heads", "staff: 2 heads\n  staff: 3 heads", "", "stands there twice"),
    ("pressure: 0.3", "pressure: 1.3", "timeline.pressure", "out of bounds; give 0"),
    ("days: 14 days", "days: 0 days", "head.days", "give 1 day to 120 days"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "says"), BAD)
def test_what_is_wrong_is_told_at_its_line(old: str, new: str, path: str, says: str) -> None:
    """Each error alone: its path, its line, its reason; and the sheet makes no plan."""
    text, line = changed(old, new)
    checked = check_text(text)
    told = [one for one in checked.errors if one.path == path and says in one.says]
    assert len(told) == 1, [str(one) for one in checked.errors]
    near = (line, line + 1) if "\n" in new else range(line - 4, line + 3) if not new else (line,)
    if path != "ads.plans":  # told at the list
        assert told[0].line in near
    assert checked.plan is None
    assert not any(
        "day " in one.says and re.search(r"\bday \d", one.says) for one in checked.errors
    )


TOGETHER = (
    "timeline.rundown.B.0.sku", "timeline.weekly.1", "stock.orders.0.arrives", "head.days",
    "gifts.tools.0.skus.0", "timeline.dated.0.date", "stock.skus.0.cover", "service.staf",
    "timeline.roster.1.anchor", "ads.stop_loss.roi", "events.0.target", "timeline.pressure",
    "ads.plans.0.pacing.25",
)  # fmt: skip


def test_all_that_is_wrong_is_told_at_once() -> None:
    """One look at the list is enough: an error hides no other, of whatever kind they are."""
    text, wanted = TEXT, {}
    for old, new, path, says in BAD:
        if path in TOGETHER:
            assert old in text
            text, wanted[path] = text.replace(old, new, 1), says
    told = {one.path: one for one in check_text(text).errors}
    assert set(wanted) == set(TOGETHER) == set(told)
    assert all(wanted[path] in told[path].says for path in wanted)
    assert [one.line for one in told.values()] == sorted(one.line or 0 for one in told.values())


def test_a_wrong_entry_is_no_reason_for_a_second_error() -> None:
    """A row that does not fit is taken out as a whole; its neighbours are not blamed for it."""
    text, line = changed("at: 4 min, length: 9 min", "at: 4 min, length: 9")
    errors = check_text(text).errors
    assert [(one.line, one.path) for one in errors] == [(line, "timeline.rundown.B.1.length")]


def test_an_error_hides_no_other_in_its_own_row() -> None:
    """A wrong date and an unknown SKU in one order, and sessions long ago that meet nobody."""
    text, line = changed(
        "- {sku: liuyi-k01, pieces: 350 pieces, ordered: 2021-11-01}",
        "- {sku: k, pieces: 350 pieces, ordered: 2021-10-01, arrives: 2021-10-02}",
    )
    row = "{date: 2021-11-13, start: '18:00', length: 360 min, tier: A}"
    early = row.replace("2021-11-13", "2021-01-01")
    text = text.replace(f"- {row}", f"- {early}\n    - {early}")
    told = [(one.path, one.line) for one in check_text(text).errors]
    dated = line_of(text, "2021-01-01")
    assert sorted(told) == sorted(
        [
            ("stock.orders.0.sku", line),
            ("stock.orders.0.ordered", line),
            ("stock.orders.0.arrives", line),
            ("timeline.dated.0.date", dated),
            ("timeline.dated.1.date", dated + 1),
        ]
    )


def test_a_refused_sheet_is_never_played() -> None:
    """Neither in part nor without the part that is wrong."""
    text, _ = changed("anchor: A2", "anchor: B2")
    with pytest.raises(CaopanError, match=r"refused for 1 error\n.*line .*roster\.1\.anchor"):
        play_sheet(check_text(text), seeds=2)


def test_a_sheet_is_for_the_merchant_that_is_played() -> None:
    """A plan for one shop says nothing about another."""
    errors = check_text(TEXT, as_found("muyi")).errors
    assert "head.merchant" in {one.path for one in errors}


NAMED = "head: {merchant: liuyi, first_date: 2021-11-01}\n"
HOSTILE = (
    "", "#", "[]", "head:", "head: []", "a: b: c", "{", "\t", "- 1\n- 2", "<<: {head: {}}",
    "head: {merchant: [liuyi]}", "&a [*a]", "x: &x {y: 1}\nz: *x", "head: !t {}", "? [1]\n: 2",
    "!!python/object/apply:os.system [ls]", NAMED + "stock: {skus: {}}",
    NAMED + "timeline: {rundown: {X: []}}", NAMED + "timeline: {pressure: .nan of full pressure}",
    NAMED + "ads: {plans: [{id: a, budget: 1e309 yuan/h}]}",
    NAMED + "stock: {skus: [{sku: liuyi-k01, cover: 1e999 days}]}",
    NAMED.replace("2021-11-01", "9999-12-31") + "timeline: {rest: [0001-01-01]}",
    "\x00", "\ufeffhead: 1", "a" * 90_000, "a" * 500_000, "[" * 600, "--- 1\n--- 2",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_refused_in_words(text: str) -> None:
    """Whatever stands in the file: findings, no traceback, and no plan."""
    checked = check_text(text)
    assert checked.errors
    assert checked.plan is None
    assert all(1 < len(one.says) < 300 for one in checked.errors)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_typing_slip_is_an_error_or_a_sheet(data: st.DataObject) -> None:
    """Letters lost, doubled or replaced anywhere in a sheet: read, or told with a line."""
    text = TEXT
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        slip = data.draw(
            st.sampled_from(["", text[at] * 2, "0", "x", ":", "-", " ", "\n", "{", "'"])
        )
        text = text[:at] + slip + text[at + 1 :]
    draft = read_sheet(text)
    if draft.misfits:
        assert all(one.line for one in draft.misfits)
        checked = check_text(text)  # the rest of it is checked, too, and nothing is played
        assert {one.says for one in draft.misfits} <= {one.says for one in checked.errors}
        assert checked.plan is None
    else:
        assert draft.value is not None


@pytest.mark.parametrize("merchant", SAMPLES)
def test_a_starting_sheet_changes_nothing(merchant: str) -> None:
    """The merchant's own conduct, written down and played, is doing nothing, to the fen."""
    shop = as_found(merchant)
    sheet = read_sheet(new_text(shop)).value
    assert sheet == own_conduct(shop)
    idle, same = play_many([(shop, Plan()), (shop, compile_sheet(sheet, shop))], seeds=[0])
    assert (idle.contribution_fen == same.contribution_fen).all()
    assert (idle.fans == same.fans).all()


@pytest.mark.parametrize("merchant", ["liuyi", "zhenyun"])
def test_what_a_starting_sheet_offers_can_be_taken(merchant: str) -> None:
    """Without its ``#`` every offered line fits, with the merchant's own names."""
    text = new_text(as_found(merchant))
    lines = text.splitlines()
    offered = [
        re.sub(r"^( *)# ", r"\1", line) if re.match(r" *# +[-a-z]|# [a-z]+:$", line) else line
        for line in lines
        if not re.match(r" *# (author|goal)", line)
    ]
    whole = "\n".join(offered)
    draft = read_sheet(whole)
    assert draft.misfits == (), [str(one) for one in draft.misfits]
    assert draft.value is not None
    assert draft.value.events
    assert draft.value.gifts.tools
    assert draft.value.service.staff == 2
    assert draft.value.timeline.roster
    assert refusals(draft.value, known_by_name(merchant)) == []


def test_a_market_sentence_is_told_in_the_sheets_words() -> None:
    """No day numbers, no fen, none of the plan's own names reach the operator."""
    text, _ = changed("trigger: {gate: fans}", "trigger: {gate: all}")
    told = check_text(text).errors
    assert [one.path for one in told] == ["gifts.tools.0.trigger.gate"]
    text, _ = changed("skus: [liuyi-k10]", "skus: [liuyi-k01]")
    (one,) = check_text(text).errors
    assert "gifts.tools.0" in one.says
    assert "benefits" not in one.says


def test_what_can_be_done_and_is_questioned_has_its_line() -> None:
    """A price that is played a little off, and a highlight while nobody is on air."""
    text, price = changed("cover: 7 days", "price: 399.99 yuan, cover: 7 days")
    text, time = text.replace("time: '20:30'", "time: '12:00'"), line_of(TEXT, "time: '20:30'")
    first, second = check_text(text).questions
    assert (first.line, first.path) == (price, "stock.skus.0.price")
    assert "is played as 399.97 yuan" in first.says
    assert (second.line, second.path) == (time, "events.0.time")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trainee's own merchant: its tables are here, its scenario is not."""
    folder = tmp_path / "mine"
    folder.mkdir()
    card = json.loads((folder_of("liuyi") / "merchant.json").read_text(encoding="utf-8"))
    (folder / "merchant.json").write_text(json.dumps(card | {"merchant": "mine"}), "utf-8")
    for table in ("product", "live_session"):
        shutil.copy(folder_of("liuyi") / f"{table}.parquet", folder)
    monkeypatch.setenv("CAOPAN_DATASETS", str(tmp_path))


@pytest.mark.usefixtures("own")
def test_an_own_merchants_sheet_is_checked_by_its_tables() -> None:
    """Names, dates, prices and rundowns are told with their lines; what is true stays unknown."""
    text = TEXT.replace("merchant: liuyi", "merchant: mine")
    checked = check_text(text)
    assert (checked.errors, checked.scenario, checked.accepted) == ((), None, ())
    assert "known by its tables only" in checked.warnings[0].says
    assert checked.plan == compile_sheet(read_sheet(TEXT).value, as_found("liuyi"))
    with pytest.raises(CaopanError, match="cannot be played here"):
        play_sheet(checked, seeds=2)
    for old, new, path, says in BAD:
        if path.rpartition(".")[2] in {"sku", "anchor", "skus", "first_date", "at", "rest"}:
            told = [one for one in check_text(text.replace(old, new, 1)).errors if one.path == path]
            assert len(told) == 1, path
            assert says in told[0].says


@pytest.mark.usefixtures("own")
def test_an_own_merchants_sheet_begins_with_its_last_week() -> None:
    """Its goods and sessions as the tables show them: those of the merchant as it is found."""
    draft = read_sheet(new_text_of("mine"))
    assert draft.misfits == ()
    assert draft.value is not None
    whole = own_conduct(as_found("liuyi"))
    assert draft.value.timeline.weekly == whole.timeline.weekly
    assert [row.sku for row in draft.value.stock.skus] == [row.sku for row in whole.stock.skus]
    assert check_text(new_text_of("mine")).errors == ()


def test_target_units_are_those_of_their_measure() -> None:
    """Money is money, people are people; in Python a plain number."""
    money: dict[str, Any] = {"measure": "contribution", "at_least": "1,200.50 yuan"}
    assert Target.model_validate(money).at_least == 120_050
    assert Target.model_validate(money).said() == {
        "measure": "contribution",
        "at_least": "1200.50 yuan",
    }


HEAD = "head: {merchant: liuyi, first_date: 2021-11-01}\n"
EVENT = "events: [{date: 2021-11-03, time: 20:00, what: x, target: {measure: %s, at_least: 5}}]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("".join(" " * at + "a:\n" for at in range(400)), "lists within lists without end"),
        (HEAD + EVENT % "[gmv]", "['gmv'] is not known"),
        (HEAD + EVENT % "{a: b}", "is not known"),
        ("head: {merchant: liuyi, first_date: 1635724800}\n", "'1635724800' is no date"),
        (HEAD + "timeline: {rest: [2021-11-02T00:00]}\n", "is no date; give year-month-day"),
        (HEAD + "ads: {plans: [{id: a, budget: 3 yuan/h, pacing: {25: 5 yuan/h}}]}\n", "0 to 23"),
        (
            HEAD + f"stock: {{skus: [{{sku: a, coupon: {'9' * 5_000} yuan}}]}}\n",
            "out of all bounds",
        ),
    ],
)
def test_nonsense_is_told_in_a_short_sentence(text: str, says: str) -> None:
    """Depth, types, other ways to write a date, numbers without end: a finding each."""
    told = [str(one) for one in check_text(text).errors]
    assert any(says in one for one in told), told
    assert all(len(one) < 400 for one in told)


def test_a_price_beside_nothing_is_refused() -> None:
    """A SKU of own exports that is listed for nothing cannot be priced."""
    with pytest.raises(ValueError, match="listed for nothing"):
        checks.change_of(Price(fen=9_000), "k", {"k": 0})
