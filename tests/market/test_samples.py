"""The three samples tell their stories, and variants keep to them."""

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
from caopan.market.record import Record, keep
from caopan.market.scenario import SOURCES


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    """All days of the three samples."""
    return {
        name: keep(compile_world([sample(name)], [sample(name).seed]), [Plan()], 0, 60, set())
        for name in SAMPLES
    }


def _yuan(record: Record, days: slice) -> float:
    return sum(int(facts.gmv_fen[0]) for facts in record.days[days]) / 100


def test_liuyi_grows_from_nothing_towards_three_million(records: dict[str, Record]) -> None:
    """First week a trickle; the last week is at a pace of 2 to 4 million yuan a month."""
    assert _yuan(records["liuyi"], slice(0, 7)) < 40_000
    assert 2e6 < _yuan(records["liuyi"], slice(53, 60)) / 7 * 30 < 4e6


def test_fanhe_stands_on_its_plateau(records: dict[str, Record]) -> None:
    """Four to five million yuan in the last 30 days, within 15 % of the half before."""
    last, before = (_yuan(records["fanhe"], slice(*days)) for days in ((40, 60), (20, 40)))
    assert 3.5e6 < _yuan(records["fanhe"], slice(30, 60)) < 5.5e6
    assert 0.85 < last / before < 1.15
    assert _yuan(records["fanhe"], slice(0, 10)) < 0.8 * last / 2


def test_yunshi_is_small_dear_and_often_returned(records: dict[str, Record]) -> None:
    """Fewest visits, highest price, and about four in ten yuan come back."""
    visits = {
        name: sum(int(sums.traffic[0, ..., 1].sum()) for sums in record.shows)
        for name, record in records.items()
    }
    assert visits["yunshi"] == min(visits.values())
    days = records["yunshi"].days
    gmv, back = sum(int(d.gmv_fen[0]) for d in days), sum(int(d.refund_fen[0]) for d in days)
    pieces = sum(int((d.sold + d.off)[0].sum()) for d in days)
    assert gmv / pieces > 25_000
    assert 0.38 < back / gmv < 0.50


@pytest.mark.parametrize(("name", "low", "high"), [("liuyi", 0.30, 0.50), ("fanhe", 0.08, 0.15)])
def test_returns_lie_in_the_published_range(
    records: dict[str, Record], name: str, low: float, high: float
) -> None:
    """Women's wear 30-50 %, household and food 8-15 % of the amount paid."""
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
    """Twenty to forty SKUs, eight sources, sessions of three to five hours, sixty days, a label."""
    one = sample(name)
    assert 20 <= len(one.skus) <= 40
    assert SOURCES == TABLE_SOURCES == tuple(source.name for source in one.sources)
    assert all(180 <= slot.minutes <= 300 for slot in one.slots)
    assert one.days == 60
    assert "Simulated after a published case" in one.story
    assert Scenario.from_json(one.to_json()) == one


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
