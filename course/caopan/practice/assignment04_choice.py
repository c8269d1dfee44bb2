"""Assignment 04, the test worth its price: two suspects, and what each result would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isclose
from numbers import Real
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.practice.assignment04 import PUBLIC, REL
from caopan.practice.compare import described
from caopan.practice.exercise import AnswerError, call, exercise

if TYPE_CHECKING:
    import pandas as pd

CLEAR: Final = 10.0
"""Yuan by which the best test leads, or none is worth its price: no case hangs on a rounding."""


@dataclass(frozen=True)
class Quarrel:
    """Two suspects, and tests that may tell them apart; money is in yuan.

    p: probability of the first; else it is the second. first, second: what its repair regains if
    it is the fault, and what the repair costs either way. tests: by name its cost, and how often
    it says "first" if it is the first, and if it is the second.
    """

    p: float
    first: dict[str, float]
    second: dict[str, float]
    tests: dict[str, dict[str, float]]


def worth_of_tests(p: float, first: Any, second: Any, tests: Any) -> pd.Series:
    """What each of some tests adds to two suspects' repair, in yuan, the worthiest first.

    p: probability of the first suspect; else it is the second. first, second: ``gain`` of its
    repair if it is the fault, ``cost`` of that either way. tests: by name its ``cost``, and how
    often it says "first" if it is the first (``if_first``) or the second (``if_second``).

    >>> ask = {"cost": 100, "if_first": 1, "if_second": 0}
    >>> suspect = {"gain": 1000, "cost": 200}
    >>> worth_of_tests(0.5, suspect, suspect, {"ask": ask}).to_dict()
    {'ask': 400}
    """
    import pandas as pd

    worth = pd.Series(_worths(p, first, second, tests), name="worth, yuan")
    return worth.sort_values(ascending=False).round().astype("int64")


def best_test(p: float, first: Any, second: Any, tests: Any) -> dict[str, Any]:
    """The test that adds most, and what it adds; None and 0 where none is worth its price.

    >>> sure = {"ask": {"cost": 100, "if_first": 1, "if_second": 0}}
    >>> best_test(0.5, {"gain": 1000, "cost": 200}, {"gain": 1000, "cost": 200}, sure)
    {'test': 'ask', 'worth': 400.0}
    """
    return _chosen(p, first, second, tests)


def _chosen(p: float, first: Any, second: Any, tests: Any, **slip: bool) -> dict[str, Any]:
    worth = _worths(p, first, second, tests, **slip)
    name = max(worth, key=lambda each: worth[each])
    return {"test": name, "worth": worth[name]} if worth[name] > 0 else {"test": None, "worth": 0.0}


def _worths(
    p: float, first: Any, second: Any, tests: Any, *, idle: bool = True, paid: bool = True
) -> dict[str, float]:
    """What each test adds, its price taken off. idle, paid: False for a slip."""

    def best(a: float, b: float) -> float:
        """Most that can be made of the chances (not normed) of the two suspects."""
        costs = [(a + b) * one["cost"] * paid for one in (first, second)]
        acts = [a * first["gain"] - costs[0], b * second["gain"] - costs[1]]
        return float(max([0.0, *acts] if idle else acts))

    q, without = 1 - p, best(p, 1 - p)
    return {
        name: best(p * one["if_first"], q * one["if_second"])
        + best(p * (1 - one["if_first"]), q * (1 - one["if_second"]))
        - without
        - one["cost"]
        for name, one in tests.items()
    }


_CHOICES: Final[tuple[tuple[str, Callable[[Quarrel], str | None]], ...]] = (
    ("it is the cheapest one; what does it change in what you do?",
     lambda q: min(q.tests, key=lambda name: q.tests[name]["cost"])),
    ("it tells the two apart best; is it worth its price?",
     lambda q: max(q.tests, key=lambda n: abs(q.tests[n]["if_first"] - q.tests[n]["if_second"]))),
    ("doing nothing is an act, too", lambda q: _named(q, idle=False)),
    ("repairs cost money, the wrong one as well", lambda q: _named(q, paid=False)),
)  # fmt: skip


def _named(quarrel: Quarrel, **slip: bool) -> str | None:
    found = _chosen(quarrel.p, quarrel.first, quarrel.second, quarrel.tests, **slip)
    return found["test"] if found["test"] is None else str(found["test"])


def quarrels(seed: int) -> list[Quarrel]:
    """Made cases for ``choose_test``; in two of them no test is worth its price.

    >>> [best_test(q.p, q.first, q.second, q.tests)["test"] is None for q in quarrels(PUBLIC)]
    [False, False, False, False, True, True]
    """
    rng = np.random.default_rng([seed, 43])
    found: list[Quarrel] = []
    while len(found) < 6:
        sure = len(found) >= 4
        case = _quarrel(rng, 0.97 if sure else float(rng.uniform(0.35, 0.65)))
        worth = sorted(_worths(case.p, case.first, case.second, case.tests).values())
        if (worth[-1] < -CLEAR) if sure else (worth[-1] > CLEAR + max(worth[-2], 0)):
            found.append(case)
    return found


def _quarrel(rng: np.random.Generator, p: float) -> Quarrel:
    first, second = (
        {"gain": float(rng.integers(40, 120) * 100), "cost": float(rng.integers(5, 40) * 100)}
        for _ in range(2)
    )
    kinds = {  # cheap and blunt, middling, sharp, sharp and dear, dear and blind
        "ask_the_fans": (rng.integers(1, 4), 0.7, 0.3),
        "one_session": (rng.integers(4, 12), 0.85, 0.18),
        "two_sessions": (rng.integers(14, 32), 0.95, 0.06),
        "a_whole_week": (rng.integers(30, 60), 0.98, 0.02),
        "a_survey": (rng.integers(5, 15), 0.5, 0.5),
    }
    tests = {
        name: {
            "cost": float(cost * 100),
            "if_first": round(float(np.clip(yes + rng.normal(0, 0.02), 0, 1)), 2),
            "if_second": round(float(np.clip(no + rng.normal(0, 0.02), 0, 1)), 2),
        }
        for name, (cost, yes, no) in kinds.items()
    }
    return Quarrel(round(p, 2), first, second, tests)


def said_of_choice(function: object, quarrel: Quarrel) -> list[str]:
    """Say what is wrong with the test that is chosen, and with its worth.

    >>> said_of_choice(best_test, quarrels(PUBLIC)[0])
    []
    """
    tests = {name: dict(one) for name, one in quarrel.tests.items()}
    given = call(function, quarrel.p, dict(quarrel.first), dict(quarrel.second), tests)
    if not isinstance(given, Mapping) or not {"test", "worth"} <= set(given):
        raise AnswerError(
            f"choose_test gives {described(given)}; a dict with 'test' and 'worth' is asked for."
        )
    name, worth = given["test"], given["worth"]
    if name is not None and (not isinstance(name, str) or name not in tests):
        raise AnswerError(f"choose_test: {described(name)} is none of the tests, and not None.")
    if isinstance(worth, bool) or not isinstance(worth, Real):
        raise AnswerError(f"choose_test: worth is {described(worth)}; a number is asked for.")
    true = best_test(quarrel.p, quarrel.first, quarrel.second, quarrel.tests)
    said = []
    if name != true["test"]:
        said.append(f"choose_test takes {name}: {_why_choice(quarrel, name)}.")
    if not isclose(float(worth), true["worth"], rel_tol=REL, abs_tol=1e-6):
        said.append(
            f"choose_test gives the worth {float(worth):.6g}: {_why_worth(quarrel, worth)}."
        )
    return said


def _why_choice(quarrel: Quarrel, name: str | None) -> str:
    if name is None:
        return "a test is worth more than its price here"
    usual = "weigh what each result would have you do, times its chance, against its price"
    return next((why for why, slip in _CHOICES if slip(quarrel) == name), usual)


def _why_worth(quarrel: Quarrel, worth: Any) -> str:
    told = (quarrel.p, quarrel.first, quarrel.second, quarrel.tests)
    for why, slip in (
        ("doing nothing is an act, too", {"idle": False}),
        ("repairs cost money, the wrong one as well", {"paid": False}),
    ):
        if isclose(float(worth), _chosen(*told, **slip)["worth"], rel_tol=REL):
            return why
    return "take the best act after each result, less the best act without a test, less the price"


@exercise(
    "04-choose-test",
    "Without a test: the best of three acts: repair the first, repair the second, do nothing.",
    "A result has a chance: p times if_first, plus (1 - p) times if_second. Work with the two "
    "products themselves: they are the chances of 'says so and is so'.",
    "Worth: the best act after 'first' plus the best act after 'second', each weighed by its "
    "chance, less the best act without, less the price.",
    praise="It weighs what a result would change.",
)
def _choose_test(value: object) -> str | None:
    return next((said for one in quarrels(PUBLIC) for said in said_of_choice(value, one)), None)
