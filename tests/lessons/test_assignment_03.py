"""Assignment 03: its parts add up, honesty pays, and an act follows from a belief."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from caopan.practice.assignment03 import SHOPS
from caopan.practice.assignment03_none import (
    ACTS,
    Stake,
    expected,
    follows,
    points_of_none,
)
from caopan.practice.assignment03_parts import funnels, parted

SHARES = st.floats(0, 1)


@given(SHARES, SHARES)
def test_whoever_says_what_they_believe_expects_most(belief, said):
    """In expectation under the own belief no other probability is worth more: no bluff pays."""

    def worth(given):
        right, wrong = (
            points_of_none(dict.fromkeys(SHOPS, given), dict.fromkeys(SHOPS, sound))[0]
            for sound in (True, False)
        )
        return belief * right + (1 - belief) * wrong

    assert worth(belief) >= worth(said) - 0.011  # points are rounded to hundredths


@given(st.lists(SHARES, min_size=4, max_size=4), st.lists(st.booleans(), min_size=4, max_size=4))
def test_points_are_a_plain_map_that_needs_no_clipping(shares, truth):
    """Each answer whatever earns between nothing and all, each shop its own part of it."""
    got, _ = points_of_none(
        dict(zip(SHOPS, shares, strict=True)), dict(zip(SHOPS, truth, strict=True))
    )
    lost = sum((p - y) ** 2 for p, y in zip(shares, truth, strict=True))
    assert 0 <= got <= 6
    assert got == pytest.approx(6 - 1.5 * lost, abs=0.006)


@given(SHARES, *[st.integers(0, 100_000)] * 3)
def test_some_act_follows_from_each_belief(wrong, lost, repair, test):
    """There is a best act, what follows is one, and who is sure of a sound shop waits."""
    stake = Stake(lost, repair, test)
    worth = expected(wrong, stake)
    best = [act for act in ACTS if follows(act, wrong, stake)]
    assert best
    assert min(worth[act] for act in best) >= max(worth.values()) - 1e-5
    assert follows("wait", 0.0, stake)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_terms_are_the_integral_along_the_path_of_equal_growth(seed):
    """Each term is what its factor adds while all grow steadily: an independent reference."""
    for one in funnels(seed):
        terms = parted(one.before, one.after)
        assert sum(terms) == pytest.approx(one.after[-1] - one.before[-1], abs=1e-3)
        if one.kind not in {"plain", "equal"}:
            continue
        below = zip((1.0, *one.before), (1.0, *one.after), strict=False)
        for term, a, b, (under_a, under_b) in zip(
            terms, one.before, one.after, below, strict=False
        ):
            growth = log((b / under_b) / (a / under_a))
            rate = log(one.after[-1] / one.before[-1])
            area, _ = quad(lambda t, r=rate, m=one.before[-1]: m * exp(r * t), 0, 1)
            assert term == pytest.approx(growth * area, rel=1e-6, abs=1e-3)
