"""Comparing a trainee's named numbers: shape first, then value, then which rule was broken."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from decimal import Decimal
from math import isclose, isfinite
from numbers import Real
from typing import Final

# A factor of a hundred, either way, is fen for yuan or per cent for share.
UNIT_FACTORS: Final = (100.0, 0.01)
LONGEST: Final = 60
UNIT_RULE: Final = "the unit is off: yuan or fen, share or per cent"


@dataclass(frozen=True)
class Want:
    """A true number, how near is near enough, and what the usual wrong ones come from.

    Attributes:
        value: the true number.
        rel: relative tolerance.
        traps: the rule broken, for each number that a known mistake leads to.
        otherwise: what is said of any other wrong number.
    """

    value: float
    rel: float = 1e-3
    traps: Mapping[str, float] = field(default_factory=dict)
    otherwise: str = "this does not follow from the tables; read the definition again"


def as_numbers(value: object, names: tuple[str, ...], what: str) -> dict[str, float]:
    """Give an answer's named numbers, or say what is wrong with its shape.

    Args:
        value: a dict or a Series.
        names: the names that must be there; others are ignored.
        what: the variable's name, for the message.

    Raises:
        AssertionError: it is no dict, or a name is missing, or a value is no finite number.

    >>> as_numbers({"viewers": 3, "extra": "x"}, ("viewers",), "funnel")
    {'viewers': 3.0}
    """
    if not isinstance(value, Mapping) and not hasattr(value, "to_dict"):
        raise AssertionError(f"{what}: a dict is asked for, not {type(value).__name__}.")
    given = dict(value) if isinstance(value, Mapping) else dict(value.to_dict())
    missing = [name for name in names if name not in given]
    if missing:
        raise AssertionError(f"{what}: the key {missing[0]!r} is missing.")
    return {name: _number(given[name], f"{what}[{name!r}]") for name in names}


def reasons(given: Mapping[str, float], want: Mapping[str, Want], what: str) -> dict[str, str]:
    """Give the broken rule for each number that is wrong; right ones are left out.

    >>> shares = Want(0.25, traps={"views are counted, not people": 0.2})
    >>> reasons({"enter": 0.2}, {"enter": shares}, "funnel")
    {'enter': "funnel['enter'] is 0.2: views are counted, not people."}
    """
    return {
        name: f"{what}[{name!r}] is {given[name]:.6g}: {ended(_rule(given[name], wanted))}"
        for name, wanted in want.items()
        if not _near(given[name], wanted.value, wanted.rel)
    }


def one_number(value: object, what: str, want: Want) -> str | None:
    """Say what is wrong with a single number: its shape, or the rule that it breaks; None if right.

    Args:
        value: the answer.
        what: the variable's name, for the message.
        want: the true number.

    >>> one_number(0.2, "stayed", Want(0.25, traps={"the young are in it": 0.2}))
    'stayed is 0.2: the young are in it.'
    >>> one_number("few", "stayed", Want(0.25))
    "stayed: a finite number is asked for, not 'few'."
    """
    try:
        given = as_numbers({what: value}, (what,), what)
    except AssertionError as broken:
        return str(broken).replace(f"{what}['{what}']", what)
    said = reasons(given, {what: want}, what)
    return said[what].replace(f"{what}['{what}']", what) if said else None


def ended(rule: str) -> str:
    """End a rule as a sentence; one that asks keeps its question mark.

    >>> ended("this is the mean"), ended("which mistake is dearer?")
    ('this is the mean.', 'which mistake is dearer?')
    """
    return rule if rule.endswith("?") else f"{rule}."


def described(value: object) -> str:
    """Say in a few words what a value is, however large it is.

    >>> described([1, 2, 3]), described("many")
    ('a list of 3 things', "'many'")
    """
    if isinstance(value, Sized) and not isinstance(value, str | bytes):
        numbers = getattr(getattr(value, "dtype", None), "kind", "O") in "iufc"
        return f"a {type(value).__name__} of {len(value)} {'numbers' if numbers else 'things'}"
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _rule(got: float, want: Want) -> str:
    near = [rule for rule, wrong in want.traps.items() if _near(got, wrong, want.rel)]
    if near:  # two mistakes may lead to much the same number: the nearest is told
        return min(near, key=lambda rule: abs(got - want.traps[rule]))
    if any(_near(got, want.value * factor, want.rel) for factor in UNIT_FACTORS):
        return UNIT_RULE
    return want.otherwise


def _near(got: float, want: float, rel: float) -> bool:
    return isclose(got, want, rel_tol=rel, abs_tol=1e-12)


def _number(value: object, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, Real | Decimal) or not isfinite(value):
        raise AssertionError(f"{what}: a finite number is asked for, not {described(value)}.")
    return float(value)
