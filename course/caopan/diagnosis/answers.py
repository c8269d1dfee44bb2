"""An answer to "what is wrong?": probabilities, and how good they were once the truth is known.

The quadratic score of probabilities ``p`` over the 29 classes, when class ``y`` is true, is
``2 p[y] - sum(p**2)``: from -1 (all on a wrong class) to 1 (all on the right one). It is proper:
whoever states what they believe expects most, so neither hedging nor bluffing pays. Everything
below is an affine map of it, and nothing is clipped, since clipping would make bluffing pay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any, Final

from caopan.board import METRICS
from caopan.errors import CaopanError
from caopan.market.faults import FAULTS
from caopan.market.planted import FaultId

Beliefs = Mapping[FaultId, float]
"""Probabilities by class; they sum to 1, and a class that is missing has none."""
SLACK: Final = 1e-6
"""By how much a sum of probabilities may miss 1: nobody adds 29 decimals exactly."""
LOWEST: Final = -1.0
"""The quadratic score of certainty about a wrong class."""


def as_beliefs(value: object) -> dict[FaultId, float]:
    """Give an answer's probabilities over all 29 classes, or say what is wrong with it.

    value: probabilities by class; classes that are not named have none.

    Raises CaopanError for anything else: no mapping, an unknown class, a probability that is no
    number or not between 0 and 1, a sum that is not 1.

    >>> as_beliefs({"FR6": 0.7, "none": 0.3})["FR6"]
    0.7
    >>> as_beliefs({"FR6": 0.7, "FG5": 0.4})
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: the probabilities sum to 1.1, not to 1: what you are not sure of ...
    """
    if not isinstance(value, Mapping):
        raise CaopanError(
            f"probabilities by class are asked for, such as {{'FR6': 0.7, 'none': 0.3}}, not "
            f"{type(value).__name__}."
        )
    for name, share in value.items():
        if name not in FAULTS:
            raise CaopanError(
                f"{name!r} is no class: take of {', '.join(FAULTS[1:4])} ... {FAULTS[-1]}, none."
            )
        if isinstance(share, bool) or not isinstance(share, Real) or not 0 <= float(share) <= 1:
            raise CaopanError(f"{name}: {share!r} is no probability: a number from 0 to 1 is.")
    total = sum(float(share) for share in value.values())
    if abs(total - 1) > SLACK:
        raise CaopanError(
            f"the probabilities sum to {total:.6g}, not to 1: what you are not sure of goes to the "
            "other classes, or to none."
        )
    return {name: float(value.get(name, 0.0)) for name in FAULTS}


def as_metrics(value: object) -> tuple[str, ...]:
    """Give the metrics that an answer cites as evidence, or say what is wrong with them.

    value: codes of the board's registry.
    Raises CaopanError for anything else.

    >>> as_metrics(["S3", "S1"])
    ('S3', 'S1')
    >>> as_metrics(["S9"])
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: 'S9' is no metric of the board: its codes run S1 to S3, ...
    """
    if isinstance(value, str) or not isinstance(value, Sequence | set | frozenset):
        raise CaopanError(
            f"a list of metric codes is asked for, such as ['S3'], not {type(value).__name__}."
        )
    for code in value:
        if code not in METRICS:
            kin = [one for one in METRICS if one[:1] == str(code)[:1]]
            raise CaopanError(
                f"{code!r} is no metric of the board: its codes run "
                + (f"{kin[0]} to {kin[-1]}, " if kin else "")
                + "T1 to M4; METRICS lists them."
            )
    return tuple(value)


def quadratic(beliefs: Beliefs, main: FaultId) -> float:
    """Give the quadratic score of some beliefs, from -1 to 1.

    >>> quadratic({"FR6": 1.0}, "FR6"), quadratic({"FR6": 1.0}, "none")
    (1.0, -1.0)
    """
    return 2 * beliefs.get(main, 0.0) - sum(share**2 for share in beliefs.values())


def skill(beliefs: Beliefs, main: FaultId, base_rates: Beliefs) -> float:
    """Give the score on a scale on which certainty about the truth is 1.

    The base rates themselves expect 0; who does worse is below it.
    base_rates: how often each class is the main one among the merchants that are asked about.
    Raises CaopanError where the base rates are sure of one class: nothing is left to find out.

    >>> even = {"FR6": 0.5, "none": 0.5}
    >>> [skill(said, "FR6", even) for said in ({"FR6": 1.0}, even, {"none": 1.0})]
    [1.0, 0.0, -3.0]
    """
    known = sum(share**2 for share in base_rates.values())
    if known >= 1:
        raise CaopanError("the base rates are sure of one class: nothing is left to diagnose.")
    return (quadratic(beliefs, main) - known) / (1 - known)


def points_of(answers: Sequence[Beliefs], mains: Sequence[FaultId], maximum: float) -> float:
    """Give the points of the answers about some merchants, from 0 to ``maximum``.

    An affine map of the summed scores: certainty about each truth gets all, certainty about a wrong
    class each time gets nothing, and no answer gets less, so nothing has to be clipped.
    Raises CaopanError unless there is one answer for each merchant.

    >>> points_of([{"FR6": 1.0}, {"FR6": 1.0}], ["FR6", "none"], 10)
    5.0
    """
    if len(answers) != len(mains) or not mains:
        raise CaopanError(f"{len(answers)} answers for {len(mains)} merchants: give one for each.")
    total = sum(quadratic(p, main) for p, main in zip(answers, mains, strict=True))
    return maximum * (total / len(mains) - LOWEST) / (1 - LOWEST)


def points_of_second(share: Any, second: bool, maximum: float) -> float:
    """Give the points of the probability that a second fault is there, from 0 to ``maximum``.

    It is scored apart, so that a fine answer about the main fault cannot offset it.
    Raises CaopanError for what is no probability.

    >>> points_of_second(0.9, second=True, maximum=1), points_of_second(1, second=False, maximum=1)
    (0.99, 0.0)
    """
    if isinstance(share, bool) or not isinstance(share, Real) or not 0 <= float(share) <= 1:
        raise CaopanError(
            f"{share!r} is no probability of a second fault: a number from 0 to 1 is."
        )
    return maximum * (1 - (float(share) - second) ** 2)
