"""What the proof of the diagnosis found is told, of the model as it is today."""

import json
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest

from caopan.diagnosis.simulated import drawn, simulated
from caopan.market import CARDS, FAULTS


@pytest.fixture(scope="module")
def proof(proof_script: Callable[[str], ModuleType]) -> ModuleType:
    """The proof's script, as a module."""
    return proof_script("prove_diagnosis")


def test_the_page_says_what_the_proof_found(proof: ModuleType) -> None:
    """MODEL.md is made from the proof's JSON, which is of today's model and misses no threshold."""
    kept = json.loads(proof.PROOF.read_text(encoding="utf-8"))
    assert proof.PAGE.read_text(encoding="utf-8") == proof.page(kept)
    assert kept["model"] == proof.digest()
    told = kept["summary"]
    assert told["failing"] == []
    assert told["top2"] >= 0.80
    assert told["none_recall"] >= 0.70
    assert told["calibration_error"] <= 0.05
    assert told["look_alikes_only"] >= 0.2
    rivals = ("log_score_base", "log_score_funnel", "log_score_gbm")
    assert all(told["log_score"] > told[name] for name in rivals)
    counted = sum(n for said in kept["confusion"].values() for n in said.values())
    assert counted == told["merchants"]


def test_marks_of_chances_are_those_of_a_known_law(proof: ModuleType) -> None:
    """Answers drawn by the very chances are calibrated and score their entropy; sharper are not."""
    rng = np.random.default_rng(3)
    chance = rng.dirichlet(np.full(29, 0.1), size=6_000)
    answer = np.array([rng.choice(29, p=row) for row in chance])
    assert proof.calibration(chance, answer) < 0.02
    entropy = (chance * np.log(np.maximum(chance, 1e-300))).sum(axis=1).mean()
    assert proof.log_score(np.maximum(chance, 1e-12), answer) == pytest.approx(entropy, abs=0.05)
    sharp = chance**3 / (chance**3).sum(axis=1, keepdims=True)
    assert proof.calibration(sharp, answer) > 0.1


def test_thresholds_give_way_by_the_size_of_a_sample_only(proof: ModuleType) -> None:
    """At full size a miss is a miss; three standard errors are allowed at a small one."""
    good = {"top2": 0.81, "none_recall": 0.72, "merchants": 3_000, "look_alikes_only": 0.23,
            "log_score": -1.0, "log_score_base": -3.0, "log_score_funnel": -2.9,
            "log_score_gbm": -2.0, "calibration_error": 0.04}  # fmt: skip
    assert proof.failing(good, full=True) == []
    assert proof.failing(good | {"top2": 0.79}, full=True) == ["top2"]
    assert proof.failing(good | {"calibration_error": 0.06}, full=True) == ["calibration_error"]
    small = good | {"merchants": 300, "top2": 0.76, "calibration_error": 0.2}
    assert proof.failing(small, full=False) == []
    assert proof.failing(small | {"top2": 0.70}, full=False) == ["top2"]
    assert proof.failing(small | {"log_score_gbm": -0.9}, full=False) == ["log_score_gbm"]


def test_a_dozen_lives_in_one_market_and_shares_its_peers() -> None:
    """Common circumstances are one's and all's; a fault of the trade has peers of its own; a fifth
    has no fault."""
    numbers = range(40)
    some = drawn("yunshi", 12, numbers, b"market")
    common = [[c for c in one.circumstances if c.kind == "market"] for one in some]
    assert all(one == common[0] for one in common)
    assert sum(one.fault == "none" for one in some) >= 8
    trade = next(n for n, one in enumerate(some) if "FX1" in {f.fault for f in one.faults})
    sound = next(n for n, one in enumerate(some) if not one.faults)
    first, second, third = simulated("yunshi", 12, [0, sound, trade], b"market", played=True)
    assert first.shop.frames["peer_day"] is second.shop.frames["peer_day"]
    assert not first.shop.frames["peer_day"].equals(third.shop.frames["peer_day"])
    assert (second.main, second.lost_fen) == ("none", None)
    assert first.main in {fault.fault for fault in some[0].faults} | {"none"}
    assert {one.main for one in (first, second, third)} <= set(FAULTS)
    assert third.main in CARDS
