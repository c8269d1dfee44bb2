"""Assignment 05, the two functions: a merchant's stage, and what a funnel carries.

Each is tried on made cases, drawn from a seed: the checks take some that anybody can see, the
graded tests take hidden ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose, prod
from typing import Any, Final

import numpy as np

from caopan.practice.compare import as_numbers, described
from caopan.practice.exercise import AnswerError, call, exercise

PUBLIC: Final = 5
"""Seed of the cases that the checks take."""
REL: Final = 1e-6
FACTORS: Final = ("air_h", "covers_h", "enter", "buy", "worth")
SIZES: Final = (
    ("mature", 10_000_000), ("breakthrough", 3_000_000), ("growth", 300_000), ("cold start", 0),
)  # fmt: skip
FALL: Final = 0.05
NAMES: Final = (*(name for name, _ in SIZES), "renewal")


@dataclass(frozen=True)
class Path:
    """A course of plain months, and what decides its stage.

    months: GMV in yuan, oldest first. peers: the peers' change of the last month, or None.
    """

    months: tuple[float, ...]
    peers: float | None
    why: str


def place(months: list[float], peers: float | None) -> str:
    """Name the stage, as the assignment defines it.

    >>> place([4e6, 3.4e6, 2.9e6], -0.05), place([4e6, 3.4e6, 2.9e6], -0.3)
    ('renewal', 'growth')
    """
    size = next(name for name, least in SIZES if months[-1] >= least)
    if len(months) < 3:
        return size
    changes = [b / a - 1 for a, b in zip(months[-3:], months[-2:], strict=False)]
    beside = (1 + changes[-1]) / (1 + (peers or 0.0)) - 1
    return "renewal" if max(changes) < -FALL and beside < 0 else size


def paths(seed: int) -> list[Path]:
    """Made courses for ``place``, two for each of its rules.

    >>> sorted({place(list(one.months), one.peers) for one in paths(PUBLIC)}) == sorted(NAMES)
    True
    """
    rng = np.random.default_rng([seed, 51])
    k = float(rng.uniform(1.0, 1.25))
    size = "the size is that of the last month"
    two = "renewal takes two months that fall, one after the other"
    small = "a month counts as falling when it lost more than 5 %"
    theirs = "what the peers lost, too, is the season's"
    return [
        Path((2.2e6 * k, 2.6e6 * k, 3.1e6 * k), None, size),
        Path((1.5e6 * k, 0.15e6, 0.2e6), None, size),
        Path((9.5e6, 9.8e6, 1e7 * k), 0.0, size),
        Path((0.2e6, 0.3e6), None, "a stage begins at its border, the border itself is in it"),
        Path((0.5e6 * k, 0.29e6, 0.2e6), -0.1, two),
        Path((4e6 * k, 5e6 * k, 3.6e6 * k), 0.0, two),
        Path((5e6 * k, 4.2e6 * k), 0.0, "two months know one change only"),
        Path((5e6 * k, 4.85e6 * k, 4.1e6 * k), 0.0, small),
        Path((5e6 * k, 4.2e6 * k, 4.05e6 * k), 0.0, small),
        Path((12e6 * k, 11e6 * k, 10.2e6 * k), 0.02, "renewal may come at any size"),
        Path((2e6 * k, 1.6e6 * k, 1.2e6 * k), -0.32, theirs),
        Path((2e6 * k, 1.6e6 * k, 1.2e6 * k), -0.12, theirs),
        Path((9e6, 2e6 * k, 1.6e6 * k, 1.2e6 * k), None, "without peers the own change counts"),
    ]


def said_of_place(function: object, path: Path) -> str:
    """Say what is wrong with the stage of one course; empty where it is right.

    >>> said_of_place(place, paths(PUBLIC)[0])
    ''
    """
    given = call(function, list(path.months), path.peers)
    if given not in NAMES:
        raise AnswerError(
            f"place gives {described(given)}; one of {', '.join(NAMES)} is asked for."
        )
    true = place(list(path.months), path.peers)
    return "" if given == true else f"place gives {given!r} where this decides: {path.why}."


@dataclass(frozen=True)
class Load:
    """A funnel, its peers, what actions can do, and a wish.

    own, upper: by factor now, and what three in four peers stay below. times: by factor, at most
    by actions; 1 where it is not named. wish: yuan a month.
    """

    own: dict[str, float]
    upper: dict[str, float]
    times: dict[str, float]
    wish: float


def carry(
    own: Mapping[str, float], upper: Mapping[str, float], times: Mapping[str, float], wish: float
) -> dict[str, Any]:
    """What a funnel carries in a month, as the assignment defines it.

    >>> one = dict.fromkeys(FACTORS, 2.0)
    >>> found = carry(one, dict.fromkeys(FACTORS, 3.0), {"buy": 1.1}, 1_000.0)
    >>> round(found["most_yuan"], 2), found["carried"], round(found["needed"]["buy"], 2)
    (150.86, False, 14.58)
    """
    return _carried(own, upper, times, wish)


def _carried(
    own: Mapping[str, float],
    upper: Mapping[str, float],
    times: Mapping[str, float],
    wish: float,
    *,
    peers: bool = True,
    actions: bool = True,
    floor: bool = True,
    month: float = 30 / 7,
    from_own: bool = False,
) -> dict[str, Any]:
    """The answer; each keyword is a slip when it is turned."""
    limits = {}
    for name in FACTORS:
        most = own[name] * times.get(name, 1.0)
        both = min([upper[name]] * peers + [most] * actions)
        limits[name] = max(own[name], both) if floor else both
    whole = prod(limits.values()) * month
    base = own if from_own else limits
    needed = {name: base[name] * wish / whole for name in FACTORS}
    return {"most_yuan": whole, "carried": wish <= whole, "needed": needed}


_SLIPS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("the peers bound a factor, too", {"peers": False}),
    ("actions bound a factor, too: where none is named it stays", {"actions": False}),
    ("no bound lies below what the shop already has", {"floor": False}),
    ("a month of thirty days is asked for, the factors tell a week", {"month": 1.0}),
    ("a month is thirty days here, not four weeks", {"month": 4.0}),
    ("the other factors stand at their bounds, and so does this one to begin with",
     {"from_own": True}),
)  # fmt: skip


def loads(seed: int) -> list[Load]:
    """Made cases for ``carry``: the shop ahead of its peers in some factor, wishes on both sides.

    >>> sum(carry(o.own, o.upper, o.times, o.wish)["carried"] for o in loads(PUBLIC))
    3
    """
    rng = np.random.default_rng([seed, 52])
    found = []
    for at in range(6):
        own = {"air_h": float(rng.integers(15, 45)), "covers_h": float(rng.integers(5, 90) * 1_000),
               "enter": float(rng.uniform(0.05, 0.15)), "buy": float(rng.uniform(0.01, 0.04)),
               "worth": float(rng.uniform(80, 400))}  # fmt: skip
        ahead = FACTORS[int(rng.integers(1, 5))]
        upper = {n: own[n] * float(rng.uniform(1.02, 1.3)) for n in FACTORS}
        upper |= {"air_h": own["air_h"], ahead: own[ahead] * 0.8}
        chosen = rng.permutation(FACTORS[1:])[:3]
        times = {str(n): round(float(rng.uniform(1.03, 1.25)), 2) for n in chosen}
        most = carry(own, upper, times, 1.0)["most_yuan"]
        times_wish = float(rng.uniform(1.2, 6)) if at % 2 else float(rng.uniform(0.6, 0.95))
        found.append(Load(own, upper, times, round(most * times_wish)))
    return found


def said_of_carry(function: object, one: Load) -> list[str]:
    """Say what is wrong with one case: at most three reasons, for the most, the yes, the needs.

    >>> said_of_carry(carry, loads(PUBLIC)[0])
    []
    """
    given = call(function, dict(one.own), dict(one.upper), dict(one.times), one.wish)
    true = carry(one.own, one.upper, one.times, one.wish)
    try:
        most = as_numbers(given, ("most_yuan",), "carry(...)")["most_yuan"]
        if not isinstance(given, Mapping) or not {"carried", "needed"} <= set(given):
            raise AnswerError("carry(...): the keys 'carried' and 'needed' are asked for, too.")
        needed = as_numbers(given["needed"], FACTORS, "carry(...)['needed']")
    except AssertionError as problem:
        raise AnswerError(str(problem)) from problem
    said = []
    if not isclose(most, true["most_yuan"], rel_tol=REL):
        said.append(f"carry gives most_yuan {most:.6g}: {_why(one, 'most_yuan', most)}.")
    if given["carried"] is not true["carried"] and given["carried"] != true["carried"]:
        said.append("carry: carried is whether the wish is no more than most_yuan.")
    wrong = [n for n in FACTORS if not isclose(needed[n], true["needed"][n], rel_tol=REL)]
    if wrong:
        value = needed[wrong[0]]
        said.append(f"carry needs {value:.6g} of {wrong[0]}: {_why(one, wrong[0], value)}.")
    return said


def _why(one: Load, name: str, value: float) -> str:
    for why, slip in _SLIPS:
        found = _carried(one.own, one.upper, one.times, one.wish, **slip)
        other = found["most_yuan"] if name == "most_yuan" else found["needed"][name]
        if isclose(value, other, rel_tol=REL):
            return why
    return "this does not follow from the definition; try one factor by hand"


@exercise(
    "05-place",
    "First the size, by the last month; then whether two months fell.",
    "Beside the peers: (1 + own change) ÷ (1 + their change) − 1; without peers the own change.",
    praise="Each rule holds.",
)
def _place(value: object) -> str | None:
    return next((said for one in paths(PUBLIC) if (said := said_of_place(value, one))), None)


@exercise(
    "05-carry",
    "A factor's bound: the smaller of what peers and actions allow, never below what is there.",
    "Multiply the five bounds; times 30 ÷ 7 it is a month.",
    "needed: the factor's own bound × wish ÷ most_yuan.",
    praise="It carries what it can, and no more.",
)
def _carry(value: object) -> str | None:
    return next((said for one in loads(PUBLIC) for said in said_of_carry(value, one)), None)
