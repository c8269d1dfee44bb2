"""What the proof of planning found is told, and its figures can miss their bounds."""

import json
from collections.abc import Callable
from types import ModuleType

import pytest

from caopan.market import Plan, as_found, check_plan
from caopan.planning import changes_of


@pytest.fixture(scope="module")
def proof(proof_script: Callable[[str], ModuleType]) -> ModuleType:
    """The proof's script, as a module."""
    return proof_script("prove_planning")


def test_the_full_proof_is_kept_and_misses_nothing(proof: ModuleType) -> None:
    """Twelve merchants and forty variants; each figure within its bound."""
    kept = json.loads(proof.PROOF.read_text(encoding="utf-8"))
    assert kept["scale"] == "full"
    assert kept["merchants"] == 52
    assert kept["failing"] == proof.failing(kept, full=True) == []


GOOD = {
    "merchants": 52, "main_fault_merchants": 44, "reference_wins": 0.98, "trivial_max_skill": 0.1,
    "trivial_above": 0.4, "main_fault_plan_skill": 0.55, "main_fault_above": 0.6,
    "rank_correlation": 1.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reference_wins", 0.94),
        ("trivial_max_skill", 0.21),
        ("main_fault_plan_skill", 0.49),
        ("rank_correlation", 0.8),
    ],
)
def test_a_miss_at_full_size_is_a_miss(proof: ModuleType, name: str, value: float) -> None:
    """No figure hides behind another."""
    assert proof.failing(GOOD, full=True) == []
    assert proof.failing(GOOD | {name: value}, full=True) == [name]


def test_a_small_size_gives_way_by_its_number_only(proof: ModuleType) -> None:
    """Ten merchants may lie two standard errors off, not further."""
    small = GOOD | {"merchants": 10, "main_fault_merchants": 9, "main_fault_above": 0.2}
    assert proof.failing(small, full=False) == []
    assert proof.failing(small | {"main_fault_above": 0.1}, full=False) == ["main_fault_plan_skill"]
    assert proof.failing(small | {"trivial_above": 0.9}, full=False) == ["trivial_max_skill"]
    assert proof.failing(small | {"reference_wins": 0.8}, full=False) == ["reference_wins"]


def test_trivial_plans_are_what_their_names_say(proof: ModuleType) -> None:
    """Each can be played, changes something, and needs no look at what is wrong."""
    shop = as_found("fanhe")
    plans = proof.trivial(shop)
    assert set(plans) == set(proof._TRIVIAL)
    for plan in plans.values():
        assert check_plan(shop, plan) == plan
        assert changes_of(plan)
    assert plans["all budget on ads"].paid_bp > 20_000
    assert len(plans["S sessions daily"].sessions) == 7


def test_planners_of_more_skill_take_more_of_the_reference(proof: ModuleType) -> None:
    """Who knows nothing draws changes, who knows all takes the reference's, in its order."""
    shop = as_found("yunshi")
    best, pool = [Plan(hype=0.1), Plan(videos=4.0)], [Plan(paid_bp=9_000)]
    plans = dict(proof.planners(shop, best, pool, 7))
    assert len(plans) == len(proof.PLANNERS) * proof.TRIES
    assert changes_of(plans["planner 0 0"]) == ("advertising",)
    assert changes_of(plans["planner 4 0"]) == ("script", "videos")
