"""Assignment 03: how likely it is that nothing is wrong, and what follows from that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from caopan.practice.assignment03 import SHOPS, own_shops
from caopan.practice.compare import as_numbers, described
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    import pandas as pd

ACTS: Final = ("act", "wait", "measure")
DAYS: Final = 14
LOSS: Final = 0.05
"""Part of two weeks' GMV that an unrepaired fault costs in contribution (assumed)."""
DELAY: Final = 4 / 14
"""Part of the two weeks that goes by until a test has told (assumed)."""
REPAIR: Final = (0.5, 0.4, 0.6, 0.5)
TEST: Final = (0.04, 0.03, 0.06, 0.10)
"""Costs of the repair and of the test by shop, as parts of that loss (assumed)."""


class Stake(NamedTuple):
    """What two weeks of a fault lose, what its repair and what a sure test cost, in yuan."""

    lost: int
    repair: int
    test: int


def stakes() -> pd.DataFrame:
    """Give what is at stake at each of the four shops, in yuan: ``lost``, ``repair``, ``test``.

    Raises CaopanError outside of the fetched assignment.
    """
    import pandas as pd

    return pd.DataFrame(_stakes(), index=pd.Index(SHOPS, name="shop"))


def expected(wrong: float, stake: Stake) -> dict[str, float]:
    """Give the expected contribution of each act over two weeks, against a sound shop left alone.

    wrong: probability that something is wrong.

    >>> {name: round(yuan) for name, yuan in expected(0.5, Stake(1000, 500, 40)).items()}
    {'act': -500, 'wait': -500, 'measure': -433}
    """
    lost, repair, test = stake
    return {
        "act": -float(repair),
        "wait": -wrong * lost,
        "measure": -test - wrong * (repair + DELAY * lost),
    }


def as_none(given: object) -> dict[str, float]:
    """Give the four probabilities that nothing is wrong, or say what is amiss: AssertionError.

    >>> as_none(dict.fromkeys(SHOPS, 40))
    Traceback (most recent call last):
    ...
    AssertionError: none['mine'] is 40; a probability lies between 0 and 1.
    """
    said = as_numbers(given, SHOPS, "none")
    for name, share in said.items():
        rule = f"none[{name!r}] is {share:g}; a probability lies between 0 and 1."
        assert 0 <= share <= 1, rule
    return said


def as_decisions(given: object) -> dict[str, str]:
    """Give the four decisions, or say what is amiss: AssertionError.

    >>> as_decisions(dict.fromkeys(SHOPS, "sleep"))
    Traceback (most recent call last):
    ...
    AssertionError: decisions['mine'] is 'sleep'; take one of act, wait, measure.
    """
    assert isinstance(given, Mapping), f"decisions: a dict is asked for, not {described(given)}."
    missing = [name for name in SHOPS if name not in given]
    assert not missing, f"decisions: the key {missing[0]!r} is missing."
    for name in SHOPS:
        good = isinstance(given[name], str) and given[name] in ACTS
        rule = f"decisions[{name!r}] is {described(given[name])}; take one of {', '.join(ACTS)}."
        assert good, rule
    return {name: str(given[name]) for name in SHOPS}


def points_of_none(
    given: Mapping[str, float], sound: Mapping[str, bool], most: float = 6.0
) -> tuple[float, list[str]]:
    """Give the points of the probabilities: proper, affine, never clipped.

    Each shop is worth the same: all of it for certainty about the truth, none for certainty about
    the contrary, 1 - (p - truth)² in between; whoever states what they believe expects most.

    >>> points_of_none(dict.fromkeys(SHOPS, 0.5), dict.fromkeys(SHOPS, True))[0]
    4.5
    """
    shares = [1 - (given[name] - sound[name]) ** 2 for name in SHOPS]
    sure = "a shop that you were sure of is not as you said"
    vague = "the further a probability was from what proved true, the more it lost"
    why = [f"none: {sure if min(shares) < 0.5 else vague}."] if min(shares) < 1 else []
    return round(most * sum(shares) / len(shares), 2), why


def points_of_decisions(
    given: Mapping[str, str], none: Mapping[str, float], most: float = 4.0
) -> tuple[float, list[str]]:
    """Give the points of the decisions: the share that has the best expectation by ``none``."""
    wrong = [
        name
        for name, stake in zip(SHOPS, _stakes(), strict=True)
        if not follows(given[name], 1 - none[name], stake)
    ]
    why = [
        f"decisions[{name!r}] is {given[name]!r}: by your own probability another act costs less."
        for name in wrong
    ]
    return most * (1 - len(wrong) / len(SHOPS)), why


def follows(act: str, wrong: float, stake: Stake) -> bool:
    """Say whether an act has the best expectation; of two that are equal both have.

    >>> follows("wait", 0.1, Stake(1000, 500, 40)), follows("wait", 0.9, Stake(1000, 500, 40))
    (True, False)
    """
    said = expected(wrong, stake)
    return said[act] >= max(said.values()) - 1e-6


def _stakes() -> list[Stake]:
    from caopan.events.places import folder_of

    return list(_staked(folder_of("mine")))


@lru_cache(maxsize=4)
def _staked(_: Path) -> tuple[Stake, ...]:
    found = []
    for shop, repair, test in zip(own_shops().values(), REPAIR, TEST, strict=True):
        first = shop.periods.before
        sold = int(shop.goods.loc[~shop.goods["after"], "gmv_fen"].sum()) // 100
        lost = LOSS * sold / (first.end - first.first) * DAYS
        found.append(Stake(*(round(lost * part / 10) * 10 for part in (1, repair, test))))
    return tuple(found)


@exercise(
    "03-none",
    "A fault shows where a step lies far below its peers; GMV alone sways by luck.",
    "Before you look, the chance of 'nothing' is 0.4. Quiet steps raise it, a loud one lowers it.",
    "Certainty that proves wrong costs all; 0.9 that proves wrong costs four fifths of it.",
    praise="The shape is right. Whether it is a good belief, the marking will tell.",
)
def _none(value: object) -> str | None:
    try:
        as_none(value)
    except AssertionError as broken:
        return str(broken)
    return None


@exercise(
    "03-decisions",
    "Work out the three expectations for each shop, with wrong = 1 - none[shop].",
    "The best one is the largest: costs are negative.",
    praise="The shape is right. Hidden tests see whether each act follows from your probability.",
)
def _decisions(value: object) -> str | None:
    try:
        as_decisions(value)
    except AssertionError as broken:
        return str(broken)
    return None
