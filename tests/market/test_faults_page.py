"""What the proof of the market found is told, of the faults as they are planted today."""

import json
from collections.abc import Callable
from types import ModuleType

import pytest

from caopan.market import CARDS, FAULTS, SAMPLES, variant
from caopan.market.norms import MOST, known, norm, possible


@pytest.fixture(scope="module")
def prove_market(proof_script: Callable[[str], ModuleType]) -> ModuleType:
    """The proof's script, as a module."""
    return proof_script("prove_market")


def test_the_page_says_what_the_proof_found(prove_market: ModuleType) -> None:
    """FAULTS.md is made from the proof's JSON, which holds every fault at full size, none failing.

    The proof is of the levels at which faults are planted today.
    """
    proof = json.loads(prove_market.PROOF.read_text(encoding="utf-8"))
    assert prove_market.PAGE.read_text(encoding="utf-8") == prove_market.page(proof)
    assert proof["summary"]["norms"] == prove_market.digest()
    assert proof["summary"]["failing"] == []
    assert proof["summary"]["remedies_failing"] == 0
    assert list(proof["rows"]) == list(CARDS)
    for fault, (merchants, cut, lower, headline, *_) in proof["rows"].items():
        assert merchants >= prove_market.WANTED["full"] - 4, fault
        assert cut >= 0.85, fault
        assert lower >= 0.80, fault
        assert headline <= 0.60, fault


def test_an_area_is_the_share_of_pairs_ranked_rightly(prove_market: ModuleType) -> None:
    """By counting pairs by hand, ties half; its error shrinks with the root of the merchants."""
    import numpy as np

    assert prove_market.area(np.array([3.0, 1.0]), np.array([2.0, 1.0])) == (1 + 1 + 0 + 0.5) / 4
    assert prove_market.error(0.85, 50) / prove_market.error(0.85, 200) == pytest.approx(2, 0.02)


def test_faults_are_planted_where_they_cost_and_can_be_seen() -> None:
    """No variant draws a fault that its merchant cannot have; each fault is left with some."""
    for fault in CARDS:
        assert sum(possible(base, fault) for base in SAMPLES) >= 4, fault
    for base in SAMPLES:
        assert sum(possible(base, fault) for fault in FAULTS) >= 18, base
        for fault in CARDS:
            told = known()[base].get("unseen", {})
            assert possible(base, fault) == (norm(base, fault) < MOST and fault not in told)
        drawn = {
            fault.fault
            for n in range(60)
            for fault in variant(base, "drawn", str(n), b"key", days=12).faults
        }
        assert all(possible(base, fault) for fault in drawn), base
