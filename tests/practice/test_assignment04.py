"""The made cases of assignment 04: what is held to be true is, by other means."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.diagnosis.mixrate import mix_terms
from caopan.practice.assignment04 import (
    is_reversal,
    mix_and_rate,
    said_of_reversal,
    said_of_split,
    split_cases,
    twins,
)
from caopan.practice.assignment04_choice import best_test, quarrels, said_of_choice

SEEDS = st.integers(0, 2**31)


@settings(max_examples=25)
@given(SEEDS)
def test_mix_and_rate_are_the_toolkits_and_add_up(seed):
    """Both parts are those of ``mix_terms``, and together they are the change."""
    for before, after in split_cases(seed):
        parts = mix_and_rate(before, after)
        assert parts["mix"] + parts["rate"] == pytest.approx(parts["change"], abs=1e-12)
        names = list(parts["groups"])
        columns = [
            [side.get(n, (0, 0))[at] for n in names] for side in (before, after) for at in (0, 1)
        ]
        terms = mix_terms(*columns)
        for part in ("mix", "rate"):
            own = [parts["groups"][n][part] for n in names]
            assert own == pytest.approx(getattr(terms, part), abs=1e-12)
        assert said_of_split(mix_and_rate, before, after) == []


@settings(max_examples=25)
@given(SEEDS)
def test_twins_differ_in_one_rule(seed):
    """One of each pair is a reversal, the other is not; always yes and always no win no pair."""
    for pair in twins(seed):
        assert is_reversal(*pair.yes)
        assert not is_reversal(*pair.no)
        assert said_of_reversal(is_reversal, pair) == ""
        assert said_of_reversal(lambda *_: True, pair)
        assert said_of_reversal(lambda *_: False, pair)


@settings(max_examples=25)
@given(SEEDS)
def test_the_worth_of_a_test_is_that_of_the_best_rule(seed):
    """Trying each rule "do this after yes, that after no" finds the same test and worth."""
    for one in quarrels(seed):
        worth = {name: _by_rules(one, test) - test["cost"] for name, test in one.tests.items()}
        name = max(worth, key=worth.__getitem__)
        found = best_test(one.p, one.first, one.second, one.tests)
        if worth[name] < 0:
            assert found == {"test": None, "worth": 0.0}
        else:
            assert found["test"] == name
            assert found["worth"] == pytest.approx(worth[name], abs=1e-6)
        assert said_of_choice(best_test, one) == []


def _by_rules(one, test):
    """What the best rule earns over the best act without a test."""
    world = np.array([one.p, 1 - one.p])
    acts = [
        np.zeros(2),
        np.array([one.first["gain"] - one.first["cost"], -one.first["cost"]]),
        np.array([-one.second["cost"], one.second["gain"] - one.second["cost"]]),
    ]
    yes = np.array([test["if_first"], test["if_second"]])
    rules = product(acts, acts)
    best = max(float(world @ (yes * do + (1 - yes) * other)) for do, other in rules)
    return best - max(float(world @ act) for act in acts)


def test_each_answer_has_a_metric_that_speaks():
    """Whatever a trainee holds likeliest, the task's metrics can tell of it; all of it is told."""
    from caopan.market import FAULTS
    from caopan.practice.assignment04_shops import READ, telling

    assert all(telling(fault) for fault in FAULTS)
    assert telling("none") == set(READ)


def test_the_metrics_that_are_told_are_those_that_are_graded(request):
    """The task's table names each code with the division by which it is recomputed."""
    from caopan.practice.assignment04_shops import READ

    page = request.config.rootpath / "solutions" / "04_why_it_fell" / "04_why_it_fell.py"
    text = page.read_text(encoding="utf-8")
    for code, metric in READ.items():
        assert f"| `{code}` | {metric.words} |" in text
