"""Each fault has a remedy that works when played, and its look-alike's does not."""

import pytest

from caopan.errors import CaopanError
from caopan.market import CARDS, FAULTS, baseline, histories, play_many, remedy, sample, with_fault
from caopan.market.measurement import tracked
from caopan.market.planted import FaultId
from caopan.market.remedies import remedy_days

LOSSY = [fault for fault in CARDS if not CARDS[fault].apparent and fault != "FX1"]


def regained(shop: str, fault: FaultId, other: FaultId, seeds: int = 6) -> float:
    """Share of a fault's loss that another fault's remedy brings back."""
    sound = sample(shop)
    ill = with_fault(sound, fault, from_day=sound.days - 10)
    days = remedy_days(fault)
    plain, hurt, helped = play_many(
        [(sound, baseline(sound)), (ill, baseline(ill)), (ill, remedy(ill, other))],
        days=days,
        seeds=range(seeds),
    )
    lost = plain.total_fen.sum() - hurt.total_fen.sum()
    return float((helped.total_fen.sum() - hurt.total_fen.sum()) / lost)


@pytest.mark.parametrize("fault", LOSSY)
def test_a_remedy_regains_most_of_the_loss(fault: FaultId) -> None:
    """At least 60 % within the remedy's days."""
    assert regained("fanhe", fault, fault) >= 0.6


@pytest.mark.parametrize("fault", [f for f in LOSSY if CARDS[f].look_alike in CARDS])
def test_the_look_alikes_remedy_does_not_help(fault: FaultId) -> None:
    """Below 20 %: who takes a fault for its twin pays for nothing."""
    other: FaultId = CARDS[fault].look_alike  # type: ignore[assignment]
    assert regained("fanhe", fault, other) < 0.2


def test_a_pulled_forward_demand_comes_back_by_itself() -> None:
    """FX1: no other fault's remedy regains a fifth of it; its own is to do nothing."""
    assert remedy(sample("fanhe"), "FX1").model_dump(exclude={"name"}) == baseline(
        sample("fanhe")
    ).model_dump(exclude={"name"})
    for other in ("FR4", "FT1", "FT6", "FU1"):
        assert regained("fanhe", "FX1", other, seeds=4) < 0.2


def test_mending_the_tracking_mends_the_figures() -> None:
    """FX2: covers are missing from its onset on and not before; a sound collector has all."""
    shop = sample("yunshi").model_copy(update={"days": 12, "event_days": (3, 10)})
    ill = with_fault(shop, "FX2", from_day=6)
    (facts,) = histories([ill])
    measured, whole = tracked(facts, ill), tracked(facts, shop)
    assert len(measured["visit"]) == len(whole["visit"]) == len(facts["visit"])
    shown, true = (
        frames["impression"]["ts"].dt.date.value_counts() for frames in (measured, whole)
    )
    kept = (shown / true).sort_index()
    assert kept.iloc[0] == 1
    assert kept.iloc[-1] < 0.9


def test_reported_brushing_stops() -> None:
    """FX3: two days after the report no order for show is left."""
    shop = with_fault(sample("yunshi"), "FX3")
    told, silent = play_many(
        [(shop, remedy(shop, "FX3")), (shop, baseline(shop))], days=4, seeds=[1]
    )
    assert told.gmv_fen[:, 2:].sum() < silent.gmv_fen[:, 2:].sum()


def test_unknown_faults_have_no_remedy() -> None:
    """A sentence with the known ones."""
    with pytest.raises(CaopanError, match="'FX9' is unknown"):
        remedy(sample("fanhe"), "FX9")  # type: ignore[arg-type]


def test_every_answer_has_a_remedy() -> None:
    """Each fault and "none" can be asked for, and gives a plan that can be carried out."""
    for fault in FAULTS:
        assert remedy(sample("liuyi"), fault).name == f"remedy-{fault}"
