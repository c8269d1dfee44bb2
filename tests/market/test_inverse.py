"""The inverses are monotone, exact where they say so, and close where they approximate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from caopan.market.inverse import EXACT_BELOW, binomial, poisson, systematic

U = st.floats(1e-9, 1 - 1e-9)
GRID = (np.arange(20_000) + 0.5) / 20_000


@given(U, st.floats(0, EXACT_BELOW))
@settings(max_examples=200, deadline=None)
def test_small_poisson_counts_are_the_exact_quantile(u: float, mean: float) -> None:
    """Below the switch the count is scipy's quantile, but for rounding of the sum at its edge."""
    got = int(poisson(np.array([u]), np.array([mean]))[0])
    assert stats.poisson.cdf(got, mean) >= u - 1e-12
    assert got == 0 or stats.poisson.cdf(got - 1, mean) <= u + 1e-12


@given(U, st.integers(0, 400), st.floats(0.001, 0.999))
@settings(max_examples=200, deadline=None)
def test_small_binomial_counts_are_the_exact_quantile(u: float, n: int, p: float) -> None:
    """The same for the binomial law, from both ends."""
    if n * min(p, 1 - p) > EXACT_BELOW:
        return
    got = int(binomial(np.array([u]), np.array([n]), np.array([p]))[0])
    assert stats.binom.cdf(got, n, p) >= u - 1e-9
    assert got == 0 or stats.binom.cdf(got - 1, n, p) <= u + 1e-9


@pytest.mark.parametrize("mean", [6.5, 9, 20, 75, 400, 5000])
def test_large_poisson_is_close_in_distribution(mean: float) -> None:
    """Above the switch the distribution function is off by at most 0.4 %."""
    counts = poisson(GRID, np.full_like(GRID, mean))
    low = int(counts.min())
    share = np.cumsum(np.bincount(counts - low)) / len(GRID)
    exact = stats.poisson.cdf(np.arange(low, low + len(share)), mean)
    assert np.abs(share - exact).max() < 0.004


@pytest.mark.parametrize(("n", "p"), [(40, 0.2), (60, 0.5), (300, 0.07), (1000, 0.9), (9000, 0.3)])
def test_large_binomial_is_close_in_distribution(n: int, p: float) -> None:
    """The same for the binomial law."""
    counts = binomial(GRID, np.full(len(GRID), n), np.full_like(GRID, p))
    low = int(counts.min())
    share = np.cumsum(np.bincount(counts - low)) / len(GRID)
    exact = stats.binom.cdf(np.arange(low, low + len(share)), n, p)
    assert np.abs(share - exact).max() < 0.004


@given(st.lists(U, min_size=2, max_size=20), st.floats(0, 500))
@settings(max_examples=200, deadline=None)
def test_counts_grow_with_luck(luck: list[float], mean: float) -> None:
    """More luck never gives a smaller count, for any mean."""
    u = np.sort(np.array(luck))
    assert (np.diff(poisson(u, np.full(len(u), mean))) >= 0).all()
    n = np.full(len(u), 3 * int(mean))
    assert (np.diff(binomial(u, n, np.full(len(u), 0.3))) >= 0).all()


@given(U, st.floats(0.01, 400), st.floats(1, 3))
@settings(max_examples=300, deadline=None)
def test_a_better_plan_never_loses_more_than_the_switch(u: float, mean: float, more: float) -> None:
    """A larger mean never gives less, but for one unit where the method changes."""
    small, large = poisson(np.array([u, u]), np.array([mean, mean * more]))
    switched = mean <= EXACT_BELOW < mean * more
    assert large >= small - int(switched)


@given(U, st.integers(0, 10_000), st.floats(0, 1))
def test_systematic_sampling_rounds_the_mean_to_a_neighbour(u: float, n: int, p: float) -> None:
    """The count is the mean rounded down or up, never more than there are."""
    got = int(systematic(np.array([u]), np.array([n]), np.array([p]))[0])
    assert 0 <= got <= n
    assert abs(got - n * p) < 1 + 1e-9
