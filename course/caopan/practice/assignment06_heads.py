"""Assignment 06, heads for the warehouse: parcels that wait, and what late ones cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Final

import numpy as np

from caopan.practice.assignment06 import PUBLIC
from caopan.practice.compare import described
from caopan.practice.exercise import AnswerError, call, exercise

MOST: Final = 60
"""Heads that are looked at."""
CLEAR: Final = 1.0
"""Yuan by which the best number leads, at least: no case hangs on a rounding."""


@dataclass(frozen=True)
class Fortnight:
    """Pieces of each day, pieces shipped a day without further heads and by each of them, yuan.

    wage: of a head and day. late: what a piece that waits overnight costs, each night.
    """

    pieces: tuple[int, ...]
    able: int
    per_head: int
    wage: float
    late: float


def waiting(pieces: Sequence[int], able: int) -> list[int]:
    """Pieces that wait after each day; what waits comes first on the next one.

    >>> waiting([10, 30, 5], 15)
    [0, 15, 5]
    """
    left, out = 0, []
    for day in pieces:
        left = max(left + day - able, 0)
        out.append(left)
    return out


def cost(one: Fortnight, heads: int) -> float:
    """Yuan of the fortnight: wages, and late pieces by the night.

    >>> cost(Fortnight((10, 30, 5), 15, 10, 100.0, 3.0), 0)
    60.0
    """
    nights = sum(waiting(one.pieces, one.able + heads * one.per_head))
    return one.wage * heads * len(one.pieces) + one.late * nights


def best_heads(pieces: Sequence[int], able: int, per_head: int, wage: float, late: float) -> int:
    """The cheapest number of further heads; the smaller one where two cost the same.

    >>> best_heads([10, 30, 5], 15, 10, 10.0, 3.0)
    1
    """
    one = Fortnight(tuple(pieces), able, per_head, wage, late)
    return min(range(MOST), key=lambda heads: cost(one, heads))


def _for_peak(one: Fortnight) -> int:
    return max(-(-(max(one.pieces) - one.able) // one.per_head), 0)


def _for_mean(one: Fortnight) -> int:
    short = sum(one.pieces) / len(one.pieces) - one.able
    return max(-(-int(np.ceil(short)) // one.per_head), 0)


def _forgetful(one: Fortnight) -> int:
    """A slip: what waited is gone the next morning."""

    def whole(heads: int) -> float:
        able = one.able + heads * one.per_head
        nights = sum(max(day - able, 0) for day in one.pieces)
        return one.wage * heads * len(one.pieces) + one.late * nights

    return min(range(MOST), key=whole)


def _one_day(one: Fortnight) -> int:
    """A slip: a head is paid for one day."""
    return min(range(MOST), key=lambda n: cost(one, n) - one.wage * n * (len(one.pieces) - 1))


_SLIPS: Final = (
    ("staffed for the dearest day; heads are paid on all days", _for_peak),
    ("what waits overnight still waits the next day", _forgetful),
    ("the mean day hides the rush", _for_mean),
    ("a head is paid every day of the fortnight", _one_day),
)


def fortnights(seed: int) -> list[Fortnight]:
    """Made fortnights: festivals in the middle, single rushes, flat ones; one needs nobody.

    >>> len(fortnights(PUBLIC))
    6
    """
    rng = np.random.default_rng([seed, 63])
    made: list[Fortnight] = []
    while len(made) < 6:
        usual = int(rng.integers(300, 3000))
        level = np.ones(14)
        if len(made) % 3 == 0:
            level[4:11] = 1.9
        elif len(made) % 3 == 1:
            level[int(rng.integers(1, 12))] = 3.5
        pieces = np.round(usual * level * rng.uniform(0.85, 1.15, 14)).astype(int)
        one = Fortnight(
            tuple(int(n) for n in pieces),
            int(usual * rng.uniform(0.95, 1.3)),
            int(usual * rng.uniform(0.05, 0.12)),
            float(rng.integers(200, 400)),
            round(float(rng.uniform(0.3, 4.0)), 1),
        )
        costs = [cost(one, heads) for heads in range(MOST)]
        best, second = sorted(costs)[:2]
        # in the last one nobody is needed, in all others somebody is
        if second - best > CLEAR and (costs[0] == best) == (len(made) == 5):
            made.append(one)
    return made


def said_of_heads(function: object, one: Fortnight) -> str:
    """Say what is wrong with a number of heads; empty where none is cheaper.

    >>> said_of_heads(best_heads, fortnights(PUBLIC)[0])
    ''
    """
    given = call(function, list(one.pieces), one.able, one.per_head, one.wage, one.late)
    if isinstance(given, bool) or not isinstance(given, Integral | np.integer):
        raise AnswerError(f"best_heads gives {described(given)}; whole heads are asked for.")
    if given == best_heads(one.pieces, one.able, one.per_head, one.wage, one.late):
        return ""
    near = (why for why, slip in _SLIPS if slip(one) == given)
    why = next(near, "another number is cheaper; follow the waiting pieces day by day")
    return f"best_heads gives {given}: {why}."


@exercise(
    "06-best-heads",
    "Write the waiting pieces day by day first: what waited, plus the day's, less what is shipped.",
    "Try 0, 1, 2, … heads: wages of all days plus late pieces of all nights; take the cheapest.",
    praise="No other number of heads is cheaper.",
)
def _heads(value: object) -> str | None:
    return next((said for one in fortnights(PUBLIC) if (said := said_of_heads(value, one))), None)
