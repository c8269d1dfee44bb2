"""Diagnosing pays: which plan is best follows from the fault."""

import pytest

from caopan.market import FAULTS, sample, three_plans, truth, variant, with_fault

BEST = {
    "none": {"A", "nothing"},
    "FG2": {"B"},
    "FG3": {"B"},
    "FT1": {"C"},
    "FT3": {"C"},
    "FT6": {"A"},
    "FR3": {"C"},
    "FR4": {"C"},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_best_plan_follows_from_the_fault(fault: str) -> None:
    """On two merchants' variants, each fault has its plan, and repairing it is worth money."""
    for merchant in ("liuyi", "fanhe"):
        one = truth(variant(merchant, "t", fault, b"k", fault=fault), days=14, seeds=range(3))  # type: ignore[arg-type]
        assert one.best in BEST[fault], (merchant, one)
        assert one.main == fault
        assert (one.lost_fen > 0) == (fault != "none")


def test_the_truth_of_a_sound_merchant() -> None:
    """No fault: nothing is lost, and no list of faults."""
    one = truth(sample("yunshi"), days=2, seeds=[1, 2])
    assert (one.faults, one.main, one.lost_fen, one.gmv_lost_fen) == ((), "none", 0, 0)


def test_plans_do_not_know_the_fault() -> None:
    """The three plans of a merchant are the same whatever is planted: they give nothing away."""
    base = sample("liuyi")
    assert all(three_plans(with_fault(base, fault)) == three_plans(base) for fault in FAULTS)
