"""A sheet and its plan, a sheet and its file: there and back without loss."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from caopan.errors import CaopanError
from caopan.market import SAMPLES, Plan, Scenario, make_plan, plan_problems, remedy, sample
from caopan.market.faults import FAULTS
from caopan.planning import compile_sheet, load_sheet, read_sheet, sheet_of, sheet_text, write_sheet
from caopan.planning.sheet import Head, Sheet
from caopan.planning.sheet_checks import check_sheet
from caopan.planning.sheet_compile import change_of, dates_of, played_fen
from caopan.planning.sheet_file import SCHEMA, schema_text, sheet_schema
from caopan.planning.sheet_known import known_of
from caopan.planning.sheet_new import own_conduct
from caopan.planning.sheet_parts import Highlight
from caopan.planning.sheet_places import OF_SKU, ROWS, SINGLE, sheet_path
from caopan.planning.sheet_values import Price, Target

DAYS = 14
SHOPS = {name: sample(name) for name in ("yunshi", "liuyi", "gutian")}
BROAD = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
SCHEMATA = Draft202012Validator(sheet_schema())
NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """One or two values of a part of a plan, as plain data."""
    return st.lists(st.fixed_dictionaries(fields), min_size=1, max_size=2)


def fields_of(shop: Scenario, *strange: str, days: int = DAYS) -> st.SearchStrategy[dict[str, Any]]:
    """Plain data of plans for a merchant, every field of a plan among them.

    strange: names of SKUs that may be drawn, too. days: from which days are drawn.
    """
    names = [*(sku.sku_id for sku in shop.skus), *strange]
    skus, tiers = st.sampled_from(names), st.sampled_from("SAB")
    day, minute = st.integers(0, days - 1), st.integers(0, 1439)
    session = {"start_min": minute, "minutes": st.integers(1, 960), "tier": tiers}
    fen = st.integers(0, 10**8)
    flags = ("renewal", "fix_scene", "reset_audience", "persona", "appeal", "data_fix", "report")
    return st.fixed_dictionaries(
        {},
        optional={
            "name": NAMES,
            "assortment": st.lists(skus, min_size=1, max_size=9, unique=True),
            "pull": st.dictionaries(skus, day, max_size=2),
            "price_bp": st.dictionaries(skus, st.integers(-3_000, 20_000), max_size=3),
            "m_coupon_fen": st.dictionaries(skus, st.integers(0, 300), max_size=2),
            "cover_days": st.dictionaries(skus, st.floats(0, 365), max_size=2),
            "orders": some(
                day=day,
                sku_id=skus,
                units=st.integers(1, 10_000_000),
                arrives=st.none() | st.integers(20, 60),
            ),
            "quality_control": st.lists(skus, max_size=3),
            "sessions": some(weekday=st.integers(0, 6), **session),
            "specials": some(day=day, **session),
            "pause": st.lists(day, max_size=3),
            "rundown": st.dictionaries(
                tiers, some(sku_id=skus, minutes=st.integers(1, 20)), max_size=2
            ),
            "roster": some(anchor=st.just(shop.anchors[0].name), minutes=st.integers(1, 960)),
            "hype": st.floats(0, 1),
            "benefits": some(
                kind=st.sampled_from(["coupon", "threshold", "presale", "lottery", "red_packet"]),
                amount_fen=st.integers(1, 500),
                quantity=st.integers(1, 1_000),
                gate=st.sampled_from(["all", "fans", "new"]),
                sku_ids=st.lists(skus, max_size=2),
                threshold_fen=st.integers(1, 50_000),
                every_min=st.sampled_from([0, 30]),
                tiers=st.lists(tiers, min_size=1, max_size=3, unique=True),
            ),
            "paid": some(
                plan_id=st.uuids().map(str),
                fen_per_h=st.integers(0, 300_000),
                hours=st.dictionaries(st.integers(0, 23), st.integers(0, 200_000), max_size=3),
                goal=st.sampled_from(["enter", "follow", "order"]),
                audience=st.sampled_from(["broad", "buyers"]),
                exclude_fans=st.booleans(),
                bid_fen=st.none() | st.integers(1, 1_000),
            ),
            "paid_bp": st.integers(0, 20_000),
            "stop_roi": st.none() | st.floats(0.01, 50),
            "stop_after_fen": fen,
            "creatives": st.floats(0, 50),
            "videos": st.floats(0, 20),
            "private_fen": fen,
            "service_staff": st.integers(0, 100),
        }
        | dict.fromkeys(flags, st.booleans()),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Plan]:
    """A merchant's name and a plan of which every part can be carried out."""
    name = draw(st.sampled_from(sorted(SHOPS)))
    shop = SHOPS[name]
    fields = draw(fields_of(shop))
    # what cannot be carried out is left out, part by part, so that hardly a draw is lost
    for _ in range(len(fields)):
        wrong = {
            path.partition(".")[0] for path, _ in plan_problems(shop, make_plan(**fields), DAYS)
        }
        if not wrong:
            break
        fields = {name: value for name, value in fields.items() if name not in wrong}
    plan = make_plan(**fields)
    assume(not plan_problems(shop, plan, DAYS))
    return name, plan


@BROAD
@given(cases())
def test_a_plan_comes_back_from_its_sheet_and_from_the_sheets_file(
    case: tuple[str, Plan],
) -> None:
    """For every plan that can be carried out nothing is lost: as a sheet, and through its text."""
    shop, plan = SHOPS[case[0]], case[1]
    sheet = sheet_of(plan, shop, days=DAYS)
    assert compile_sheet(sheet, shop) == plan
    text = sheet_text(sheet)
    read = read_sheet(text)
    assert read.misfits == ()
    assert read.value == sheet
    assert Sheet.from_json(sheet.to_json()) == sheet
    assert Sheet.model_validate(sheet.model_dump()) == sheet
    # an editor that knows the schema finds no fault in what is written; other readers agree
    assert list(SCHEMATA.iter_errors(sheet.plain())) == []
    other = yaml.load(text, Loader=yaml.BaseLoader)
    assert other["head"]["merchant"] == shop.merchant
    assert other.keys() == sheet.plain().keys()


@BROAD
@given(st.sampled_from(sorted(SHOPS)), st.data())
def test_a_sheet_is_refused_exactly_where_the_market_refuses_its_plan(
    name: str, data: st.DataObject
) -> None:
    """Unknown SKUs, days after the end, clashes: as many places as the market names, no others."""
    shop = SHOPS[name]
    plan = make_plan(**data.draw(fields_of(shop, "zz", "yunshi-k99", days=DAYS + 3)))
    sheet = sheet_of(plan, shop, days=DAYS)
    assert compile_sheet(sheet, known_of(shop).lists | {"zz": 1, "yunshi-k99": 1}) == plan
    errors = check_sheet(sheet, shop, whole=False).errors
    refused = plan_problems(shop, plan, DAYS)
    assert bool(errors) == bool(refused)
    told = {one.path for one in errors}
    for path, says in refused:
        place = sheet_path(path, sheet.stock.skus)
        row = place.rpartition(".")[0]
        assert place in told or ("has no SKU" in says and f"{row}.sku" in told)


@settings(max_examples=15, deadline=None)
@given(NAMES, NAMES)
def test_any_words_come_back_from_the_file(title: str, goal: str) -> None:
    """Quotes, colons, breaks of lines in any alphabet, what looks like a number or like nothing."""
    first = date(2021, 11, 1)
    for words in (title, "null", "~", "", "2021-11-01", "19:30", "no", "0x1", "- a", "# b", "a: b"):
        head = Head(merchant=words, title=words, goal=goal, first_date=first)
        assert read_sheet(sheet_text(Sheet(head=head))).value == Sheet(head=head)


@BROAD
@given(cases(), st.data())
def test_the_words_of_a_sheet_outlive_a_change_of_its_plan(
    case: tuple[str, Plan], data: st.DataObject
) -> None:
    """``like`` keeps author, goal, notes, roles, highlights; the decisions are the new plan's."""
    shop, plan = SHOPS[case[0]], case[1]
    first = shop.first_day + timedelta(days=shop.days)
    told = sheet_of(plan, shop, days=DAYS)
    rows = tuple(row.model_copy(update={"note": "kept"}) for row in told.stock.skus)
    event = Highlight(
        date=first, time=1_200, what="a visit", target=Target(measure="gmv", at_least=100)
    )
    told = told.model_copy(
        update={
            "head": told.head.model_copy(update={"author": "A", "goal": "G"}),
            "stock": told.stock.model_copy(update={"skus": rows}),
            "events": (event,),
        }
    )
    assert sheet_of(plan, shop, like=told) == told
    fields = data.draw(fields_of(shop).filter(lambda one: len(one) > 2))
    other = make_plan(**fields)
    changed = sheet_of(other, shop, like=told)
    assert compile_sheet(changed, shop) == other
    assert (changed.head.author, changed.events) == ("A", (event,))
    assert {row.sku: row.note for row in changed.stock.skus if row.note} == dict.fromkeys(
        (row.sku for row in rows), "kept"
    )


@pytest.mark.parametrize("merchant", SAMPLES)
def test_every_remedy_is_a_sheet(merchant: str) -> None:
    """What repairs a fault can be written down for all merchants."""
    shop = sample(merchant)
    for fault in FAULTS:
        plan = remedy(shop, fault)
        assert compile_sheet(sheet_of(plan, shop), shop) == plan


def test_every_field_of_a_plan_has_its_place_in_the_sheet() -> None:
    """A field added to the plan cannot be forgotten here."""
    assert {*SINGLE, *OF_SKU, *ROWS, "pause", "rundown"} == set(Plan.model_fields)
    for name, rows in ROWS.items():
        inner = Plan.model_fields[name].annotation
        row = next(each for each in _types(inner) if hasattr(each, "model_fields"))
        assert set(rows.fields) == set(row.model_fields), name


def _types(annotation: Any) -> list[Any]:
    inner = getattr(annotation, "__args__", ())
    return [annotation, *(each for one in inner for each in _types(one))]


@BROAD
@given(st.integers(1, 10**7), st.integers(1, 3 * 10**7))
def test_a_price_in_yuan_is_played_as_near_as_prices_move(list_fen: int, fen: int) -> None:
    """The nearest hundredth of a per cent: never more than half a step off."""
    try:
        change = change_of(Price(fen=fen), "k", {"k": list_fen})
    except ValueError:
        assert not list_fen // 20_000 < fen <= 3 * list_fen + 1
        return
    assert abs(played_fen(change, list_fen) - fen) <= list_fen / 20_000 + 0.5


def test_a_sheet_can_be_compiled_with_a_price_list_alone() -> None:
    """An operator with a product table and no simulator has the same plan."""
    shop = sample("liuyi")
    sheet = sheet_of(Plan(price_bp={"liuyi-k01": -1_000}), shop)
    assert sheet.stock.skus[0].price == Price(fen=42_390)
    lists = {sku.sku_id: sku.list_fen for sku in shop.skus}
    assert compile_sheet(sheet, lists) == compile_sheet(sheet, shop)
    with pytest.raises(CaopanError, match=r"^stock\.skus\.0\.price: .*no list price"):
        compile_sheet(sheet, {})


def test_no_plan_begins_before_its_first_day() -> None:
    """A date before the plan is no day of it."""
    head = Head(merchant="liuyi", first_date=date(2021, 11, 1))
    early = Sheet.model_validate({"head": head, "timeline": {"rest": ["2021-10-31"]}})
    assert list(dates_of(early)) == [("timeline.rest.0", date(2021, 10, 31))]
    with pytest.raises(CaopanError, match="2021-10-31 lies before the plan"):
        compile_sheet(early, sample("liuyi"))


def test_paths_of_a_plan_are_found_in_the_sheet() -> None:
    """What the market says of a plan is told where the operator wrote it."""
    rows = own_conduct(sample("liuyi")).stock.skus
    assert sheet_path("rundown.B.3.sku_id") == "timeline.rundown.B.3.sku"
    assert sheet_path("paid.0.hours.20") == "ads.plans.0.pacing.20"
    assert sheet_path("benefits.1.sku_ids.0") == "gifts.tools.1.skus.0"
    assert sheet_path(f"cover_days.{rows[4].sku}", rows) == "stock.skus.4.cover"
    assert sheet_path("specials.1.day") == "timeline.dated.1.date"


def test_the_published_schema_is_the_types_own() -> None:
    """The file that editors read equals a fresh one."""
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    """A wrong unit, a missing funder and an unknown field are marked while they are typed."""
    head = {"merchant": "liuyi", "first_date": "2021-11-01"}
    gift = {"kind": "coupon", "amount": "5 yuan", "quantity": "10 pieces"}
    for wrong in (
        {"head": head | {"days": "14"}},
        {"head": head | {"days": "14 h"}},
        {"head": head, "gifts": {"tools": [gift]}},
        {"head": head, "stock": {"price": "5 yuan"}},
    ):
        assert not SCHEMATA.is_valid(wrong)
    good = {"head": head, "gifts": {"tools": [gift | {"funder": "anchor"}]}}
    assert SCHEMATA.is_valid(good)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A sheet that is there stays as it was where the disk refuses; no half of one is left."""
    sheet = own_conduct(sample("yunshi"))
    path = tmp_path / "plan.yaml"
    write_sheet(sheet, path)
    assert load_sheet(path) == sheet
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(CaopanError, match="cannot write"):
        write_sheet(sheet, tmp_path / "folder.yaml")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder.yaml", "plan.yaml"]
    with pytest.raises(CaopanError, match="cannot read"):
        load_sheet(tmp_path / "none.yaml")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CaopanError, match="no UTF-8"):
        load_sheet(path)
