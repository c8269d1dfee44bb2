"""Response curves: they find a known curve, know how sure they are, and refuse what is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.diagnosis import Shop
from caopan.errors import CaopanError
from caopan.market import variant
from caopan.market.trial import paid_arms, turns_of
from caopan.planning import fit_curve, in_trial, paid_days, paid_response, trial_shops

MINE = variant("liuyi", "08", "ada", b"k", days=84, faults=["none"])
TRIALS = 8


@pytest.fixture(scope="module")
def trials():
    """Some trials of one shop, two draws of the turns, four of luck: the rows of their days."""
    arms, found = paid_arms(MINE, MINE.days), []
    for lot in range(2):
        turns = turns_of(28, 4, lot)
        shops = trial_shops(MINE, arms, turns, range(TRIALS // 2))
        found += [in_trial(paid_days(shop), 0, turns) for shop in shops]
    return found


def test_a_known_curve_is_found_and_the_interval_holds_it_as_often_as_it_says():
    """Of 150 made trials of two budgets about 95 % of the intervals hold the true power."""
    rng = np.random.default_rng(7)
    spend = np.tile([40_000.0, 100_000.0], 14)
    held = []
    for seed in range(150):
        luck = np.exp(rng.normal(0, 0.3, 28))
        curve = fit_curve(spend, 500 * (spend / 1e5) ** 0.65 * luck, draws=200, seed=seed)
        held.append(curve.power.low <= 0.65 <= curve.power.high)
    assert 0.89 <= np.mean(held) <= 0.99


def test_trials_in_the_market_find_its_beta(trials):
    """The market's own power of visits lies in nearly all intervals, which are narrow."""
    powers = [paid_response(days).visits.power for days in trials]
    assert sum(one.low <= MINE.paid.beta <= one.high for one in powers) >= TRIALS - 1
    assert all(one.high - one.low < 0.25 for one in powers)
    assert np.mean([one.value for one in powers]) == pytest.approx(MINE.paid.beta, abs=0.03)


def test_trials_show_that_quality_fades(trials):
    """A wider audience buys less: GMV answers to spend far less than visits do."""
    found = [paid_response(days) for days in trials]
    assert all(one.credible and one.fade.value > 0 for one in found)
    assert np.mean([one.fade.low > 0 for one in found]) >= 0.5


@given(st.floats(0.1, 0.9), st.floats(0.1, 50.0), st.floats(0.5, 20.0))
@settings(max_examples=20)
def test_the_last_yuan_at_the_best_spend_brings_what_is_due(power, level, due):
    """Marginal is power times average, and equals what is due where the curve says it does."""
    spend = np.geomspace(1.0, 1e4, 20)
    curve = fit_curve(spend, level * spend**power, draws=20)
    for at in (2.0, 300.0):
        average, marginal = curve.average_roi(at).value, curve.marginal_roi(at).value
        assert marginal == pytest.approx(power * average, rel=1e-4)
    best = curve.best_spend(due)
    if best.beyond is None:
        assert curve.marginal_roi(best.fen).value == pytest.approx(due, rel=1e-3)
    ends = np.array([curve.least / 2, best.low, best.fen, best.high, curve.most * 2])
    assert (ends[1:] >= ends[:-1] * (1 - 1e-9)).all()


@given(st.floats(0.01, 1000.0))
@settings(max_examples=10)
def test_the_unit_of_money_changes_no_power(scale):
    """Fen or yuan: the same power, and the same interval."""
    spend = np.tile([40.0, 100.0], 8)
    gmv = 3 * spend**0.5 * np.exp(np.sin(np.arange(16)))
    plain, scaled = fit_curve(spend, gmv), fit_curve(spend * scale, gmv * scale)
    assert scaled.power == pytest.approx(plain.power, rel=1e-4, abs=1e-6)


def test_a_budget_that_grew_with_the_shop_is_no_response():
    """Where something moved along with spend, that is said in place of a curve."""
    found = paid_response(paid_days(Shop.of("liuyi")), ordinary=True)
    assert not found.credible
    assert "no diminishing return" in found.words(due=3.0)[0]


def test_a_trial_says_what_the_last_yuan_did(trials):
    """In words: powers, average, last yuan, what is due, and where it pays for itself."""
    found = paid_response(trials[0])
    said = " ".join(found.words(due=4.0))
    for part in ("to the power of", "the last one ¥", "It must bring ¥4.00", "an hour"):
        assert part in said
    assert found.gmv.marginal_roi(found.gmv.most).high < found.gmv.average_roi(found.gmv.most).high


@pytest.mark.parametrize(
    ("spend", "said"),
    [([1.0] * 20, "along with the trend"), ([0.0] + [1.0] * 19, "has none"), ([1, 2], "at least")],
)
def test_what_tells_nothing_is_refused(spend, said):
    """One budget, rows without spend, and two days: no curve comes of them."""
    with pytest.raises(CaopanError, match=said):
        fit_curve(spend, np.ones(len(spend)))
