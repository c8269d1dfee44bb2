"""Probabilities over the 29 classes are scored so that honesty pays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.diagnosis.answers import (
    as_beliefs,
    as_metrics,
    points_of,
    points_of_second,
    quadratic,
    skill,
)
from caopan.errors import CaopanError
from caopan.market import FAULTS

BASE = {fault: 0.2 if fault == "none" else 0.8 / 28 for fault in FAULTS}


@st.composite
def beliefs(draw):
    """Probabilities over all classes: some are nought, some hold nearly everything."""
    seed, sharp = draw(st.integers(0, 2**32 - 1)), draw(st.floats(0.02, 5))
    shares = np.random.default_rng(seed).dirichlet(np.full(len(FAULTS), sharp))
    return dict(zip(FAULTS, (shares / shares.sum()).tolist(), strict=True))


def expected(belief, stated):
    """Points that who holds a belief expects from what they state."""
    return sum(share * points_of([stated], [main], 10) for main, share in belief.items())


def bluffs(belief):
    """Uniform, sure of each class in turn, all the likely ones alike, sharper, flatter."""
    yield dict.fromkeys(FAULTS, 1 / len(FAULTS))
    yield BASE
    for fault in FAULTS:
        yield {fault: 1.0}
    for most in (2, 3, 10):
        some = sorted(belief, key=belief.__getitem__)[-most:]
        yield dict.fromkeys(some, 1 / most)
    for power in (0.5, 2.0):
        raised = {fault: share**power for fault, share in belief.items()}
        yield {fault: share / sum(raised.values()) for fault, share in raised.items()}


@given(beliefs())
def test_no_bluff_expects_more_than_what_is_believed(belief):
    """In expected points, under the answerer's own beliefs, the honest answer is best."""
    honest = expected(belief, belief)
    assert all(expected(belief, one) <= honest + 1e-9 for one in bluffs(belief))


@given(beliefs(), beliefs())
def test_no_other_answer_expects_more_either(belief, other):
    """The gap is the squared distance: the score is strictly proper."""
    gap = sum((belief[fault] - other[fault]) ** 2 for fault in FAULTS)
    lost = expected(belief, belief) - expected(belief, other)
    assert lost == pytest.approx(5 * gap, abs=1e-9)


@given(st.lists(st.tuples(beliefs(), st.sampled_from(FAULTS)), min_size=1, max_size=6))
def test_points_are_never_clipped(cases):
    """Every possible answer lies between nothing and the maximum by itself."""
    answers, mains = zip(*cases, strict=True)
    assert 0 <= points_of(answers, mains, 18) <= 18
    mean = np.mean([quadratic(p, main) for p, main in cases])
    assert points_of(answers, mains, 18) == pytest.approx(9 * (mean + 1))


def test_the_ends_of_the_scale():
    """Certainty gets all or nothing; base rates expect a skill of nought."""
    assert points_of([{"FG1": 1.0}], ["FG1"], 18) == 18
    assert points_of([{"FG1": 1.0}], ["FG2"], 18) == 0
    assert skill({"FG1": 1.0}, "FG1", BASE) == 1
    assert skill({"FG1": 1.0}, "FG2", BASE) < -1
    assert sum(share * skill(BASE, main, BASE) for main, share in BASE.items()) == pytest.approx(0)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_second_fault_is_told_as_believed(belief, stated):
    """The same for the one probability that is scored apart."""

    def hopes(share):
        yes, no = (points_of_second(share, second, 2) for second in (True, False))
        return belief * yes + (1 - belief) * no

    assert hopes(stated) <= hopes(belief) + 1e-12


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"FR6": 0.7}, "sum to 0.7, not to 1"),
        ({"FR7": 1.0}, "'FR7' is no class"),
        ({"FR6": -0.5, "none": 1.5}, "FR6: -0.5 is no probability"),
        ({"FR6": True}, "True is no probability"),
        ({"FR6": "1"}, "'1' is no probability"),
        ({"FR6": float("nan")}, "nan is no probability"),
        ({}, "sum to 0, not to 1"),
        (["FR6"], "not list"),
    ],
)
def test_a_wrong_answer_is_said_in_words(value, said):
    """What is wrong with it, and with which class."""
    with pytest.raises(CaopanError, match=said):
        as_beliefs(value)


@pytest.mark.parametrize(
    ("value", "said"), [(["S9"], "run S1 to S3"), ("S3", "not str"), ([3], "T1 to M4")]
)
def test_a_metric_that_does_not_exist_is_said(value, said):
    """Evidence can be recomputed, or it is none."""
    with pytest.raises(CaopanError, match=said):
        as_metrics(value)


def test_answers_and_merchants_are_told_apart():
    """One answer too few is an error, not a lower score."""
    with pytest.raises(CaopanError, match="1 answers for 2 merchants"):
        points_of([BASE], ["none", "FG1"], 10)
