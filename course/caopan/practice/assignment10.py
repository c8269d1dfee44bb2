"""Assignment 10, the uplift of sales that a deal needs: a function, tried on made cases.

The checks take cases that anybody can see, the graded tests take hidden ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isclose, isfinite
from numbers import Real
from typing import Any, Final

import numpy as np

from caopan.practice.compare import described
from caopan.practice.exercise import AnswerError, NotAttemptedError, call, exercise

PUBLIC: Final = 10
"""Seed of the cases that the checks take."""
REL: Final = 1e-4

Deal = dict[str, Any]


def uplift_of(deal: Mapping[str, Any]) -> float | None:
    """Least uplift of sales at which the merchant is no worse off; None where none would do.

    A provider who takes a share f of all sales, at a margin m before it, needs u = f ÷ (m − f)
    (derived): 5 % of a margin of 20 % need a third more.

    >>> deal = {"sales": 1e5, "returns": 0.0, "margin": 0.2, "fee": 0.05, "of": "kept"}
    >>> round(uplift_of(deal | {"retainer": 0, "above": False}), 3)
    0.333
    """
    kept = (1 - deal["returns"]) * deal["margin"]
    fee = deal["fee"] * (1.0 if deal["of"] == "gross" else 1 - deal["returns"])
    if kept <= fee:
        return None
    due = deal["retainer"] + (0.0 if deal["above"] else fee * deal["sales"])
    return float(due / (deal["sales"] * (kept - fee)))


def _slip(**changed: Any) -> Callable[[Deal], float | None]:
    """The formula with a line of the deal read wrongly."""
    return lambda deal: uplift_of({**deal, **changed})


def _fee_on_old_sales(deal: Mapping[str, Any]) -> float:
    """The uplift as if the sales that it adds paid no fee."""
    kept = (1 - deal["returns"]) * deal["margin"]
    fee = deal["fee"] * (1.0 if deal["of"] == "gross" else 1 - deal["returns"])
    due = deal["retainer"] + (0.0 if deal["above"] else fee * deal["sales"])
    return float(due / (deal["sales"] * kept))


_SLIPS: Final[tuple[tuple[str, Callable[[Deal], float | None]], ...]] = (
    ("the sales that are added pay the fee, too: divide by margin less fee", _fee_on_old_sales),
    ("a share of gross sales is paid on what comes back, too", _slip(of="kept")),
    ("a share of kept sales is not paid on what comes back", _slip(of="gross")),
    ("returns are left out; what comes back earns no margin", _slip(returns=0.0)),
    ("the retainer is left out", _slip(retainer=0.0)),
    ("with 'above' only the added sales pay the fee", _slip(above=False)),
    ("without 'above' all sales pay the fee, the old ones too", _slip(above=True)),
)


def deals(seed: int) -> list[Deal]:
    """Made deals: on kept and on gross sales, with a retainer, on the increment, and hopeless ones.

    >>> [uplift_of(deal) is None for deal in deals(PUBLIC)]
    [False, False, False, False, False, False, True, True]
    """
    rng = np.random.default_rng([seed, 101])
    kinds: tuple[tuple[str, bool, bool, float], ...] = (
        ("kept", False, False, 0.0),
        ("kept", False, False, 0.3),
        ("gross", False, False, 0.25),
        ("gross", True, False, 0.2),
        ("kept", True, True, 0.15),
        ("gross", True, True, 0.3),
    )
    made = []
    for of, paid, above, returns in kinds:
        sales = float(rng.integers(20, 90)) * 10_000
        made.append(
            {
                "sales": sales,
                "returns": returns and round(returns * float(rng.uniform(0.9, 1.1)), 3),
                "margin": round(float(rng.uniform(0.18, 0.3)), 3),
                "fee": round(float(rng.uniform(0.03, 0.06)), 3),
                "of": of,
                "retainer": round(sales * float(rng.uniform(0.01, 0.03)), -2) if paid else 0.0,
                "above": above,
            }
        )
    thin = {**made[3], "margin": 0.06, "fee": 0.08}
    return [*made, thin, {**made[2], "returns": 0.5, "margin": 0.12, "fee": 0.07}]


def said_of_uplift(function: object, deal: Deal) -> str:
    """Say what is wrong with the uplift of one deal; empty where it is right.

    >>> said_of_uplift(uplift_of, deals(PUBLIC)[0])
    ''
    """
    true = uplift_of(deal)
    try:
        given = call(function, dict(deal))
    except NotAttemptedError:
        given = None
    if true is None:
        said = "uplift: where a yuan more costs more than it leaves, no uplift pays; give None."
        return "" if given is None else said
    if given is None:
        return "uplift gives nothing where an uplift would pay."
    if isinstance(given, bool) or not isinstance(given, Real) or not isfinite(given):
        raise AnswerError(f"uplift gives {described(given)}; a number or None is asked for.")
    if isclose(float(given), true, rel_tol=REL):
        return ""
    for why, slip in _SLIPS:
        wrong = slip(deal)
        if wrong is not None and isclose(float(given), wrong, rel_tol=REL):
            return f"uplift: {why}."
    if isclose(float(given), 100 * true, rel_tol=REL):
        return "uplift: a share is asked for, 0.2 and not 20."
    return "uplift: this does not follow; compare what is left with the deal and without it."


def points_of_uplifts(function: object, seed: int, most: float) -> tuple[float, list[str]]:
    """Points over the hidden deals, all alike; and reasons, each once."""
    cases, why = deals(seed), []
    for deal in cases:
        try:
            said = said_of_uplift(function, deal)
        except AnswerError as problem:
            said = str(problem).partition(" when called with")[0]
        why += [said] if said else []
    return round(most * (1 - len(why) / len(cases)), 2), list(dict.fromkeys(why))


@exercise(
    "10-uplift",
    "What does a yuan of gross sales leave, after returns? And what does the provider take of it?",
    "Without the deal: sales × kept. With it: (1 + u) × sales × (kept − fee) − retainer.",
    "On the increment the fee is due on u × sales alone. None where the fee is all that is kept.",
    praise="Fee, base, retainer and increment each have their place.",
)
def _uplift(value: object) -> str | None:
    said = (said_of_uplift(value, deal) for deal in deals(PUBLIC))
    return next((one for one in said if one), None)
