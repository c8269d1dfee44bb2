"""Assignment 07, gifts: what a gained buyer costs, and a discount shared out to the fen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isclose
from numbers import Integral
from typing import Final

import numpy as np

from caopan.practice.compare import as_numbers, described
from caopan.practice.exercise import AnswerError, call, exercise

PUBLIC: Final = 7
"""Seed of the cases that the checks take."""
REL: Final = 1e-6
PARTS: Final = ("anyway", "each", "adds")


@dataclass(frozen=True)
class Coupon:
    """A coupon of one session; money in yuan.

    base: buyers without it. lift: times as many with it. off: its depth. order: what an order
    earns at full price. kept: share of the coupon that is paid for good.
    """

    base: float
    lift: float
    off: float
    order: float
    kept: float


def gained(base: float, lift: float, off: float, order: float, kept: float) -> dict[str, float]:
    """Who redeems anyway (share), what a gained buyer costs (yuan), what the coupon adds (yuan).

    >>> gained(100, 1.25, 10.0, 60.0, 0.8)
    {'anyway': 0.8, 'each': 40.0, 'adds': 500.0}
    """
    more = base * (lift - 1)
    cost = base * lift * kept * off
    return {"anyway": 1 / lift, "each": cost / more, "adds": more * order - cost}


def _only_gained(one: Coupon) -> dict[str, float]:
    """A slip: only the gained ones redeem."""
    more = one.base * (one.lift - 1)
    return {
        "anyway": 0.0,
        "each": one.kept * one.off,
        "adds": more * (one.order - one.kept * one.off),
    }


def _all_gained(one: Coupon) -> dict[str, float]:
    """A slip: every redeemer counts as gained."""
    many, cost = one.base * one.lift, one.base * one.lift * one.kept * one.off
    return {"anyway": 0.0, "each": cost / many, "adds": many * one.order - cost}


def _turned(one: Coupon) -> dict[str, float]:
    true = gained(one.base, one.lift, one.off, one.order, one.kept)
    return {"anyway": 1 - 1 / one.lift, "each": true["each"], "adds": true["adds"]}


def _gross(one: Coupon) -> dict[str, float]:
    return gained(one.base, one.lift, one.off, one.order, 1.0)


_SLIPS: Final[tuple[tuple[str, Callable[[Coupon], dict[str, float]]], ...]] = (
    ("those who would have bought anyway redeem, too, and cost", _only_gained),
    ("only those who would not have bought are gained", _all_gained),
    ("one over the lift were there anyway; this is the rest", _turned),
    ("a coupon on an order that comes back is not paid: only `kept` of it is", _gross),
)


def coupons(seed: int) -> list[Coupon]:
    """Made coupons: some that add, some that lose.

    >>> len(coupons(PUBLIC))
    6
    """
    rng = np.random.default_rng([seed, 71])
    return [
        Coupon(
            base=float(rng.integers(20, 900)),
            lift=round(float(rng.uniform(1.08, 2.1)), 3),
            off=float(rng.integers(2, 60)),
            order=round(float(rng.uniform(8, 180)), 2),
            kept=round(float(rng.uniform(0.45, 0.95)), 3),
        )
        for _ in range(6)
    ]


def said_of_gained(function: object, one: Coupon) -> list[str]:
    """Say what is wrong with the numbers of one coupon: at most one reason a number.

    >>> said_of_gained(gained, coupons(PUBLIC)[0])
    []
    """
    given = call(function, one.base, one.lift, one.off, one.order, one.kept)
    try:
        numbers = as_numbers(given, PARTS, "gained(...)")
    except AssertionError as problem:
        raise AnswerError(str(problem)) from problem
    true = gained(one.base, one.lift, one.off, one.order, one.kept)
    said = []
    for name in PARTS:
        if not isclose(numbers[name], true[name], rel_tol=REL, abs_tol=1e-9):
            near = (why for why, slip in _SLIPS if isclose(slip(one)[name], numbers[name]))
            why = next(near, "this does not follow; take 100 buyers and count by hand")
            said.append(f"gained gives {name} {numbers[name]:.6g}: {why}.")
    return said


@dataclass(frozen=True)
class Bill:
    """A discount in fen, and the lines that it is shared by, in fen."""

    discount: int
    lines: tuple[int, ...]


def split(discount: int, lines: Sequence[int]) -> list[int]:
    """Share a discount by the lines' prices in whole fen: largest remainder, ties to the earlier.

    >>> split(2_000, [990, 990, 990])
    [667, 667, 666]
    """
    whole = sum(lines)
    exact = [Fraction(discount * line, whole) for line in lines]
    out = [int(one) for one in exact]
    rest = discount - sum(out)
    order = sorted(range(len(lines)), key=lambda at: (-(exact[at] - out[at]), at))
    for at in order[:rest]:
        out[at] += 1
    return out


def _half_up(bill: Bill) -> list[int]:
    whole = sum(bill.lines)
    return [(2 * bill.discount * line + whole) // (2 * whole) for line in bill.lines]


def _last_pays(bill: Bill) -> list[int]:
    whole = sum(bill.lines)
    out = [bill.discount * line // whole for line in bill.lines]
    return [*out[:-1], bill.discount - sum(out[:-1])]


def _in_order(bill: Bill) -> list[int]:
    whole = sum(bill.lines)
    out = [bill.discount * line // whole for line in bill.lines]
    rest = bill.discount - sum(out)
    return [one + (at < rest) for at, one in enumerate(out)]


def _alike(bill: Bill) -> list[int]:
    some, more = divmod(bill.discount, len(bill.lines))
    return [some + (at < more) for at in range(len(bill.lines))]


_SLIPS_SPLIT: Final[tuple[tuple[str, Callable[[Bill], list[int]]], ...]] = (
    ("the fen left over go to the largest remainders, not to the last line", _last_pays),
    ("the fen left over go to the largest remainders, not to the first lines", _in_order),
    ("lines share by their price, not alike", _alike),
    ("each line was rounded by itself", _half_up),
)


def bills(seed: int) -> list[Bill]:
    """Made bills: ties, one line, a free line, thirds, large ones.

    >>> [len(one.lines) for one in bills(PUBLIC)][:3]
    [3, 1, 4]
    """
    rng = np.random.default_rng([seed, 72])
    alike = int(rng.integers(500, 2_000))
    made = [Bill(int(rng.integers(100, 400)) * 3 + 2, (alike,) * 3)]
    for count in (1, 4, 5, 7, 3):
        lines = [int(n) for n in rng.integers(690, 40_000, size=count)]
        if count == 4:
            lines[1] = 0  # a gift
        made.append(Bill(int(rng.integers(50, sum(lines) // 3)), tuple(lines)))
    return made


def said_of_bill(function: object, one: Bill) -> str:
    """Say what is wrong with a shared discount; empty where each fen lies right.

    >>> said_of_bill(split, bills(PUBLIC)[0])
    ''
    """
    given = call(function, one.discount, list(one.lines))
    if not isinstance(given, list | tuple | np.ndarray) or len(given) != len(one.lines):
        raise AnswerError(f"split gives {described(given)}; a list of one share a line is asked.")
    for share in given:
        if isinstance(share, bool) or not isinstance(share, Integral | np.integer):
            raise AnswerError(f"split gives {described(share)} in its list; whole fen are asked.")
    shares = [int(share) for share in given]
    if shares == split(one.discount, one.lines):
        return ""
    if sum(shares) != one.discount:
        left = sum(shares) - one.discount
        return f"split shares out {abs(left)} fen too {'many' if left > 0 else 'few'}."
    near = (why for why, slip in _SLIPS_SPLIT if slip(one) == shares)
    return f"split is wrong: {next(near, 'a fen lies on the wrong line')}."


@exercise(
    "07-gained",
    "Redeemers are base × lift; of these base would have bought anyway.",
    "All redeemers cost kept × off; only base × (lift − 1) bring an order more.",
    praise="Each yuan is counted once.",
)
def _gained(value: object) -> str | None:
    said = (one for case in coupons(PUBLIC) for one in said_of_gained(value, case))
    return next(said, None)


@exercise(
    "07-split",
    "First whole fen of each line's exact share (// does it); some fen are left over.",
    "They go one each to the lines with the largest remainders; where two are alike, the earlier.",
    praise="Every fen lies on its line.",
)
def _split(value: object) -> str | None:
    return next((said for one in bills(PUBLIC) if (said := said_of_bill(value, one))), None)
