"""The reference plan: found by playing, the same each time, and told part by part."""

from itertools import pairwise

import pytest

from caopan.errors import CaopanError
from caopan.market import Plan, play_many, sample, with_fault
from caopan.planning import FORTNIGHT, changes_of, mandate_problems, reference_plan
from caopan.planning.reference import EFFORTS, effort_for
from caopan.planning.scoring import gains_of, value_of

SHOP = with_fault(sample("yunshi"), "FR4", severity=2.0)
SHORT = {"days": 4, "beliefs": {"FR4": 0.9, "none": 0.1}}


@pytest.fixture(scope="module")
def found():
    """A glance at a merchant with a bad scene."""
    return reference_plan(SHOP, 0.1, **SHORT)


def test_the_search_finds_what_is_wrong_and_stays_within_the_mandate(found):
    """It gains on doing nothing, and everything it does may be done."""
    assert found.value_fen > 0
    assert mandate_problems(SHOP, found.plan, FORTNIGHT) == ()
    assert len(found.parts) == len(changes_of(found.plan)) > 0
    assert found.tried > 50


def test_the_plan_gains_on_luck_that_the_search_has_not_seen(found):
    """What was chosen on some seeds also gains on others."""
    idle, played = play_many([(SHOP, Plan()), (SHOP, found.plan)], days=4, seeds=range(24))
    assert value_of(gains_of(played, idle)) > 0


def test_the_same_budget_gives_the_same_plan(found):
    """No clock and no chance has a say."""
    again = reference_plan(SHOP, 0.1, **SHORT)
    assert again == found


def test_each_part_is_worth_what_leaving_it_out_loses(found):
    """The sentences name every change; a part of a single change is worth the whole plan."""
    assert len(found.sentences()) == len(found.parts)
    if len(found.parts) == 1:
        assert found.parts[0].worth_fen == found.value_fen
    else:
        assert max(part.worth_fen for part in found.parts) > 0


def test_a_larger_budget_never_searches_less():
    """Each effort is at least as wide and as deep as the one before it."""
    tried = [effort_for(SHOP, seconds) for seconds in (0.1, 5, 20, 60, 300, 10_000)]
    assert tried[0] is EFFORTS[0]
    assert tried[-1] is EFFORTS[-1]
    assert all(all(a <= b for a, b in zip(x, y, strict=True)) for x, y in pairwise(tried))


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_budget_of_nothing_is_refused(seconds):
    """Nothing can be found without trying."""
    with pytest.raises(CaopanError, match="seconds"):
        reference_plan(SHOP, seconds, **SHORT)


def test_an_unknown_merchant_is_named():
    """The known ones are listed."""
    with pytest.raises(CaopanError, match="no sample merchant"):
        reference_plan("nobody", 1)
