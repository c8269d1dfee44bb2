"""Assignment 07, voices: how long the second one speaks, so that the first one rests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any, Final

import numpy as np

from caopan.practice.assignment07 import PUBLIC
from caopan.practice.compare import described
from caopan.practice.exercise import AnswerError, call, exercise

TURN: Final = 120
"""Minutes that the first voice speaks before the second; told to trainees."""
FRESH: Final = 120
LOST: Final = 0.0013
LEAST: Final = 0.5
"""A voice is whole for so long, then loses so much a minute, down to so much (assumed); told."""
RESTS: Final = (15, 30, 45, 60, 90, 120)
CLEAR: Final = 1.0
"""Yuan by which the best rest leads: no case hangs on a rounding."""
REL: Final = 1e-6


@dataclass(frozen=True)
class Evening:
    """A session. worth: yuan of each minute at a whole voice. skill: of the second voice beside the
    first one. fee: yuan for the second one, whatever its turns. rests: lengths to choose from."""

    worth: tuple[float, ...]
    skill: float
    fee: float
    rests: tuple[int, ...] = RESTS


def voice(since: int) -> float:
    """A voice in the minute ``since`` it took over (0 first).

    >>> voice(0), voice(120), round(voice(220), 2), voice(10_000)
    (1.0, 1.0, 0.87, 0.5)
    """
    return max(1 - LOST * max(since - FRESH, 0), LEAST)


def earned(one: Evening, rest: int | None, *, turn: int = TURN) -> float:
    """Yuan of an evening: the first voice alone (None), or both in turns; before the fee."""
    total = 0.0
    for minute, worth in enumerate(one.worth):
        at = minute if rest is None else minute % (turn + rest)
        first = rest is None or at < turn
        total += worth * (voice(at) if first else one.skill * voice(at - turn))
    return total


def best_rest(
    worth: Sequence[float], skill: float, fee: float, rests: Sequence[int]
) -> dict[str, Any]:
    """The rest that adds most to the first voice alone; None where none adds anything.

    >>> best_rest([1.0] * 200, 0.9, 50.0, [30])
    {'rest': None, 'adds': 0}
    """
    one = Evening(tuple(worth), skill, fee, tuple(rests))
    alone = earned(one, None)
    adds = {rest: earned(one, rest) - alone - fee for rest in one.rests}
    rest = max(adds, key=lambda length: adds[length])
    return {"rest": rest, "adds": adds[rest]} if adds[rest] > 0 else {"rest": None, "adds": 0}


def _without_fee(one: Evening) -> dict[str, Any]:
    return best_rest(one.worth, one.skill, 0.0, one.rests)


def _as_good(one: Evening) -> dict[str, Any]:
    return best_rest(one.worth, 1.0, one.fee, one.rests)


def _flat(one: Evening) -> dict[str, Any]:
    mean = sum(one.worth) / len(one.worth)
    return best_rest([mean] * len(one.worth), one.skill, one.fee, one.rests)


def _never_tired(one: Evening) -> dict[str, Any]:
    """A slip: the first voice never tires, so nothing is won by resting."""
    return {"rest": None, "adds": 0}


_SLIPS: Final = (
    ("the second one's fee is missing", _without_fee),
    ("the second one sells less than the first: skill is missing", _as_good),
    ("the minutes are not worth the same", _flat),
    ("the first voice alone tires; some rest adds something here", _never_tired),
)


def evenings(seed: int) -> list[Evening]:
    """Made evenings: short and long, peaks early and late; at one of them nobody should rest.

    >>> len(evenings(PUBLIC))
    6
    """
    rng = np.random.default_rng([seed, 73])
    made: list[Evening] = []
    while len(made) < 6:
        minutes = int(rng.choice([240, 300, 360, 480, 600]))
        at, peak = np.arange(minutes), rng.uniform(0.2, 0.9) * minutes
        shape = 1 + rng.uniform(0.3, 1.5) * np.exp(-(((at - peak) / 60) ** 2))
        worth = tuple(float(n) for n in np.round(rng.uniform(5, 60) * shape, 2))
        fee = float(rng.integers(200, 900))
        one = Evening(worth, round(float(rng.uniform(0.6, 1.0)), 2), fee)
        alone = earned(one, None)
        adds = sorted((earned(one, rest) - alone - fee for rest in one.rests), reverse=True)
        clear = adds[0] - adds[1] > CLEAR and abs(adds[0]) > CLEAR
        # at the last one no rest adds anything, at all others one does
        if clear and (adds[0] < 0) == (len(made) == 5):
            made.append(one)
    return made


def said_of_rest(function: object, one: Evening) -> list[str]:
    """Say what is wrong with a choice: at most a reason for the rest and one for what it adds.

    >>> said_of_rest(best_rest, evenings(PUBLIC)[0])
    []
    """
    given = call(function, list(one.worth), one.skill, one.fee, list(one.rests))
    if not isinstance(given, Mapping) or not {"rest", "adds"} <= set(given):
        raise AnswerError(f'best_rest gives {described(given)}; {{"rest": …, "adds": …}} is asked.')
    true = best_rest(one.worth, one.skill, one.fee, one.rests)
    rest, adds = given["rest"], given["adds"]
    if isinstance(adds, bool) or not isinstance(adds, int | float | np.number):
        raise AnswerError(f"best_rest gives adds {described(adds)}; yuan are asked for.")
    why = next((why for why, slip in _SLIPS if _same(given, slip(one))), "")
    said = []
    if rest != true["rest"]:
        said.append(f"best_rest gives rest {rest}: {why or 'another one adds more'}.")
    if not isclose(float(adds), true["adds"], rel_tol=REL, abs_tol=1e-6):
        said.append(f"best_rest gives adds {float(adds):.6g}: {why or _HOW}.")
    return said


_HOW: Final = "sum worth × voice minute by minute, with the relay and alone"


def _same(given: Mapping[str, Any], slip: Mapping[str, Any]) -> bool:
    close = isclose(float(given["adds"]), slip["adds"], rel_tol=REL, abs_tol=1e-6)
    return close and given["rest"] == slip["rest"]


@exercise(
    "07-best-rest",
    "Write a function for the yuan of an evening: who speaks in each minute, since when.",
    "With turns, minute m lies at m % (120 + rest) of the loop; below 120 the first one speaks.",
    "Less the first voice alone, which tires over the whole evening, and less the fee.",
    praise="No other rest adds more.",
)
def _rest(value: object) -> str | None:
    said = (one for case in evenings(PUBLIC) for one in said_of_rest(value, case))
    return next(said, None)
