"""Assignment 07, a rundown read minute by minute: doubled, silent, and how long no hero comes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from caopan.practice.assignment07 import PUBLIC
from caopan.practice.compare import as_numbers
from caopan.practice.exercise import AnswerError, call, exercise

PARTS: Final = ("doubled", "silent", "wait")
Row = tuple[int, int, str]


@dataclass(frozen=True)
class Sheet:
    """A rundown as somebody typed it.

    rows: from which minute, how long, which SKU; repeated on air. minutes: of the session.
    heroes: their SKUs.
    """

    rows: tuple[Row, ...]
    minutes: int
    heroes: tuple[str, ...]


def read_rundown(rows: Sequence[Row], minutes: int, heroes: Collection[str]) -> dict[str, int]:
    """Minutes of the loop with two rows, with none; longest wait without a hero on air.

    >>> read_rundown([(0, 4, "a"), (3, 5, "h"), (10, 2, "a")], 30, {"h"})
    {'doubled': 1, 'silent': 2, 'wait': 7}
    """
    count, hero = _minutes(rows, heroes)
    on_air = [hero[minute % len(hero)] for minute in range(minutes)]
    return {
        "doubled": sum(n > 1 for n in count),
        "silent": sum(n == 0 for n in count),
        "wait": _longest(on_air),
    }


def _minutes(rows: Sequence[Row], heroes: Collection[str]) -> tuple[list[int], list[bool]]:
    """For each minute of the loop: rows that run, and whether a hero does."""
    loop = max(at + length for at, length, _ in rows)
    count, hero = [0] * loop, [False] * loop
    for at, length, sku in rows:
        for minute in range(at, at + length):
            count[minute] += 1
            hero[minute] |= sku in heroes
    return count, hero


def _longest(on_air: Sequence[bool]) -> int:
    longest = wait = 0
    for hero in on_air:
        wait = 0 if hero else wait + 1
        longest = max(longest, wait)
    return longest


def _once(one: Sheet) -> int:
    """A slip: the loop is heard once."""
    return _longest(_minutes(one.rows, one.heroes)[1])


def _between(one: Sheet) -> int:
    """A slip: only waits between two heroes count."""
    hero = _minutes(one.rows, one.heroes)[1]
    on_air = [hero[minute % len(hero)] for minute in range(one.minutes)]
    first, last = on_air.index(True), len(on_air) - on_air[::-1].index(True)
    return _longest(on_air[first:last])


def _endless(one: Sheet) -> int:
    """A slip: the session goes on for ever."""
    hero = _minutes(one.rows, one.heroes)[1]
    return _longest([*hero, *hero, *hero])


_SLIPS: Final[tuple[tuple[str, Callable[[Sheet], int]], ...]] = (
    ("the loop repeats: its end and its next beginning are one wait", _once),
    ("the wait before the first hero, or after the last, counts, too", _between),
    ("the session ends; its last loop is cut off", _endless),
)


def sheets(seed: int) -> list[Sheet]:
    """Made rundowns: sound ones, rows that overlap, holes, a seam, a session that ends in a loop.

    >>> len(sheets(PUBLIC))
    6
    """
    rng = np.random.default_rng([seed, 74])
    made: list[Sheet] = []
    while len(made) < 6:
        one = _made(rng, holes=len(made) % 2 == 1, doubles=len(made) >= 2)
        true = read_rundown(one.rows, one.minutes, one.heroes)
        # each tells one of the slips from the truth, in turn
        _, slip = _SLIPS[len(made) % len(_SLIPS)]
        if slip(one) != true["wait"] and 0 < true["wait"] < one.minutes:
            made.append(one)
    return made


def _made(rng: np.random.Generator, *, holes: bool, doubles: bool) -> Sheet:
    names = [f"k{n:02d}" for n in range(1, 9)]
    rows: list[Row] = []
    at = 0
    for _ in range(int(rng.integers(8, 14))):
        length = int(rng.integers(3, 12))
        rows.append((at, length, str(rng.choice(names))))
        shift = int(rng.integers(-2, 1)) if doubles and rng.random() < 0.4 else 0
        shift += int(rng.integers(1, 5)) if holes and rng.random() < 0.4 else 0
        at += length + shift
    loop = max(start + length for start, length, _ in rows)
    heroes = tuple(sorted({sku for _, _, sku in rows[3:-2]})[:2])
    return Sheet(tuple(rows), int(loop * rng.uniform(1.3, 3.4)), heroes)


def said_of_rows(function: object, one: Sheet) -> list[str]:
    """Say what is wrong with the numbers of one rundown: at most one reason a number.

    >>> said_of_rows(read_rundown, sheets(PUBLIC)[0])
    []
    """
    given = call(function, [list(row) for row in one.rows], one.minutes, list(one.heroes))
    try:
        numbers = as_numbers(given, PARTS, "read_rundown(...)")
    except AssertionError as problem:
        raise AnswerError(str(problem)) from problem
    true = read_rundown(one.rows, one.minutes, one.heroes)
    whys = {
        "doubled": "minutes of the loop in which more than one row runs",
        "silent": "minutes of the loop, from 0 to its end, in which no row runs",
        "wait": next(
            (why for why, slip in _SLIPS if slip(one) == numbers["wait"]),
            "the longest stretch on air without a hero, minute by minute",
        ),
    }
    return [
        f"read_rundown gives {name} {numbers[name]:g}: {whys[name]}."
        for name in PARTS
        if numbers[name] != true[name]
    ]


@exercise(
    "07-read-rundown",
    "For each minute of the loop, list the rows that run: at <= minute < at + length.",
    "On air, minute m of the session is minute m % loop of the rundown; walk through all of them.",
    praise="Read minute by minute, as listeners hear it.",
)
def _rows(value: object) -> str | None:
    said = (one for case in sheets(PUBLIC) for one in said_of_rows(value, case))
    return next(said, None)
