"""The scorecard: probabilities, what moved them, and that fitting finds what is there."""

import json
from itertools import pairwise

import numpy as np
import pytest

from caopan.diagnosis import (
    ADVICE,
    Shop,
    evidence_cards,
    findings,
    plot_findings,
    plot_moved,
    probabilities,
    read_all,
    stake,
)
from caopan.diagnosis.fitting import as_data, fit
from caopan.diagnosis.model import judge, model, read_model
from caopan.diagnosis.stakes import NOTHING
from caopan.diagnosis.sums import Weighed
from caopan.errors import CaopanError
from caopan.market import FAULTS, remedy, sample


@pytest.fixture(scope="module")
def shop() -> Shop:
    """A sample merchant with events of three sessions."""
    return Shop.of("yunshi", since=60)


@pytest.fixture(scope="module")
def seen(shop: Shop) -> dict[str, Weighed]:
    """Its evidence."""
    return read_all(shop)


def test_probabilities_are_of_all_answers_and_sum_to_one(shop: Shop) -> None:
    """Twenty-nine, in the order of the market's list; ranked findings are the same ones."""
    chance = probabilities(shop)
    assert tuple(chance) == FAULTS
    assert sum(chance.values()) == pytest.approx(1)
    ranked = findings(shop)
    assert {one.fault: one.probability for one in ranked} == pytest.approx(chance)
    assert all(a.probability >= b.probability for a, b in pairwise(ranked))


def test_a_finding_can_be_taken_apart_into_its_evidence(seen: dict[str, Weighed]) -> None:
    """Log ratios of two answers are those of the base rates and the sums of what was added."""
    known = model()
    chance, added = np.log(known.probabilities(seen)), known.added(seen)
    score = known.base + added.sum(axis=1)
    assert chance - chance[0] == pytest.approx(score - score[0])
    assert added.sum(axis=0) == pytest.approx(np.zeros(len(known.keys)), abs=1e-9)
    for one in judge(seen):
        row = dict(zip(known.keys, added[known.faults.index(one.fault)], strict=True))
        for moved in one.moved:
            assert moved.log_odds == pytest.approx(row[moved.key])
            assert (moved.value, moved.z) == seen[moved.key][:2]
        weights = [abs(moved.log_odds) for moved in one.moved]
        assert weights == sorted(weights, reverse=True)


def test_missing_evidence_moves_nothing(seen: dict[str, Weighed]) -> None:
    """Without any the base rates stand; leaving one piece out takes away what it added."""
    known, nothing = model(), Weighed(None, None, "not there")
    bare = known.probabilities(dict.fromkeys(seen, nothing))
    assert np.log(bare) - np.log(bare[0]) == pytest.approx(known.base - known.base[0])
    left = known.added({**seen, "enter": nothing})
    at = known.keys.index("enter")
    assert (left[:, at] == 0).all()
    assert np.delete(left, at, axis=1) == pytest.approx(np.delete(known.added(seen), at, axis=1))


def test_without_any_evidence_it_says_why() -> None:
    """An empty diagnosis is refused in words rather than answered with the base rates."""
    nothing = dict.fromkeys(evidence_cards(), Weighed(None, None, "it has no table 'traffic_hour'"))
    with pytest.raises(CaopanError, match="no table 'traffic_hour'"):
        judge(nothing, name="nobody")


def test_the_model_is_of_the_evidence_of_today() -> None:
    """Weights for all answers and only for features that can be read."""
    known = model()
    assert known.faults == FAULTS
    assert known.keys == tuple(evidence_cards())
    assert known.weights.shape[:2] == (len(FAULTS), len(known.keys))


def test_fitting_finds_what_tells_two_answers_apart() -> None:
    """On made-up evidence: the telling piece is weighed, noise is not, chances are calibrated."""
    rng = np.random.default_rng(5)
    z = rng.normal(size=(800, 2))
    ill = rng.random(800) < 1 / (1 + np.exp(-2 * z[:, 0]))
    rows = [{"cost": Weighed(a / 10, a), "stay": Weighed(b / 10, b)} for a, b in z.tolist()]
    made = fit(rows, ["FG7" if one else "none" for one in ill], keys=("cost", "stay"))
    chance = np.array([made.probabilities(row)[FAULTS.index("FG7")] for row in rows])
    true = 1 / (1 + np.exp(-2 * z[:, 0]))
    assert np.abs(chance - true).mean() < 0.06
    moved = np.array([made.added(row)[FAULTS.index("FG7")] for row in rows]).std(axis=0)
    assert moved[0] > 4 * moved[1]
    kept = read_model(json.loads(json.dumps(as_data(made, {}))))
    assert kept.probabilities(rows[0]) == pytest.approx(made.probabilities(rows[0]), abs=0.01)


def test_each_answer_has_its_advice() -> None:
    """A test and a remedy in words, costs that are no less than zero; doing nothing is free."""
    assert tuple(ADVICE) == FAULTS
    for fault, one in ADVICE.items():
        assert one.trial.does, fault
        assert one.remedy, fault
        assert one.side_effect, fault
        assert min(one.cost_fen, one.lag_days, one.trial.cost_fen) >= 0, fault
        # a month's patience is worth a test: the trial costs no more than the cure, or ends sooner
        assert one.trial.cost_fen <= max(one.cost_fen, 50_000), fault
    for fault in ("none", "FX1"):
        assert ADVICE[fault].cost_fen == 0
        assert remedy(sample("yunshi"), fault).model_dump(exclude_defaults=True).keys() <= {"name"}


def test_what_is_at_stake_goes_by_the_shop(shop: Shop, seen: dict[str, Weighed]) -> None:
    """Zero where nothing can be regained; else an interval about it, twice as much for twice
    the sales."""
    from dataclasses import replace

    goods = shop.frames["goods_hour"].copy()
    product = shop.frames["product"].copy()
    goods["gmv_fen"], goods["refund_fen"] = goods["gmv_fen"] * 2, goods["refund_fen"] * 2
    product["unit_cost_fen"] *= 2
    frames = {**shop.frames, "goods_hour": goods, "product": product}
    rich = replace(shop, frames=frames)
    for fault in FAULTS:
        one, twice = stake(shop, fault, seen), stake(rich, fault, seen)
        if fault in NOTHING:
            assert one == (0, 0, 0)
            continue
        assert 0 <= one.low_fen < one.fen < one.high_fen, fault
        assert twice.fen == pytest.approx(2 * one.fen, abs=2), fault


def test_figures_show_the_findings_in_their_order(shop: Shop) -> None:
    """Bars of the likeliest answers and of the evidence of one; without any a sentence says so."""
    import matplotlib.pyplot as plt

    found = findings(shop)
    bars = plot_findings(found, 3).axes[0].patches
    assert [bar.get_width() / 100 for bar in bars] == pytest.approx(
        [one.probability for one in found[:3]]
    )
    moved = plot_moved(found[0]).axes[0].patches
    assert [bar.get_width() for bar in moved] == [one.log_odds for one in found[0].moved]
    plt.close("all")
    with pytest.raises(CaopanError, match="no finding"):
        plot_findings([])
    with pytest.raises(CaopanError, match="nothing to draw"):
        plot_moved(found[0]._replace(moved=()))
