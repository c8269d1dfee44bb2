"""The exact decomposition on numbers."""

from decimal import Decimal, localcontext
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.diagnosis import CHAIN, FACTORS, decompose
from caopan.diagnosis.divisia import by_largest_remainder, log_mean
from caopan.errors import CaopanError

COUNT = st.integers(1, 10**7)
FEN = st.integers(1, 10**12)
WHOLE = st.tuples(*[COUNT] * 7, FEN)
"""A chain without zeros."""
ANY = st.tuples(*[st.one_of(st.just(0), COUNT)] * 7, st.one_of(st.just(0), FEN))


FEW = settings(max_examples=25)


def side(numbers, off=0):
    """A side of a comparison by name."""
    return dict(zip(CHAIN, numbers, strict=True)) | {"off_funnel_fen": off}


def ratios(numbers):
    """The factors of a chain, exactly."""
    exact = [Decimal(one) for one in numbers]
    return [exact[0], *(b / a for a, b in pairwise(exact))]


def reference(before, after):
    """The index's terms in fifty digits, from its definition."""
    with localcontext() as context:
        context.prec = 50
        first, last = Decimal(before[-1]), Decimal(after[-1])
        mean = first if first == last else (last - first) / (last / first).ln()
        pairs = zip(ratios(before), ratios(after), strict=True)
        return [mean * (y / x).ln() for x, y in pairs]


@given(ANY, ANY, st.integers(0, 10**10), st.integers(0, 10**10))
def test_terms_add_up_to_the_change_to_the_fen(before, after, off0, off1):
    """Whatever is zero, and however large the numbers, nothing is lost and nothing is left."""
    terms = decompose(side(before, off0), side(after, off1))
    assert terms.fen.shape == (len(FACTORS),)
    assert int(terms.fen.sum()) == after[-1] + off1 - before[-1] - off0


@given(WHOLE, WHOLE)
@FEW
def test_each_term_is_that_of_the_definition_in_fifty_digits(before, after):
    """Rounding moves a term by less than a fen; the arithmetic is exact to 14 digits."""
    terms = decompose(side(before), side(after)).fen[:-1]
    for got, due in zip(terms.tolist(), reference(before, after), strict=True):
        assert abs(got - due) < 1 + max(abs(due), Decimal(max(before[-1], after[-1]))) / 10**12


@given(WHOLE, WHOLE)
@FEW
def test_terms_are_the_work_done_along_the_path_of_even_growth(before, after):
    """An independent derivation: the integral of GMV d(ln factor), all factors growing evenly."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    time = (nodes + 1) / 2
    x, y = (np.array([float(one) for one in ratios(numbers)]) for numbers in (before, after))
    gmv = np.exp(np.log(x).sum() + time * np.log(y / x).sum())
    work = (weights / 2 * gmv).sum() * np.log(y / x)
    got = decompose(side(before), side(after)).fen[:-1]
    assert np.allclose(got, work, rtol=1e-6, atol=2)


@given(WHOLE, WHOLE, st.integers(0, 6), st.integers(2, 1000))
@FEW
def test_the_unit_in_which_a_step_is_counted_changes_no_other_term(before, after, at, times):
    """Counting the first step in thousands, say, leaves all terms as they are, but for a fen."""
    scaled = [list(numbers) for numbers in (before, after)]
    for numbers in scaled:
        numbers[at] *= times
    plain, other = decompose(side(before), side(after)), decompose(*map(side, scaled))
    slack = 1 + max(before[-1], after[-1]) // 10**12
    assert np.abs(plain.fen - other.fen).max() <= slack


@given(WHOLE, WHOLE)
@FEW
def test_looking_back_turns_every_sign(before, after):
    """From after to before each term is the opposite, but for the rounding of a fen."""
    there, back = decompose(side(before), side(after)), decompose(side(after), side(before))
    assert np.abs(there.fen + back.fen).max() <= 1


@given(st.lists(st.tuples(ANY, ANY), min_size=1, max_size=6), st.randoms(use_true_random=False))
@FEW
def test_rows_are_decomposed_each_for_itself(pairs, random):
    """Many shops at once give what each gives alone, in whatever order they stand."""
    order = list(range(len(pairs)))
    random.shuffle(order)
    sides = [pd.DataFrame([side(pairs[at][which]) for at in order]) for which in (0, 1)]
    together = decompose(*sides).fen
    for place, at in enumerate(order):
        alone = decompose(side(pairs[at][0]), side(pairs[at][1])).fen
        assert together[place].tolist() == alone.tolist()


@pytest.mark.parametrize("step", range(8))
def test_zeros_take_the_limit_of_the_terms(step):
    """A chain that breaks off gives the terms that ever smaller numbers in its place tend to."""
    before = [1000, 200, 190, 400, 40, 8, 7, 70_000]
    after = [900, 250, 230, 500, 30, *[6, 5, 61_000]]
    broken = after[:step] + [0] * (8 - step)
    with localcontext() as context:
        context.prec = 50
        tiny = Decimal(10) ** -1_000_000
        # the ratios after the one that vanishes are as they were: 0 ÷ 0 is no change
        small = after[:step] + [tiny * one for one in before[step:]]
        due = [float(one) for one in reference(before, small)]
    got = decompose(side(before), side(broken)).fen[:-1]
    assert np.allclose(got, due, atol=0.2)  # they converge as 1 ÷ the logarithm
    assert got[step] == -70_000


def test_a_chain_with_a_gap_is_off_the_funnel():
    """Clicks without an exposure: no product of steps, so the change stands beside the funnel."""
    before = side([100, 10, 9, 0, 4, 2, 2, 5_000])
    terms = decompose(before, side([100, 10, 9, 30, 4, 2, 2, 8_000], off=500))
    assert terms.fen.tolist() == [0] * 8 + [3_500]
    assert int(terms.of("off-funnel")) == 3_500


BAD = [
    ({"clicks": None}, "not a number|unknown"),
    ({"clicks": float("nan")}, "unknown or infinite"),
    ({"visits": float("inf")}, "unknown or infinite"),
    ({"creates": -1}, "negative"),
    ({"gmv_fen": 12.5}, "whole fen"),
    ({"gmv_fen": -5}, "negative"),
    ({"viewers": "many"}, "not a number"),
]


@pytest.mark.parametrize(("change", "said"), BAD)
def test_numbers_that_are_none_are_refused_in_words(change, said):
    """Nothing unknown, negative or fractional passes for a number of the funnel."""
    good = side([100, 10, 9, 30, 4, 2, 2, 5_000])
    with pytest.raises(CaopanError, match=said):
        decompose(good, good | change)


def test_a_missing_step_and_unlike_shapes_are_refused_in_words():
    """The message names the step, or the shapes."""
    good = side([100, 10, 9, 30, 4, 2, 2, 5_000])
    with pytest.raises(CaopanError, match="'creates' is missing"):
        decompose({name: one for name, one in good.items() if name != "creates"}, good)
    three, two = ({name: np.full(n, one) for name, one in good.items()} for n in (3, 2))
    with pytest.raises(CaopanError, match="shapes"):
        decompose(three, two)
    with pytest.raises(CaopanError, match="no factor 'luck'"):
        decompose(good, good).of("luck")


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=9), st.integers(0, 40))
def test_the_largest_remainder_keeps_the_total(parts, extra):
    """Parts round to whole numbers that add up; without a surplus each moves by less than one."""
    total = round(float(np.sum(parts)))
    got = by_largest_remainder(np.array(parts), np.array(total + extra))
    assert int(got.sum()) == total + extra
    if not extra:
        assert np.abs(got - parts).max() < 1 + 1e-5


@given(st.floats(1e-3, 1e12), st.floats(1e-3, 1e12))
def test_the_logarithmic_mean_lies_between_the_geometric_and_the_arithmetic(a, b):
    """It is one mean of the two, whichever comes first."""
    mean = float(log_mean(a, b))
    assert mean == float(log_mean(b, a))
    assert (a * b) ** 0.5 * (1 - 1e-12) <= mean <= (a + b) / 2 * (1 + 1e-12)
