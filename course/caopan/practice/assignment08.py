"""Assignment 08, the functions: break-even ROI, and a budget over the hours.

Each is tried on made cases, drawn from a seed: the checks take one that anybody can see, the graded
tests take hidden ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isclose, isfinite
from numbers import Real
from typing import Any, Final, NamedTuple

import numpy as np

from caopan.breakeven import break_even_roi
from caopan.practice.compare import described
from caopan.practice.exercise import AnswerError, NotAttemptedError, call, exercise

PUBLIC: Final = 8
"""Seed of the cases that the checks take."""
REL: Final = 1e-4
GOOD, FAIR = 0.999, 0.99
"""Shares of the best GMV: as good as level, and nearly."""

Order = dict[str, float]


def due_of(order: Mapping[str, float]) -> float | None:
    """Break-even ROI of an order's lines, None where no ROI would pay.

    >>> lines = {"refund": 0.2, "margin": 0.55, "rates": 0.1, "ship": 5, "handling": 10}
    >>> round(due_of(lines | {"value": 180, "again": 0}), 1)
    3.1
    """
    return break_even_roi(**order)


def _slip(**changed: Callable[[Mapping[str, float]], float]) -> Callable[[Order], float | None]:
    """The formula with a line of the order read wrongly."""
    return lambda order: due_of({**order, **{name: how(order) for name, how in changed.items()}})


def _kept(order: Mapping[str, float]) -> float:
    return 1 / (due_of({**order, "again": 0.0}) or float("inf"))


_SLIPS: Final[tuple[tuple[str, Callable[[Order], float | None]], ...]] = (
    ("returns are left out; what comes back earns no margin", _slip(refund=lambda _: 0.0)),
    ("fees and commission are taken off the margin", _slip(rates=lambda _: 0.0)),
    ("a return is handled for orders that come back only",
     _slip(handling=lambda o: o["handling"] / max(o["refund"], 1e-9))),
    ("handling of returns is left out", _slip(handling=lambda _: 0.0)),
    ("the parcel is left out; it is sent whether or not it comes back", _slip(ship=lambda _: 0.0)),
    ("a parcel is sent for every order, also for one that comes back",
     _slip(ship=lambda o: o["ship"] * (1 - o["refund"]))),
    ("further orders are left out: each earns what the first one does", _slip(again=lambda _: 0.0)),
    ("further orders divide what is due; they are not taken off it",
     lambda o: 1 / _kept(o) - o["again"] if _kept(o) > 0 else None),
    ("this is the share that is kept; one is divided by it", lambda o: _kept(o) * (1 + o["again"])),
)  # fmt: skip


def orders(seed: int) -> list[Order]:
    """Made orders: without returns, with some, with many; with repurchase; one that never pays.

    >>> [due_of(order) is None for order in orders(PUBLIC)]
    [False, False, False, False, False, False, True, True]
    """
    rng = np.random.default_rng([seed, 81])
    made = []
    for refund, again in ((0, 0), (0.1, 0), (0.3, 0), (0.45, 0), (0.2, 0.6), (0.35, 1.2)):
        made.append(
            {
                "refund": refund and round(refund * float(rng.uniform(0.9, 1.1)), 3),
                "margin": round(float(rng.uniform(0.5, 0.65)), 3),
                "rates": round(float(rng.uniform(0.05, 0.15)), 3),
                "ship": round(float(rng.uniform(3, 6)), 2),
                "handling": round(float(rng.uniform(6, 15)), 2),
                "value": round(float(rng.uniform(90, 300)), 1),
                "again": again and round(again * float(rng.uniform(0.9, 1.1)), 2),
            }
        )
    lost = {**made[0], "refund": 0.75, "margin": 0.35, "rates": 0.25, "again": 0.8}
    return [*made, lost, {**made[1], "margin": 0.1, "value": 20.0}]


def said_of_due(function: object, order: Order) -> str:
    """Say what is wrong with the break-even ROI of one order; empty where it is right.

    >>> said_of_due(due_of, orders(PUBLIC)[0])
    ''
    """
    true = due_of(order)
    try:
        given = call(function, dict(order))
    except NotAttemptedError:
        given = None
    if true is None:
        return "" if given is None else "break_even: where nothing is kept no ROI pays; give None."
    if given is None:
        return "break_even gives nothing where an ROI would pay."
    if isinstance(given, bool) or not isinstance(given, Real) or not isfinite(given):
        raise AnswerError(f"break_even gives {described(given)}; a number or None is asked for.")
    if isclose(float(given), true, rel_tol=REL):
        return ""
    for why, slip in _SLIPS:
        wrong = slip(order)
        if wrong is not None and isclose(float(given), wrong, rel_tol=REL):
            return f"break_even: {why}."
    return "break_even: this does not follow from the formula; try an order without returns."


class Hours(NamedTuple):
    """A case of pacing: GMV of an hour at 1 fen an hour, minutes on air, fen in all, power."""

    values: dict[int, float]
    minutes: dict[int, int]
    budget: int
    power: float


def hour_cases(seed: int) -> list[Hours]:
    """Made cases: two hours, an evening, uneven minutes, a steep curve, a flat one.

    >>> [len(case.minutes) for case in hour_cases(PUBLIC)]
    [2, 4, 4, 6, 6]
    """
    rng = np.random.default_rng([seed, 82])
    made = []
    for count, power, uneven in ((2, 0.5, 0), (4, 0.3, 0), (4, 0.4, 1), (6, 0.7, 1), (6, 0.15, 1)):
        clock = range(24 - count, 24)
        values = {hour: round(float(rng.uniform(20, 90)), 1) for hour in clock}
        minutes = {hour: int(rng.integers(1, 8)) * 60 if uneven else 420 for hour in clock}
        made.append(Hours(values, minutes, int(rng.integers(20, 90)) * 100_000, power))
    return made


def share_of_best(function: object, case: Hours) -> tuple[float, str]:
    """Give GMV under a trainee's budget as a share of the best, and what is wrong; 0 for overspend.

    >>> from caopan.planning import pace
    >>> share_of_best(lambda *case: pace(*case).hours, hour_cases(PUBLIC)[0])
    (1.0, '')
    """
    from caopan.planning import pace

    best = pace(*case).hours
    given = call(function, dict(case.values), dict(case.minutes), case.budget, case.power)
    hours = _as_hours(given, case)
    spent = sum(hours[hour] * case.minutes[hour] for hour in case.minutes) / 60
    if spent > case.budget * (1 + 1e-6) + sum(case.minutes.values()) / 60:
        return 0.0, "pace spends more than the budget: minutes ÷ 60 × fen an hour, over all hours."
    share = min(_gmv(hours, case) / _gmv(best, case), 1.0)
    if share >= GOOD:
        return 1.0, ""
    return share, f"pace: {_why(hours, spent, case)}."


def _as_hours(given: object, case: Hours) -> dict[int, float]:
    if not isinstance(given, Mapping):
        raise AnswerError(f"pace gives {described(given)}; a dict by hour is asked for.")
    for hour in case.minutes:
        fen = given.get(hour)
        if isinstance(fen, bool) or not isinstance(fen, Real) or not isfinite(fen) or fen < 0:
            raise AnswerError(
                f"pace gives {described(fen)} for hour {hour}; fen, zero or more, are asked for."
            )
    return {hour: float(given[hour]) for hour in case.minutes}


def _gmv(hours: Mapping[int, float], case: Hours) -> float:
    parts = [case.minutes[h] * case.values[h] * hours[h] ** case.power for h in case.minutes]
    return float(sum(parts))


def _why(hours: Mapping[int, float], spent: float, case: Hours) -> str:
    if spent < 0.99 * case.budget:
        return "a part of the budget is left over"
    low, high = min(hours.values()), max(hours.values())
    if high - low <= 1e-6 * high:
        return "all hours are given alike, whatever a yuan finds there"
    by_value = [hours[hour] / case.values[hour] for hour in case.minutes]
    if max(by_value) <= 1.001 * min(by_value):
        return "the budget follows value itself; level the last yuan: value^(1 ÷ (1 − power))"
    if low == 0:
        return "an hour gets nothing; its first yuan would bring more than the last one elsewhere"
    return "the last yuan brings more in some hours than in others; move money there"


def points_of_pacing(function: object, seed: int, maximum: float) -> tuple[float, list[str]]:
    """Points over the hidden cases: all for level hours, half for nearly so; and reasons."""
    right, why = 0.0, []
    cases: list[Any] = hour_cases(seed)
    for case in cases:
        try:
            share, said = share_of_best(function, case)
        except (AnswerError, NotAttemptedError) as problem:
            share, said = 0.0, str(problem) or "pace gives nothing back."
        right += 1.0 if share >= GOOD else 0.5 if share >= FAIR else 0.0
        why += [said.partition(" when called with")[0]] if said else []
    return round(maximum * right / len(cases), 2), list(dict.fromkeys(why))


@exercise(
    "08-break-even",
    "Work out what is kept of a yuan of GMV: of the goods, then the parcel, then the returns.",
    "(1 − refund) × (margin − rates) − ship ÷ value − refund × handling ÷ value.",
    "One divided by what is kept × (1 + again); None where nothing is kept.",
    praise="Returns, fees, parcels and further orders each have their place.",
)
def _break_even(value: object) -> str | None:
    said = (said_of_due(value, order) for order in orders(PUBLIC))
    return next((one for one in said if one), None)


@exercise(
    "08-pace",
    "GMV of an hour is value × fen^power: its last fen brings power × value × fen^(power − 1).",
    "Set these alike in all hours: fen is proportional to value^(1 ÷ (1 − power)).",
    "Scale, so that the sum of minutes ÷ 60 × fen is the budget.",
    praise="No yuan is better spent in another hour.",
)
def _pace(value: object) -> str | None:
    said = (share_of_best(value, one)[1] for one in hour_cases(PUBLIC))
    return next((one for one in said if one), None)
