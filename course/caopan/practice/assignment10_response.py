"""Assignment 10, what a provider does under a deal: the conduct that pays it best, on made cases.

A conduct is a row of what follows from it in a month, in yuan. The rows follow the trade's signs,
their sizes are assumed: more ads bring less and less, hype brings orders that go back, brushed
orders all go back, work costs the provider its own time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from numbers import Integral
from typing import Any, Final

import numpy as np

from caopan.practice.assignment10 import PUBLIC
from caopan.practice.compare import described
from caopan.practice.exercise import AnswerError, NotAttemptedError, call, exercise

NEAR_YUAN: Final = 1.0
"""Rows that leave the provider as much, within a yuan, are equally right."""

Deal = dict[str, Any]
Conduct = dict[str, Any]


def earned(row: Mapping[str, Any], deal: Mapping[str, Any]) -> float:
    """What a conduct leaves the provider in a month under a deal, in yuan.

    >>> row = {"gross": 1000.0, "back": 400.0, "ads": 100.0, "own_cost": 5.0}
    >>> deal = {"of": "kept", "less_ads": True, "steps": [(0, 0.1)], "mode": "marginal"}
    >>> earned(row, deal | {"bears": 0.0, "retainer": 0})
    45.0
    """
    base = row["gross"] - (row["back"] if deal["of"] == "kept" else 0.0)
    base = max(base - (row["ads"] if deal["less_ads"] else 0.0), 0.0)
    share = _ladder(base, deal["steps"], deal["mode"])
    return float(deal["retainer"] + share - deal["bears"] * row["ads"] - row["own_cost"])


def _ladder(base: float, steps: Sequence[tuple[float, float]], mode: str) -> float:
    if mode == "whole":
        return base * max([(start, rate) for start, rate in steps if start <= base])[1]
    ends = [start for start, _ in steps[1:]] + [np.inf]
    return float(
        sum(
            rate * max(min(base, end) - start, 0)
            for (start, rate), end in zip(steps, ends, strict=True)
        )
    )


def best_of(rows: Sequence[Mapping[str, Any]], deal: Mapping[str, Any]) -> int:
    """Number of the row that leaves the provider most."""
    return int(np.argmax([earned(row, deal) for row in rows]))


def _merchants(rows: Sequence[Mapping[str, Any]], deal: Mapping[str, Any]) -> int:
    """Number of the row that leaves the merchant most under the deal."""
    left = [
        row["margin"] * (row["gross"] - row["back"])
        - row["ads"]
        - earned(row, deal)
        - row["own_cost"]
        for row in rows
    ]
    return int(np.argmax(left))


def _under(**changed: Any) -> Callable[[Sequence[Conduct], Deal], int]:
    """The response to the deal with a term read wrongly."""
    return lambda rows, deal: best_of(rows, {**deal, **changed})


def _without_own_cost(rows: Sequence[Conduct], deal: Deal) -> int:
    """The response of one whose own work costs nothing."""
    return best_of([{**row, "own_cost": 0.0} for row in rows], deal)


_SLIPS: Final[tuple[tuple[str, Callable[[Sequence[Conduct], Deal], int]], ...]] = (
    ("a share of gross sales is paid on what comes back, too", _under(of="kept")),
    ("a share of kept sales is not paid on what comes back", _under(of="gross")),
    ("with 'less_ads' the base is what is left after ads", _under(less_ads=False)),
    ("the part of the ads that the provider bears is left out", _under(bears=0.0)),
    ("a whole ladder pays its rate on all of the base", _under(mode="marginal")),
    ("a marginal ladder pays each rate on its own stretch", _under(mode="whole")),
    ("own_cost is the provider's own; take it off", _without_own_cost),
    ("the provider looks at what it earns itself, not at the merchant's", _merchants),
    ("most sales is not most pay",
     lambda rows, _: int(np.argmax([row["gross"] for row in rows]))),
)  # fmt: skip


def conducts(seed: int) -> list[Conduct]:
    """Made conducts of one shop: effort, ads, hype and brushed orders, in every combination.

    >>> rows = conducts(PUBLIC)
    >>> len(rows), sorted(rows[0])
    (36, ['ads', 'back', 'brushed', 'effort', 'gross', 'hype', 'margin', 'own_cost'])
    """
    rng = np.random.default_rng([seed, 102])
    sales, ads = float(rng.uniform(7e5, 9e5)), float(rng.uniform(0.9, 1.1)) * 4e4
    returns, margin = float(rng.uniform(0.22, 0.28)), round(float(rng.uniform(0.24, 0.28)), 3)
    rows = []
    for effort, spend, hype, brushed in product(range(3), (0.5, 1.0, 2.0), (0.0, 1.0), (0, 200)):
        sold = sales * (1 + 0.12 * effort**0.8) * (spend**0.06) * (1 + 0.05 * hype)
        fake = brushed * 190.0
        back = sold * returns * (1 + 0.5 * hype) + fake
        own = 3_500.0 * effort**1.3 + 1_500 * (hype > 0) + brushed * 14
        rows.append(
            {
                "effort": effort,
                "ads": round(ads * spend, 2),
                "hype": hype,
                "brushed": brushed,
                "gross": round(sold + fake, 2),
                "back": round(back, 2),
                "own_cost": round(own, 2),
                "margin": margin,
            }
        )
    rng.shuffle(rows)
    return rows


def response_deals(seed: int) -> list[Deal]:
    """Made deals for the conducts of the same seed; the ladders have a rung within reach.

    >>> rows = conducts(PUBLIC)
    >>> [rows[best_of(rows, deal)]["brushed"] for deal in response_deals(PUBLIC)]
    [0, 0, 0, 0, 0, 200, 0, 0]
    """
    rows = conducts(seed)
    plain: Deal = {
        "retainer": 0.0,
        "of": "kept",
        "less_ads": False,
        "bears": 0.0,
        "steps": [(0.0, 0.05)],
        "mode": "marginal",
    }
    honest = [row for row in rows if not row["brushed"]]
    rung = round(max(row["gross"] for row in honest) * 1.02, -2)
    ladder = [(0.0, 0.04), (rung, 0.07)]
    return [
        {**plain, "retainer": 20_000.0, "steps": [(0.0, 0.0)]},
        {**plain, "of": "gross"},
        plain,
        {**plain, "less_ads": True, "steps": [(0.0, 0.08)]},
        {**plain, "bears": 0.3, "steps": [(0.0, 0.08)]},
        {**plain, "of": "gross", "steps": ladder, "mode": "whole"},
        {**plain, "of": "gross", "steps": ladder},
        {**plain, "retainer": 8_000.0, "steps": [(0.0, 0.02)], "bears": 0.1},
    ]


def said_of_response_to(function: object, rows: Sequence[Conduct], deal: Deal) -> str:
    """Say what is wrong with the response to one deal; empty where it is right.

    >>> said_of_response_to(best_of, conducts(PUBLIC), response_deals(PUBLIC)[1])
    ''
    """
    given = call(function, [dict(row) for row in rows], dict(deal))
    whole = isinstance(given, Integral) and not isinstance(given, bool)
    if not whole or not 0 <= int(given) < len(rows):  # type: ignore[call-overload]
        raise AnswerError(
            f"choose gives {described(given)}; the number of a row is asked for, from 0 on."
        )
    chosen = int(given)  # type: ignore[call-overload]
    if earned(rows[chosen], deal) >= earned(rows[best_of(rows, deal)], deal) - NEAR_YUAN:
        return ""
    for why, slip in _SLIPS:
        if slip(rows, deal) == chosen:
            return f"choose: {why}."
    return "choose: another row leaves the provider more; go through the terms one by one."


def points_of_responses(function: object, seed: int, most: float) -> tuple[float, list[str]]:
    """Points over the hidden deals, all alike; and reasons, each once."""
    rows, deals, why = conducts(seed), response_deals(seed), []
    for deal in deals:
        try:
            said = said_of_response_to(function, rows, deal)
        except (AnswerError, NotAttemptedError) as problem:
            said = str(problem).partition(" when called with")[0] or "choose gives nothing back."
        why += [said] if said else []
    return round(most * (1 - len(why) / len(deals)), 2), list(dict.fromkeys(why))


@exercise(
    "10-choose",
    "Work out for each row what the provider earns; then take the row with the most.",
    "The base: gross, less back if 'of' is 'kept', less ads if 'less_ads'; never below zero.",
    "Then the ladder, the retainer, less its part of the ads, less own_cost.",
    praise="This is what a provider does who looks at its own money alone.",
)
def _respond(value: object) -> str | None:
    rows = conducts(PUBLIC)
    said = (said_of_response_to(value, rows, deal) for deal in response_deals(PUBLIC))
    return next((one for one in said if one), None)
