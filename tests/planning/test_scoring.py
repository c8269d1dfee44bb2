"""What a plan is worth: nothing for nothing, one for the reference, less for risk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import Plan, play_many, sample
from caopan.planning import FORTNIGHT, score_plan, value_of
from caopan.planning.scoring import CAP, gains_of

SHOP = sample("yunshi")
SHORT = {"days": 3, "seeds": range(6)}
BETTER = Plan(paid_bp=5_000)
GAINS = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=100)


def test_doing_nothing_is_worth_nothing_and_the_reference_one():
    """The two ends of the scale, whatever the merchant's size."""
    assert score_plan(SHOP, Plan(), reference=BETTER, **SHORT).skill == 0
    same = score_plan(SHOP, BETTER, reference=BETTER, **SHORT)
    assert same.value_fen == same.reference_fen > 0
    assert 0 < same.skill <= 1  # below one only where hardly anything can be gained


def test_a_reference_in_fen_gives_the_same_score_as_its_plan():
    """What is known already needs not be played again."""
    whole = score_plan(SHOP, Plan(paid_bp=7_000), reference=BETTER, **SHORT)
    known = score_plan(SHOP, Plan(paid_bp=7_000), reference=whole.reference_fen, **SHORT)
    assert known.skill == whole.skill
    assert (known.differences_fen == whole.differences_fen).all()


def test_a_plan_far_better_than_its_reference_is_capped():
    """No plan counts for more than 1.2, and no points exceed the most there are."""
    score = score_plan(SHOP, BETTER, reference=1, **SHORT)
    assert score.skill <= CAP
    assert score.points(15) <= 15


@pytest.mark.parametrize(
    "fields",
    [
        {"paid": tuple(p.model_copy(update={"bid_fen": 1}) for p in SHOP.paid.plans())},
        {"stop_roi": 50.0, "stop_after_fen": 0},
    ],
)
def test_a_bid_or_a_stop_loss_is_no_way_around_the_mandate(fields):
    """Ads that are cut to nothing by the back door are refused; a stop that hardly fires is not."""
    with pytest.raises(CaopanError, match="bids and stop-loss leave"):
        score_plan(SHOP, Plan(**fields), reference=BETTER, mandate=FORTNIGHT, **SHORT)
    gentle = Plan(stop_roi=0.1, stop_after_fen=100_000)  # more than a session spends
    assert score_plan(SHOP, gentle, reference=BETTER, mandate=FORTNIGHT, **SHORT).skill < 0.2


def test_harm_is_below_zero_and_earns_no_points():
    """Pressing buyers as hard as one can loses money, and that is told."""
    score = score_plan(SHOP, Plan(hype=1.0), reference=BETTER, **SHORT)
    assert score.skill < 0
    assert score.points(15) == 0
    assert score.messages


def test_a_reference_that_loses_is_refused():
    """There is no scale between nothing and less than nothing."""
    with pytest.raises(CaopanError, match="reference: it loses"):
        score_plan(SHOP, Plan(), reference=Plan(hype=1.0), **SHORT)


@given(GAINS, st.integers(0, 10**6))
def test_a_gain_in_every_seed_is_worth_just_as_much(gains, more):
    """Value moves with a constant, and is never above the mean: risk costs, never pays."""
    array = np.array(gains)
    assert value_of(array + more) == pytest.approx(value_of(array) + more, abs=1)
    assert value_of(array) <= array.mean() + 1


def test_differences_are_taken_seed_by_seed():
    """Both sides face the same luck: the same plan twice differs in no seed."""
    idle, again = play_many([(SHOP, Plan())] * 2, days=2, seeds=range(4))
    assert not gains_of(again, idle).any()
