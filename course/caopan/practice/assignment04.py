"""Assignment 04, the functions about groups: mix and rate, reversals.

Each is tried on made tables, drawn from a seed: the checks take one that anybody can see, the
graded tests take hidden ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any, Final

import numpy as np

from caopan.practice.compare import as_numbers, described
from caopan.practice.exercise import AnswerError, call, exercise

PUBLIC: Final = 4
"""Seed of the tables that the checks take."""
LEAST: Final = 30
"""Below the line on both sides, or a group is too small to be judged (assumed)."""
REL: Final = 1e-6
ABS: Final = 1e-9
PARTS: Final = ("change", "mix", "rate")
SOURCES: Final = ("follow", "recommend", "paid", "search", "mall", "share")

Side = dict[str, tuple[int, int]]
"""By group, what stands above and below the line."""
Parts = dict[str, Any]
Weights = Callable[[float, float], tuple[float, float]]


def mix_and_rate(before: Side, after: Side) -> Parts:
    """Split the change of an overall rate, as the assignment defines it.

    >>> before = {"fans": (80, 800), "others": (2, 100)}
    >>> parts = mix_and_rate(before, {"fans": (44, 400), "others": (12, 500)})
    >>> [round(parts[name], 4) for name in PARTS]
    [-0.0289, -0.0369, 0.008]
    """
    return _split(before, after)


def _split(
    before: Side, after: Side, *, half: float = 0.5, middle: float = 1.0, above: bool = False
) -> Parts:
    """The parts; half: weight of the later side in shares and rates. middle: 0 leaves it out.

    above: shares are taken of what stands above the line, a slip.
    """
    names = [*before, *(name for name in after if name not in before)]
    up, down = _sums(before), _sums(after)
    groups = {}
    for name in names:
        (n0, d0), (n1, d1) = before.get(name, (0, 0)), after.get(name, (0, 0))
        w0, w1 = (n0 / up[0], n1 / down[0]) if above else (d0 / up[1], d1 / down[1])
        r0 = n0 / d0 if d0 else n1 / d1
        r1 = n1 / d1 if d1 else r0
        usual = (up[0] / up[1] + down[0] / down[1]) / 2 * middle
        share = half * w1 + (1 - half) * w0
        groups[name] = {
            "mix": (w1 - w0) * (half * r0 + (1 - half) * r1 - usual),
            "rate": share * (r1 - r0),
        }
    sums = {part: sum(one[part] for one in groups.values()) for part in ("mix", "rate")}
    return {"change": down[0] / down[1] - up[0] / up[1], **sums, "groups": groups}


def _sums(side: Side) -> tuple[int, int]:
    return sum(one[0] for one in side.values()), sum(one[1] for one in side.values())


def _left_over(before: Side, after: Side) -> Parts:
    """A slip: both parts at the weights of before, so that a rest is left."""
    mix = _split(before, after, half=1.0)  # mix at the rates of before
    rate = _split(before, after, half=0.0)  # rate at the shares of before
    groups = {
        name: {"mix": mix["groups"][name]["mix"], "rate": rate["groups"][name]["rate"]}
        for name in mix["groups"]
    }
    return {"change": mix["change"], "mix": mix["mix"], "rate": rate["rate"], "groups": groups}


_SLIPS: Final[tuple[tuple[str, Callable[[Side, Side], Parts]], ...]] = (
    ("weights of one side only leave a rest; take the mean of before and after", _left_over),
    ("the shares are those of before; take the mean of before and after",
     lambda b, a: _split(b, a, half=0.0)),
    ("the shares are those of after; take the mean of before and after",
     lambda b, a: _split(b, a, half=1.0)),
    ("a group's mix is measured from the whole's middle rate, not from zero",
     lambda b, a: _split(b, a, middle=0.0)),
    ("shares are of what stands below the line, not above", lambda b, a: _split(b, a, above=True)),
    ("the sign is turned: after less before", lambda b, a: _turned(_split(b, a))),
    ("per cent are given; a plain number is asked for", lambda b, a: _turned(_split(b, a), 100.0)),
)  # fmt: skip


def _turned(parts: Parts, times: float = -1.0) -> Parts:
    groups = {
        name: {part: times * value for part, value in one.items()}
        for name, one in parts["groups"].items()
    }
    return {**{name: times * parts[name] for name in PARTS}, "groups": groups}


def split_cases(seed: int) -> Iterator[tuple[Side, Side]]:
    """Made tables for ``mix_and_rate``: plain ones, groups on one side, one group, many.

    >>> len(list(split_cases(PUBLIC)))
    6
    """
    rng = np.random.default_rng([seed, 41])
    for groups, fresh in ((2, 0), (3, 0), (6, 0), (4, 1), (4, -1), (1, 0)):
        before, after = (_side(rng, groups) for _ in range(2))
        if fresh > 0:
            before.pop(SOURCES[groups - 1])
        if fresh < 0:
            after.pop(SOURCES[0])
        yield before, after


def _side(rng: np.random.Generator, groups: int) -> Side:
    below = rng.integers(50, 5_000, size=groups)
    rates = rng.uniform(0.01, 0.3, size=groups)
    return {name: (round(n * r), int(n)) for name, n, r in zip(SOURCES, below, rates, strict=False)}


def said_of_split(function: object, before: Side, after: Side) -> list[str]:
    """Say what is wrong with the parts of one table: at most four reasons, one a part.

    >>> said_of_split(mix_and_rate, *next(split_cases(PUBLIC)))
    []
    """
    true = mix_and_rate(before, after)
    given = call(function, dict(before), dict(after))
    numbers = _shaped(given, true)
    said = [
        f"mix_and_rate gives {name} {numbers[name]:.6g}: {_why(numbers, name, before, after)}."
        for name in PARTS
        if not _near(numbers[name], true[name])
    ]
    wrong = [n for n in _by_group(true) if not _near(numbers[n], _by_group(true)[n])]
    if wrong:
        name = wrong[0]
        why = _why(numbers, name, before, after)
        said.append(f"mix_and_rate gives {numbers[name]:.6g} for {name}: {why}.")
    return said


def _by_group(parts: Parts) -> dict[str, float]:
    return {
        f"groups[{name!r}][{part!r}]": float(one[part])
        for name, one in parts["groups"].items()
        for part in ("mix", "rate")
    }


def _shaped(given: object, true: Parts) -> dict[str, float]:
    what = "mix_and_rate(...)"
    try:
        numbers = as_numbers(given, PARTS, what)
        groups = dict(given)["groups"] if isinstance(given, Mapping) else None
        if not isinstance(groups, Mapping):
            raise AnswerError(f"{what}['groups']: a dict by group is asked for.")
        for name in true["groups"]:
            if name not in groups:
                raise AnswerError(f"{what}['groups']: the group {name!r} is missing.")
            parts = as_numbers(groups[name], ("mix", "rate"), f"{what}['groups'][{name!r}]")
            numbers |= {f"groups[{name!r}][{p!r}]": value for p, value in parts.items()}
    except (AssertionError, KeyError) as problem:
        said = str(problem) if isinstance(problem, AssertionError) else f"{what}: no 'groups'."
        raise AnswerError(said) from problem
    return numbers


def _why(numbers: Mapping[str, float], name: str, before: Side, after: Side) -> str:
    for why, slip in _SLIPS:
        parts = slip(before, after)
        found = {**{p: parts[p] for p in PARTS}, **_by_group(parts)}[name]
        if _near(numbers[name], found):
            return why
    return "this does not follow from the definition; try two groups by hand"


def _near(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=REL, abs_tol=ABS)


@dataclass(frozen=True)
class Twins:
    """Two tables that differ in one thing: one is a reversal, the other is not.

    why: what tells them apart.
    """

    why: str
    yes: tuple[Side, Side]
    no: tuple[Side, Side]


def is_reversal(before: Side, after: Side, least: int = LEAST) -> bool:
    """Whether each group that can be judged moves one way and the whole the other.

    >>> before = {"fans": (80, 800), "others": (2, 100)}
    >>> is_reversal(before, {"fans": (44, 400), "others": (12, 500)})
    True
    """
    both = [name for name in before if name in after]
    judged = [n for n in both if min(before[n][1], after[n][1]) >= least]
    moves = {_sign(_ratio(after[n]) - _ratio(before[n])) for n in judged}
    whole = _sign(_ratio(_sums(after)) - _ratio(_sums(before)))
    return len(judged) >= 2 and whole != 0 and moves == {-whole}


def _ratio(one: tuple[int, int]) -> float:
    return one[0] / one[1]


def _sign(value: float) -> int:
    return (value > 1e-12) - (value < -1e-12)


def twins(seed: int) -> list[Twins]:
    """Made pairs for ``reversal``, one for each of its rules.

    >>> all(is_reversal(*one.yes) and not is_reversal(*one.no) for one in twins(PUBLIC))
    True
    """
    rng = np.random.default_rng([seed, 42])
    k = int(rng.integers(2, 9))
    up, down = _reversed(k, rise=True), _reversed(k + 1, rise=False)
    few, tiny = (LEAST - 1 - k, LEAST - 9), {"mall": (1, LEAST - 5)}
    flat = ({**up[0], "mall": (k * 10, k * 100)}, {**up[1], "mall": (k * 10, k * 100)})
    other = ({**up[0], "mall": (k * 10, k * 100)}, {**up[1], "mall": (k * 5, k * 100)})
    along = ({**up[0], "mall": (k * 10, k * 100)}, {**up[1], "mall": (k * 11, k * 100)})
    small = ({**up[0], "mall": (9, few[1])}, {**up[1], "mall": (1, few[1])})
    new = (down[0], {**down[1], "mall": (30 * k, 60 * k)})
    lone = ({"follow": up[0]["follow"], **tiny}, {"follow": up[1]["follow"], **tiny})
    first, second = (dict.fromkeys(("follow", "paid"), (n * k, 400)) for n in (10, 9))
    return [
        Twins("groups fall and the whole rises, or all move one way", down, (first, second)),
        Twins("groups rise and the whole falls, or one group falls along", along, other),
        Twins("a group that does not move is no rise", up, flat),
        Twins("a group below the least number does not count", small, other),
        Twins("a group that is there on one side only cannot be judged", new, other),
        Twins("one group that can be judged is no reversal of several", up, lone),
    ]


def _reversed(k: int, *, rise: bool) -> tuple[Side, Side]:
    """Both groups rise while the whole falls, or the other way round."""
    first = {"follow": (80 * k, 800 * k), "paid": (2 * k, 100 * k)}
    second = {"follow": (44 * k, 400 * k), "paid": (12 * k, 500 * k)}
    return (first, second) if rise else (second, first)


def said_of_reversal(function: object, pair: Twins) -> str:
    """Say what is wrong with the answers about two twins; empty where both are right.

    >>> said_of_reversal(is_reversal, twins(PUBLIC)[0])
    ''
    """
    for table, true in ((pair.yes, True), (pair.no, False)):
        given = call(function, *(dict(side) for side in table))
        if not isinstance(given, bool | np.bool_):
            raise AnswerError(f"reversal gives {described(given)}; True or False is asked for.")
        if bool(given) is not true:
            return f"reversal is wrong where this decides: {pair.why}."
    return ""


@exercise(
    "04-mix-and-rate",
    "Shares are of what stands below the line; the whole's rate is the sum of share times rate.",
    "rate of a group: mean of its two shares, times the change of its rate.",
    "mix of a group: change of its share, times (mean of its two rates less the middle). "
    "The middle is the mean of the whole's two rates.",
    praise="All parts add up.",
)
def _mix_and_rate(value: object) -> str | None:
    said = (one for case in split_cases(PUBLIC) for one in said_of_split(value, *case))
    return next(said, None)


@exercise(
    "04-reversal",
    "Three steps: which groups can be judged; how each of them moved; how the whole moved.",
    "The whole is the sum over all groups, the small ones too: sums above over sums below.",
    praise="Each of the six rules holds.",
)
def _reversal(value: object) -> str | None:
    return next((said for one in twins(PUBLIC) if (said := said_of_reversal(value, one))), None)
