"""The twelve samples tell their stories, and variants keep to them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from caopan.errors import CaopanError
from caopan.events import SOURCES as TABLE_SOURCES
from caopan.market import (
    CARDS,
    FAULTS,
    SAMPLES,
    Plan,
    Scenario,
    compile_world,
    sample,
    variant,
    with_fault,
)
from caopan.market.history import event_sessions
from caopan.market.record import Record, keep
from caopan.market.scenario import SOURCES


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    """All days of the twelve samples."""
    return {
        name: keep(compile_world([sample(name)], [sample(name).seed]), [Plan()], 0, 90, set())
        for name in SAMPLES
    }


def _yuan(record: Record, days: slice) -> float:
    return sum(int(facts.gmv_fen[0]) for facts in record.days[days]) / 100


def test_liuyi_grows_from_nothing_towards_three_million(records: dict[str, Record]) -> None:
    """First week a trickle; the last week is at a pace of 2 to 4 million yuan a month."""
    assert _yuan(records["liuyi"], slice(0, 7)) < 40_000
    assert 2e6 < _yuan(records["liuyi"], slice(83, 90)) / 7 * 30 < 4e6


def test_fanhe_stands_on_its_plateau(records: dict[str, Record]) -> None:
    """Four to five million yuan in the last 30 days, within 15 % of the half before."""
    last, before = (_yuan(records["fanhe"], slice(*days)) for days in ((70, 90), (50, 70)))
    assert 3.5e6 < _yuan(records["fanhe"], slice(60, 90)) < 5.5e6
    assert 0.85 < last / before < 1.15
    assert _yuan(records["fanhe"], slice(0, 40)) / 4 < 0.8 * last / 2


def test_yunshi_is_small_dear_and_often_returned(records: dict[str, Record]) -> None:
    """Fewest visits of the first three, high price, and about four in ten yuan come back."""
    visits = {
        name: sum(int(sums.traffic[0, ..., 1].sum()) for sums in records[name].shows)
        for name in ("liuyi", "fanhe", "yunshi")
    }
    assert visits["yunshi"] == min(visits.values())
    days = records["yunshi"].days
    gmv, back = sum(int(d.gmv_fen[0]) for d in days), sum(int(d.refund_fen[0]) for d in days)
    pieces = sum(int((d.sold + d.off)[0].sum()) for d in days)
    assert gmv / pieces > 25_000
    assert 0.38 < back / gmv < 0.50


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("liuyi", 0.30, 0.50),
        ("fanhe", 0.08, 0.15),
        ("beichen", 0.30, 0.40),
        ("qingzhou", 0.30, 0.40),
        ("zhenyun", 0.38, 0.52),
        ("ruolan", 0.12, 0.18),
        ("tuantuan", 0.10, 0.18),
        ("qijia", 0.09, 0.15),
        ("muyi", 0.07, 0.13),
        ("xingtu", 0.07, 0.13),
        ("gutian", 0.06, 0.10),
    ],
)
def test_returns_lie_in_the_published_range(
    records: dict[str, Record], name: str, low: float, high: float
) -> None:
    """Each category's share of the amount paid: published for wear, else the course's choice."""
    days = records[name].days
    assert (
        low < sum(int(d.refund_fen[0]) for d in days) / sum(int(d.gmv_fen[0]) for d in days) < high
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_playing_goes_on_where_the_history_ends(records: dict[str, Record], name: str) -> None:
    """Fans at the end of the history are those with which playing starts, within 15 %."""
    fans = float(records[name].days[-1].fans[0])
    assert abs(fans / sample(name).fans.now - 1) < 0.15


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_complete(name: str) -> None:
    """Twenty to forty SKUs, eight sources, sessions of three to twelve hours, 90 days, a label."""
    one = sample(name)
    assert 20 <= len(one.skus) <= 40
    assert SOURCES == TABLE_SOURCES == tuple(source.name for source in one.sources)
    assert all(180 <= slot.minutes <= 720 for slot in one.slots)
    assert one.days == 90
    assert one.first_day + timedelta(days=one.days - 1) == date(2021, 10, 31)
    assert one.summary.startswith(("Simulated after a published case", "Simulated; no published"))
    assert 250 <= len(one.story.split()) <= 400
    assert len(event_sessions(one)) >= 3
    assert Scenario.from_json(one.to_json()) == one


STAGES = {
    "cold start": (0.0, 0.3e6),
    "growth": (0.3e6, 3e6),
    "breakthrough": (3e6, 10e6),
    "mature": (10e6, 50e6),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_sells_what_its_stage_says(records: dict[str, Record], name: str) -> None:
    """GMV of the last 30 days lies in the stage's range; who needs renewal fell for two months."""
    months = [_yuan(records[name], slice(day, day + 30)) for day in (0, 30, 60)]
    stage = sample(name).stage
    if stage == "renewal":
        assert all(later < before for before, later in pairwise(months))
    else:
        low, high = STAGES[stage.rpartition(" to ")[2]]
        assert low < months[-1] < high


def test_the_samples_cover_the_trade() -> None:
    """Twelve merchants, all five stages, ten categories, no name and no luck twice."""
    some = [sample(name) for name in SAMPLES]
    assert len(some) == 12
    assert {one.stage.rpartition(" to ")[2] for one in some} == {*STAGES, "renewal"}
    goods = " ".join(one.category for one in some)
    for kind in ("women's", "menswear", "shoes", "beauty", "care", "food", "jade"):
        assert kind in goods
    for kind in ("household", "baby", "electronics"):
        assert kind in goods
    for field in ("name_zh", "name_en", "luck_key", "story"):
        assert len({getattr(one, field) for one in some}) == 12


def test_the_operated_shop_has_heavy_sessions_and_grows(records: dict[str, Record]) -> None:
    """Big sessions at each weekend, and more than a third of growth from August to October."""
    assert {slot.tier for slot in sample("muyi").slots} == {"S", "A", "B"}
    first, last = (_yuan(records["muyi"], slice(day, day + 30)) for day in (0, 60))
    assert last > 1.33 * first


def test_unknown_names_are_refused() -> None:
    """An unknown sample, fault or an empty secret: a sentence each."""
    with pytest.raises(CaopanError, match="no sample merchant 'x'"):
        sample("x")
    with pytest.raises(CaopanError, match="'FX9' is unknown"):
        with_fault(sample("liuyi"), "FX9")  # type: ignore[arg-type]
    with pytest.raises(CaopanError, match="secret"):
        variant("liuyi", "a", "b", b"")
    with pytest.raises(CaopanError, match="does not fit: fans"):
        Scenario.from_json(sample("liuyi").to_json().replace('"opening":400', '"opening":-1'))


def test_variants_are_secret_different_and_alike() -> None:
    """Another trainee, assignment or secret gives other numbers; the structure stays."""
    one = variant("liuyi", "a", "ada", b"k")
    others = [
        variant("liuyi", "a", "bo", b"k"),
        variant("liuyi", "b", "ada", b"k"),
        variant("liuyi", "a", "ada", b"l"),
    ]
    for other in others:
        assert other != one
        assert other.luck_key != one.luck_key
        assert [sku.sku_id for sku in other.skus] == [sku.sku_id for sku in one.skus]
    compile_world([one, *others], [0, 0, 0, 0])


def test_variants_draw_all_faults() -> None:
    """Over 580 trainees each fault is drawn, and none too often."""
    drawn = [variant("liuyi", "a", str(n), b"k").fault for n in range(20 * len(FAULTS))]
    counts = {fault: drawn.count(fault) for fault in FAULTS}
    assert min(counts.values()) >= 6
    assert max(counts.values()) <= 40


def test_a_variant_has_faults_and_innocent_circumstances() -> None:
    """One or two faults of different families, or none; one or two circumstances beside them."""
    some = [variant("yunshi", "a", str(n), b"k") for n in range(120)]
    for one in some:
        names = [fault.fault for fault in one.faults]
        assert len(names) <= 2
        assert len({CARDS[name].family for name in names}) == len(names)
        kinds = [befallen.kind for befallen in one.circumstances if befallen.kind != "market"]
        assert len(one.circumstances) >= 1
        assert len(kinds) <= 2
    assert any(len(one.faults) == 2 for one in some)
    assert any(not one.faults for one in some)


def test_a_first_round_plants_one_fault_and_nothing_else() -> None:
    """Where the faults are named, one of them is all there is."""
    some = [variant("fanhe", "a", str(n), b"k", faults=("none", "FR4")) for n in range(12)]
    assert {one.fault for one in some} == {"none", "FR4"}
    assert all(len(one.faults) <= 1 and not one.circumstances for one in some)


def test_a_fault_starts_in_the_second_half() -> None:
    """So that a trainee can see before and after."""
    for n in range(20):
        one = variant("fanhe", "a", str(n), b"k", fault="FR4")
        assert one.days // 2 <= one.faults[0].from_day <= one.days * 2 // 3
