"""The cases of a round: public ones known to all, private ones known from the secret alone."""

from datetime import timedelta

import pytest

from caopan.errors import CaopanError
from caopan.market import SAMPLES, Plan, as_found
from caopan.planning import private_cases, public_cases, score_cases
from caopan.planning.cases import Case

PRIVATE = private_cases(b"one", "open", 3, pairs=4)


def test_public_cases_are_the_samples_under_seeds_that_everybody_has():
    """What a trainee scores at home is what the open round shows."""
    found = public_cases(pairs=4)
    assert [one.name for one in found] == list(SAMPLES)
    assert found[0].scenario == as_found(SAMPLES[0])
    assert found[0].seeds == (0, 1, 2, 3)


def test_private_cases_follow_from_the_secret_and_the_round():
    """The same secret gives the same cases; another one, or another round, other cases."""
    assert private_cases(b"one", "open", 3, pairs=4) == PRIVATE
    for other in (private_cases(b"two", "open", 3), private_cases(b"one", "final", 3)):
        assert all(a.scenario != b.scenario for a, b in zip(PRIVATE, other, strict=True))
        assert all(set(a.seeds).isdisjoint(b.seeds) for a, b in zip(PRIVATE, other, strict=True))


def test_private_cases_lie_at_another_time_on_the_same_weekdays():
    """The calendar is private, too: whole weeks away, so that sessions fall on their weekdays."""
    moved = []
    for one in private_cases(b"one", "open", 12, pairs=2):
        usual, now = as_found(one.scenario.base), one.scenario
        last, usual_last = (s.first_day + timedelta(days=s.days) for s in (now, usual))
        moved.append((last - usual_last).days)
    assert all(days % 7 == 0 for days in moved)
    assert len(set(moved)) > 6


def test_a_private_case_has_one_serious_fault_that_can_be_mended():
    """Nothing beside it, and never one for which doing nothing is the answer."""
    for one in private_cases(b"one", "open", 24, pairs=2):
        assert len(one.scenario.faults) == 1
        assert one.scenario.circumstances == ()
        assert one.scenario.fault not in {"none", "FX1", "FX2", "FX3"}


def test_no_secret_no_cases():
    """An empty secret would be everybody's."""
    with pytest.raises(CaopanError, match="secret: is empty"):
        private_cases(b"", "open", 1)


def test_a_plan_is_scored_by_case_and_a_missing_one_is_doing_nothing():
    """Each case has its own score; nobody is punished for leaving one out but by its points."""
    cases = [Case("a", as_found("yunshi"), (0, 1)), Case("b", as_found("yunshi"), (2, 3))]
    references = dict.fromkeys("ab", 10_000_000)
    scores = score_cases(cases, {"a": Plan(hype=1.0)}, references, days=2)
    assert scores["a"].skill < 0
    assert scores["b"].skill == 0


@pytest.mark.parametrize(
    ("plans", "said"),
    [
        ({"a": Plan(paid_bp=0)}, "a: the plan goes beyond its mandate: paid: -100 %"),
        ({"a": Plan(pause=(20,))}, "a: the plan cannot be carried out: pause.0"),
        ({"z": Plan()}, "z: is no case here; take a"),
    ],
)
def test_a_plan_that_may_not_or_cannot_be_played_is_refused_by_name(plans, said):
    """The case, the field and the reason are named; nothing is half-played."""
    cases = [Case("a", as_found("yunshi"), (0, 1))]
    with pytest.raises(CaopanError, match=said):
        score_cases(cases, plans, {"a": 10_000_000}, days=2)
