"""Assignment 03: a trainee's own decomposition of any funnel, tried on made ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isclose, log
from random import Random
from typing import Any, Final, NamedTuple

from caopan.practice.compare import described
from caopan.practice.exercise import AnswerError, call, exercise

REL: Final = 1e-6
"""How near a term must be, against the larger of the two amounts."""
PUBLIC: Final = 3
"""Seed of the funnels that the check takes."""


class Funnel(NamedTuple):
    """Two sides of a funnel, and what it is made to try."""

    kind: str
    before: tuple[float, ...]
    after: tuple[float, ...]


def parted(before: Sequence[float], after: Sequence[float]) -> list[float]:
    """Part the change of a funnel's last quantity among its steps, by the rules of task 3.

    >>> [round(term, 6) for term in parted([100, 10, 500], [200, 10, 500])]
    [346.57359, -346.57359, 0.0]
    """
    return _parted(before, after, log_mean)


def log_mean(a: float, b: float) -> float:
    """The logarithmic mean of two positive numbers.

    >>> log_mean(8, 8), round(log_mean(2, 1), 4)
    (8, 1.4427)
    """
    return a if a == b else (a - b) / log(a / b)


def _parted(
    before: Sequence[float], after: Sequence[float], mean: Callable[[float, float], float]
) -> list[float]:
    terms = [0.0] * len(before)
    if before[-1] and after[-1]:
        share = [log(b / a) for a, b in zip(before, after, strict=True)]
        steps = [share[0], *(later - sooner for sooner, later in pairwise(share))]
        weight = mean(before[-1], after[-1])
        return [weight * step for step in steps]
    if before[-1] or after[-1]:
        broken = after if before[-1] else before
        terms[next(at for at, one in enumerate(broken) if not one)] = after[-1] - before[-1]
    return terms


def funnels(seed: int) -> list[Funnel]:
    """Make funnels of all kinds: plain, with equal amounts, with a step that is nothing.

    >>> [len(one.before) for one in funnels(1)] == [len(one.before) for one in funnels(1)]
    True
    """
    rng = Random(seed)
    made = [Funnel("plain", _side(rng, n), _side(rng, n)) for n in (2, 3, 5, 8)]
    same = [_side(rng, 4) for _ in range(2)]
    made.append(Funnel("equal", same[0], (*same[1][:-1], same[0][-1])))
    near = _side(rng, 3)
    made.append(Funnel("close", near, (*near[:-1], near[-1] * (1 + 1e-7))))
    for at in (0, 1, 3):
        sides = [_side(rng, 4), (*_side(rng, 4)[:at], *[0.0] * (4 - at))]
        made.append(Funnel("stopped", sides[0], sides[1]))
        made.append(Funnel("begun", sides[1], sides[0]))
    dead = (*_side(rng, 2), 0.0, 0.0)
    made.append(Funnel("dead", dead, (*_side(rng, 1), 0.0, 0.0, 0.0)))
    return made


def _side(rng: Random, length: int) -> tuple[float, ...]:
    """Quantities of a funnel: each a share of the one before, the last one money in fen."""
    counts = [float(rng.randint(2_000, 900_000))]
    for _ in range(length - 2):
        counts.append(max(1.0, float(round(counts[-1] * rng.uniform(0.1, 0.9)))))
    return (*counts, float(round(counts[-1] * rng.uniform(500, 30_000))))


def said_of(function: object, one: Funnel) -> str | None:
    """Say what is wrong with a trainee's terms of one funnel, or None where they hold."""
    try:
        given = call(function, list(one.before), list(one.after))
    except AnswerError as error:
        cause = type(error.__cause__).__name__ if error.__cause__ else "an error"
        return f"decompose raises {cause} {_WHERE[one.kind]}."
    terms = _as_terms(given, len(one.before))
    if isinstance(terms, str):
        return terms
    slack = REL * max(one.before[-1], one.after[-1], 1.0)
    if _near(terms, parted(one.before, one.after), slack):
        return None
    return f"decompose: {_slip(terms, one, slack)}."


def _slip(terms: Sequence[float], one: Funnel, slack: float) -> str:
    """Say which known mistake wrong terms look like."""
    if _near(terms, _parted(one.before, one.after, lambda a, b: (a + b) / 2), slack):
        return "the mean is the arithmetic one; the logarithmic one is asked for"
    if _near(terms, [log_mean(*_ends(one)) * step for step in _whole(one)], slack):
        return "each step is its own change; a step is divided by the one before"
    if not isclose(sum(terms), one.after[-1] - one.before[-1], abs_tol=slack):
        return f"the terms do not add up to the change {_WHERE[one.kind]}"
    return f"the terms add up, but stand at the wrong steps {_WHERE[one.kind]}"


def points_of_parts(
    function: object, seeds: Sequence[int], most: float = 6.0
) -> tuple[float, list[str]]:
    """Give the points of a decomposition: the share of made funnels that it parts rightly.

    >>> points_of_parts(parted, [1])
    (6.0, [])
    """
    told = [said_of(function, one) for seed in seeds for one in funnels(seed)]
    wrong = [one for one in told if one]
    return round(most * (1 - len(wrong) / len(told)), 2), list(dict.fromkeys(wrong))


_WHERE: Final = {
    "plain": "of a plain funnel",
    "equal": "where the money is equal on both sides",
    "close": "where the money is nearly equal",
    "stopped": "where a step fell to zero",
    "begun": "where a step was zero before",
    "dead": "where the money is zero on both sides",
}


def _as_terms(given: Any, length: int) -> list[float] | str:
    listed = given.tolist() if hasattr(given, "tolist") else given
    if not isinstance(listed, list | tuple):
        return f"decompose gives {described(given)}; a list of terms is asked for."
    if len(listed) != length:
        return f"decompose gives {len(listed)} terms for {length} quantities."
    try:
        return [float(one) for one in listed]
    except (TypeError, ValueError):
        return "decompose: a term is no number."


def _near(terms: Sequence[float], wanted: Sequence[float], slack: float) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(terms, wanted, strict=True))


def _ends(one: Funnel) -> tuple[float, float]:
    """The two amounts, one where there is none: only for the look of a known mistake."""
    return one.before[-1] or 1.0, one.after[-1] or 1.0


def _whole(one: Funnel) -> list[float]:
    return [log((b or 1.0) / (a or 1.0)) for a, b in zip(one.before, one.after, strict=True)]


@exercise(
    "03-decompose",
    "Start with the logarithms of after ÷ before of each quantity; a step's is the difference to "
    "the one before.",
    "If the amounts are equal, the logarithmic mean is that amount: (a - b) ÷ ln(a ÷ b) is 0 ÷ 0.",
    "Zero money on one side: find the first quantity that is zero there; it takes all.",
    praise="Right on made funnels. Hidden ones are tried, too.",
)
def _decompose(value: object) -> str | None:
    call(value, [100.0, 50.0], [100.0, 60.0])  # a blank, or what is no function, is said by name
    return next((said for one in funnels(PUBLIC) if (said := said_of(value, one))), None)
