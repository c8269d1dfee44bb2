"""Assignment 09: the provider's statement of the own night, and what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caopan.events.places import OWN, folder_of
from caopan.practice.assignment09_night import PROVIDER, own_steps, settled
from caopan.practice.compare import described
from caopan.practice.exercise import exercise
from caopan.practice.statements import CAUSES, lines_of, right_rows, stated

if TYPE_CHECKING:
    import pandas as pd


def provider_statement() -> pd.DataFrame:
    """What the provider says it is due for the own night, line by line, four weeks later.

    Columns: line_id, paid_fen, coupon_fen (the platform's part), refunded_fen, base_fen, due_fen.
    Raises CaopanError where no own tables are mounted.
    """
    return _statement(folder_of(OWN)).copy()


@lru_cache(maxsize=2)
def _statement(_folder: Path) -> pd.DataFrame:
    from caopan.events import card

    right = right_rows(settled("marginal", 1), lines_of(OWN), PROVIDER)
    return stated(right, lines_of(OWN), card(OWN).event_sessions[-1], own_steps()[-1][1])


def as_errors(value: object) -> dict[str, tuple[int, str]]:
    """Give the errors by line, or say what is wrong with their shape.

    Raises AssertionError.

    >>> as_errors({"l1": {"fen": 12, "cause": "refund"}})
    {'l1': (12, 'refund')}
    """
    assert isinstance(value, Mapping), "errors: a dict by line_id is asked for."
    return {str(line): _error(line, one) for line, one in value.items()}


def _error(line: object, one: Any) -> tuple[int, str]:
    ok = isinstance(one, Mapping) and {"fen", "cause"} <= set(one)
    assert ok, f"errors[{line!r}] is {described(one)}: a dict with fen and cause is asked for."
    fen, cause = one["fen"], one["cause"]
    whole = hasattr(fen, "__index__") and not isinstance(fen, bool)
    assert whole, f"errors[{line!r}]: {described(fen)} are no whole fen."
    assert fen > 0, f"errors[{line!r}]: {int(fen)} fen too much is no error."
    assert cause in CAUSES, f"errors[{line!r}]: {described(cause)} is none of {', '.join(CAUSES)}."
    return int(fen), str(cause)


def points_of_errors(
    given: Mapping[str, tuple[int, str]], true: Mapping[str, tuple[int, str]], maximum: float
) -> tuple[float, list[str]]:
    """Half for the fen, half for the cause of each error; a line accused wrongly takes one half.

    >>> points_of_errors({"a": (5, "rung")}, {"a": (5, "refund"), "b": (7, "twice")}, 4.0)
    (1.0, ['One error has another cause.', 'One error was not found.'])
    """
    found = [line for line in given if line in true]
    fens = [line for line in found if given[line][0] == true[line][0]]
    causes = [line for line in found if given[line][1] == true[line][1]]
    blamed = len(given) - len(found)
    half = maximum / 2 / len(true)
    counts = {
        "another amount": len(found) - len(fens),
        "another cause": len(found) - len(causes),
    }
    said = [f"{_many(n)} {'has' if n == 1 else 'have'} {what}." for what, n in counts.items() if n]
    if missed := len(true) - len(found):
        said.append(f"{_many(missed)} {'was' if missed == 1 else 'were'} not found.")
    if blamed:
        said.append(f"{blamed} of your lines are right in the statement.")
    return round(max(0.0, half * (len(fens) + len(causes) - blamed)), 2), said


def _many(number: int) -> str:
    return "One error" if number == 1 else f"{number} errors"


def overcharged() -> int:
    """By how much the statement is too high in all, in fen."""
    return int(provider_statement()["due_fen"].sum()) - settled("marginal", 1).due(PROVIDER)


@exercise(
    "09-errors",
    "Put the statement beside your own dues, line by line; only differences are errors.",
    "For the cause compare columns with order_line and refund: base, refunds, pay_ts, session_id.",
    "A line that stands twice is too much by one of the two.",
    praise="Your amounts add up to the whole overcharge. Causes are for the grade.",
)
def _errors(value: object) -> str | None:
    try:
        given = as_errors(value)
    except AssertionError as problem:
        return str(problem)
    known = set(provider_statement()["line_id"])
    if strange := next((line for line in given if line not in known), ""):
        return f"errors: {strange!r} is no line of the statement."
    more = overcharged() - sum(fen for fen, _ in given.values())
    if not more:
        return None
    if more > 0:
        why = "too little of the overcharge: an error is missing, or its amount is too small"
    else:
        why = "too much of the overcharge: a right line is accused, or more than its excess"
    return f"errors: together they make {why}."
