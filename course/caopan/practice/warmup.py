"""The warm-up contest: the shape of an entry, the proper score of a belief, the skill of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isclose
from typing import TYPE_CHECKING, Final

from caopan.practice.compare import as_numbers, described
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.market import Scenario

FAULTS: Final = ("none", "FG2", "FG3", "FT1", "FT3", "FT6", "FR3", "FR4")
"""Answers that this round asks for."""
PLANS: Final = ("A", "B", "C")
DAYS: Final = 14
# Skill 1 is a careful operator, who gets five sixths of the best plan's gain (assumed).
CAP: Final = 1.2


@exercise(
    "warmup-belief",
    "Probabilities are shares of one: halves and quarters will do.",
    "Certain and wrong costs twice as much as knowing nothing. What else fits your cut?",
    praise="A belief in the right shape. Whether it is a good one, the close will tell.",
)
def broken_belief(value: object) -> str | None:
    """Say which rule of a belief is broken: ids, range, sum; None where it holds.

    >>> broken_belief({"none": 0.5, "FG2": 0.5}) is None
    True
    >>> broken_belief({"none": 0.5})
    'belief: the probabilities add up to 0.5; they must add up to 1.'
    """
    if not isinstance(value, Mapping):
        return f"belief: a dict is asked for, not {type(value).__name__}."
    unknown = [name for name in value if name not in FAULTS]
    if unknown:
        return f"belief: {unknown[0]!r} is no fault id; there are {', '.join(FAULTS)}."
    try:
        given = as_numbers(value, tuple(value), "belief")
    except AssertionError as broken:
        return str(broken)
    wrong = [name for name, p in given.items() if not 0 <= p <= 1]
    if wrong:
        return f"belief[{wrong[0]!r}] is {given[wrong[0]]:g}; a probability lies in 0 to 1."
    total = sum(given.values())
    if not isclose(total, 1, abs_tol=1e-3):
        return f"belief: the probabilities add up to {total:g}; they must add up to 1."
    return None


@exercise(
    "warmup-plan",
    "Play the three plans on the sample merchant with the fault that you believe in.",
    praise="A plan that can be played.",
)
def broken_plan(value: object) -> str | None:
    """Say whether a plan is no plan; None where it is one.

    >>> broken_plan("a")
    "plan: choose 'A', 'B' or 'C', not 'a'."
    """
    if isinstance(value, str) and value in PLANS:
        return None
    return f"plan: choose 'A', 'B' or 'C', not {described(value)}."


def brier(belief: Mapping[str, float], fault: str) -> float:
    """Give the Brier score over all classes: 0 certain and right, 2 certain and wrong.

    Args:
        belief: probabilities by fault id; an id left out counts as 0.
        fault: the true one.

    >>> brier({"none": 0.5, "FG2": 0.5}, "FG2")
    0.5
    """
    classes = {*belief, fault}
    return sum((float(belief.get(c, 0)) - (c == fault)) ** 2 for c in classes)


def skill(scenario: Scenario, plan: str, seeds: Sequence[int], *, days: int = DAYS) -> float:
    """Play all three plans and doing nothing under the same luck; say how good the chosen one is.

    Args:
        scenario: the merchant as it truly is.
        plan: "A", "B" or "C".
        seeds: the luck.
        days: how long each is played.

    Returns:
        0 for doing nothing or worse, 1 for a careful operator, 1.2 for the best plan.
    """
    from caopan.market import baseline, play_many, three_plans

    plans = three_plans(scenario)
    pairs = [(scenario, baseline(scenario)), *((scenario, p) for p in plans.values())]
    idle, *played = play_many(pairs, days=days, seeds=seeds)
    gains = [float((one.total_fen - idle.total_fen).mean()) for one in played]
    return skill_of(dict(zip(plans, gains, strict=True)), plan)


def skill_of(gains: Mapping[str, float], plan: str) -> float:
    """Turn gains over doing nothing into the skill of one plan.

    Where no plan gains, the least bad one is the best that could be chosen.

    >>> skill_of({"A": 10.0, "B": 5.0, "C": -3.0}, "B"), skill_of({"A": -1.0, "B": -2.0}, "A")
    (0.6, 1.2)
    """
    best = max(gains.values())
    if best <= 0:
        return CAP if gains[plan] == best else 0.0
    return CAP * max(gains[plan], 0.0) / best
