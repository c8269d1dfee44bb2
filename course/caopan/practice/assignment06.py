"""Assignment 06, the functions about one piece and one order: what it leaves, how many to order.

Each is tried on made cases, drawn from a seed: the checks take some that anybody can see, the
graded tests take hidden ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import ceil, isclose
from numbers import Integral, Real
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from caopan.practice.compare import described, ended
from caopan.practice.exercise import AnswerError, call, exercise

PUBLIC: Final = 6
"""Seed of the cases that the checks take."""
REL: Final = 1e-6


@dataclass(frozen=True)
class Piece:
    """What is known of a piece; money in yuan, shares from 0 to 1."""

    income: float
    cost: float
    refund: float
    early: float
    fee: float
    ship: float
    handling: float


def leaves(
    income: float,
    cost: float,
    refund: float,
    early: float,
    fee: float,
    ship: float,
    handling: float,
) -> float:
    """What an ordered piece leaves on average, as the assignment defines it, in yuan.

    >>> round(leaves(285, 155, 0.08, 0.35, 0.08, 4.5, 9), 2)
    93.78
    """
    kept = (1 - refund) * (income * (1 - fee) - cost)
    return kept - ship * (1 - refund * early) - handling * refund * (1 - early)


def _slips() -> tuple[tuple[str, Callable[[Piece], float]], ...]:
    def of(one: Piece, **other: float) -> float:
        return leaves(**{**asdict(one), **other})

    def goods_of_all(one: Piece) -> float:
        return of(one) - one.refund * one.cost

    def fee_of_all(one: Piece) -> float:
        return of(one) - one.refund * one.income * one.fee

    return (
        ("returns are left out", lambda one: of(one, refund=0.0)),
        ("the fee is left out", lambda one: of(one, fee=0.0)),
        ("goods that come back are not used up", goods_of_all),
        ("no fee is kept of what is paid back", fee_of_all),
        ("what goes back before it is shipped needs no parcel, and no handling",
         lambda one: of(one, early=0.0)),
        ("what was shipped costs a parcel, also where it comes back",
         lambda one: of(one) + one.ship * one.refund * (1 - one.early)),
        ("handling a return is left out", lambda one: of(one, handling=0.0)),
        ("the parcel is left out", lambda one: of(one, ship=0.0)),
    )  # fmt: skip


def pieces_of(seed: int) -> list[Piece]:
    """Made pieces: calm and returned ones, cheap and dear ones.

    >>> len(pieces_of(PUBLIC))
    6
    """
    rng = np.random.default_rng([seed, 61])
    made = []
    for high in (0.1, 0.1, 0.3, 0.5, 0.7, 0.0):
        income = float(rng.integers(20, 400))
        made.append(
            Piece(
                income=income,
                cost=round(income * float(rng.uniform(0.3, 0.7)), 1),
                refund=round(high * float(rng.uniform(0.6, 1.0)), 2),
                early=round(float(rng.uniform(0.2, 0.5)), 2),
                fee=round(float(rng.uniform(0.01, 0.25)), 2),
                ship=round(float(rng.uniform(2.5, 6.0)), 1),
                handling=round(float(rng.uniform(6.0, 15.0)), 1),
            )
        )
    return made


def said_of_leaves(function: object, one: Piece) -> str:
    """Say what is wrong with what a piece leaves; empty where it is right.

    >>> said_of_leaves(leaves, pieces_of(PUBLIC)[0])
    ''
    """
    given = _number(call(function, *asdict(one).values()), "leaves")
    if isclose(given, leaves(**asdict(one)), rel_tol=REL, abs_tol=1e-6):
        return ""
    near = (why for why, slip in _slips() if isclose(given, slip(one), rel_tol=REL, abs_tol=1e-6))
    why = next(near, "this does not follow from the four lines; try a piece that never comes back")
    return f"leaves gives {given:.6g}: {why}."


@dataclass(frozen=True)
class Choice:
    """Draws of demand, yuan that a piece too few loses, and a piece too many."""

    draws: tuple[int, ...]
    few: float
    many: float


def best_order(draws: Sequence[int], few: float, many: float) -> int:
    """The smallest whole order with the least expected loss: reached in few / (few + many).

    >>> best_order([4, 1, 3, 2], 3.0, 1.0)
    3
    """
    held = sorted(draws)
    # one draw more than the ratio asks for would be a piece too many
    at = ceil(round(len(held) * few / (few + many), 9)) - 1
    return held[max(at, 0)]


def loss(choice: Choice, order: float) -> float:
    """What an order loses on average, in yuan.

    >>> loss(Choice((2, 4), 3.0, 1.0), 3)
    2.0
    """
    draws = np.asarray(choice.draws, dtype=np.float64)
    few, many = np.maximum(draws - order, 0), np.maximum(order - draws, 0)
    return float((choice.few * few + choice.many * many).mean())


def _normal(one: Choice) -> float:
    draws = np.asarray(one.draws, dtype=np.float64)
    ratio = one.few / (one.few + one.many)
    return float(NormalDist(float(draws.mean()), float(draws.std()) or 1.0).inv_cdf(ratio))


_ORDERS: Final[tuple[tuple[str, Callable[[Choice], float]], ...]] = (
    ("this is the mean; what does a mistake cost on either side?",
     lambda one: float(np.mean(one.draws))),
    ("this is the median; which mistake is dearer?", lambda one: float(np.median(one.draws))),
    ("the ratio is turned: a piece too few stands above the line",
     lambda one: best_order(one.draws, one.many, one.few)),
    ("it fits a bell curve; these draws have a shape of their own", _normal),
    ("the largest demand that was seen is rarely worth stocking for",
     lambda one: float(max(one.draws))),
)  # fmt: skip


def choices(seed: int) -> list[Choice]:
    """Made cases: dear and cheap mistakes, lopsided demand, few draws, small numbers.

    >>> len(choices(PUBLIC))
    8
    """
    rng = np.random.default_rng([seed, 62])
    made: list[Choice] = []
    for shape, low, high in (
        ("round", 0.75, 0.95), ("round", 0.2, 0.45), ("long", 0.7, 0.95), ("long", 0.2, 0.5),
        ("two", 0.55, 0.9), ("two", 0.15, 0.4), ("small", 0.6, 0.95), ("few", 0.3, 0.9),
    ):  # fmt: skip
        count = 7 if shape == "few" else 199
        draws = _drawn(rng, shape, count)
        # between two steps of the ratio: no case hangs on a rounding
        step = int(rng.integers(int(low * count), max(int(high * count), int(low * count) + 1)))
        ratio = (step + 0.5) / count
        whole = float(rng.integers(20, 200))
        made.append(Choice(draws, round(ratio * whole, 4), round((1 - ratio) * whole, 4)))
    return made


def _drawn(rng: np.random.Generator, shape: str, count: int) -> tuple[int, ...]:
    if shape == "long":
        draws = rng.lognormal(5, 0.7, count)
    elif shape == "two":
        draws = np.where(rng.random(count) < 0.3, rng.normal(900, 40, count),
                         rng.normal(300, 40, count))  # fmt: skip
    elif shape == "small":
        draws = rng.poisson(3, count).astype(np.float64)
    else:
        draws = rng.normal(600, 120, count)
    return tuple(int(one) for one in np.maximum(np.round(draws), 0))


def said_of_order(function: object, one: Choice) -> str:
    """Say what is wrong with an order; empty where no other one loses less.

    >>> said_of_order(best_order, choices(PUBLIC)[0])
    ''
    """
    given: Any = call(function, list(one.draws), one.few, one.many)
    number = _number(given, "best_order")
    true = best_order(one.draws, one.few, one.many)
    if isinstance(given, Integral | np.integer) and int(number) == true:
        return ""
    if isclose(number, round(number), abs_tol=1e-9) and round(number) == true:
        return f"best_order gives {described(given)}: whole pieces are asked for, as an int."
    near = (why for why, slip in _ORDERS if abs(number - slip(one)) <= 0.5)
    why = next(near, "another order loses less; try a few orders by hand")
    return f"best_order gives {number:.6g}: {ended(why)}"


def _number(given: object, what: str) -> float:
    if isinstance(given, bool) or not isinstance(given, Real) or not np.isfinite(float(given)):
        raise AnswerError(f"{what} gives {described(given)}; a finite number is asked for.")
    return float(given)


@exercise(
    "06-leaves",
    "Four lines: what is kept of the price, the goods of what is kept, parcels, handling.",
    "refund × early never leaves the warehouse; refund × (1 − early) travels both ways.",
    praise="What a piece leaves, returns and all.",
)
def _leaves(value: object) -> str | None:
    return next((said for one in pieces_of(PUBLIC) if (said := said_of_leaves(value, one))), None)


@exercise(
    "06-best-order",
    "Sort the draws. One piece more is worth it as long as it is asked for often enough.",
    "The smallest draw such that the share of draws up to it is few ÷ (few + many) or more.",
    praise="No other order loses less.",
)
def _best_order(value: object) -> str | None:
    return next((said for one in choices(PUBLIC) if (said := said_of_order(value, one))), None)
