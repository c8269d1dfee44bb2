"""Assignment 09: what is said of an answer to a part of a settlement.

What is right is not worked out here: for the public seed it stands in a file, for hidden seeds the
graded test knows it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import lru_cache
from numbers import Integral
from pathlib import Path
from typing import Any, Final

from caopan.errors import CaopanError
from caopan.practice.assignment09_cases import PUBLIC
from caopan.practice.assignment09_tries import Try, tries
from caopan.practice.compare import described
from caopan.practice.exercise import AnswerError, NotAttemptedError, call, exercise

EXPECTED: Final = Path(__file__).with_name("assignment09_expected.json")
"""What is right for the public seed, by part: made by the author, tested to be fresh."""
SHOWN: Final = 6
"""Reasons that are told at most."""


def said_of(part: str, function: object, one: Try, true: Any) -> str:
    """Say what is wrong with a function's result on one try; empty where it is right.

    The rule is named, the right number never.
    """
    try:
        given = call(function, *deepcopy(one.given))
    except NotAttemptedError:
        return f"{one.title}: {part} gives nothing back."
    except AnswerError as error:
        return f"{one.title}: {str(error).partition(' when called with')[0]}."
    wrong = _lines_wrong(given, true) if part == "settle" else wrong_fen(given, true)
    return f"{one.title}: {wrong}." if wrong else ""


def wrong_fen(given: Any, true: Any) -> str:
    """Say which of some named or listed fen is wrong; empty where none is.

    >>> wrong_fen({"buyer": 5}, {"buyer": 6})
    "what you give of 'buyer' is a fen too little"
    """
    if isinstance(true, Mapping):
        if not isinstance(given, Mapping) or set(given) != set(true):
            return f"a dict with {', '.join(true)} is asked for, not {described(given)}"
        pairs = [(f"of {name!r}", given[name], true[name]) for name in true]
    else:
        if not isinstance(given, list | tuple) or len(given) != len(true):
            return f"a list of {len(true)} is asked for, not {described(given)}"
        pairs = [(f"at place {at}", *both) for at, both in enumerate(zip(given, true, strict=True))]
    return next((said for pair in pairs if (said := _fen(*pair))), "")


def _fen(where: str, given: Any, true: int) -> str:
    if isinstance(given, bool) or not isinstance(given, Integral):
        return f"{described(given)} {where}; fen are whole numbers, no float on the way"
    if given == true:
        return ""
    more = int(given) - true
    size = "a fen" if abs(more) == 1 else "more than a fen"
    return f"what you give {where} is {size} too {'much' if more > 0 else 'little'}"


def _lines_wrong(given: Any, true: Mapping[str, Any]) -> str:
    if not isinstance(given, Mapping):
        return f"a dict by line is asked for, not {described(given)}"
    if more := sorted(set(map(str, given)) - set(true)):
        return f"line {more[0]} is in it, and is not bound"
    for line, want in true.items():
        got = given.get(line)
        if not isinstance(got, Mapping) or not {"state", "due"} <= set(got):
            return f"a dict with state and due is asked for, for each bound line ({line})"
        if got["state"] != want["state"]:
            return f"line {line} is not {described(got['state'])}"
        if said := wrong_fen(got["due"], want["due"]):
            return f"line {line}: {said}"
    return ""


@lru_cache(maxsize=1)
def expected() -> Mapping[str, Any]:
    """What is right for the public seed, by part, in the order of the tries."""
    told: Mapping[str, Any] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    return told


def edge_case(code: str) -> dict[str, Any]:
    """One public edge case, to try ``settle`` on: its four arguments, and what is right.

    Raises CaopanError for an unknown code.

    >>> case = edge_case("E28")
    >>> sorted(case), case["right"]["o1-1"]["due"]
    (['given', 'right', 'title'], {'platform': 1, 'anchor': 0, 'merchant': 0})
    """
    codes = [one.title.partition(" ")[0] for one in tries("settle", PUBLIC)]
    if code not in codes:
        raise CaopanError(f"{code!r} is no edge case here; there are {', '.join(codes)}.")
    at = codes.index(code)
    one = tries("settle", PUBLIC)[at]
    return {"title": one.title, "given": one.given, "right": expected()["settle"][at]}


def verdicts(
    part: str, function: object, seed: int, truth: Callable[..., Any]
) -> tuple[float, list[str]]:
    """The share of tries that are right, and the reasons for the others, the first of them.

    truth: gives what is right for a try's arguments.
    """
    tried = tries(part, seed)
    said = [said_of(part, function, one, truth(*one.given)) for one in tried]
    wrong = [one for one in said if one]
    more = len(wrong) - SHOWN
    told = wrong[:SHOWN] + [f"{more} more {'is' if more == 1 else 'are'} wrong."] * (more > 0)
    return 1 - len(wrong) / len(said), told


def _check(part: str, value: object) -> str | None:
    for one, true in zip(tries(part, PUBLIC), expected()[part], strict=True):
        if said := said_of(part, value, one, true):
            if said.endswith("gives nothing back."):
                raise NotAttemptedError
            return said
    return None


def _register(part: str, *hints: str, praise: str) -> None:
    name = f"09-{part.replace('_', '-')}"
    exercise(name, *hints, praise=praise)(lambda value: _check(part, value))


_register(
    "share_coupon",
    "Whole fen first: coupon × amount // sum of amounts. What is left goes fen by fen.",
    "divmod gives both the whole fen and the remainder; sort places by (-remainder, place).",
    praise="Not a fen is lost, and everybody would share it alike.",
)
_register(
    "kept",
    "Sort refunds by (at, refund_id), and add up what is accepted; a refused one adds nothing.",
    "A coupon of f fen keeps f × (pay − back) ÷ pay, a half going up: (2 × up + down) // (2 × "
    "down).",
    praise="What is kept follows from all refunds together.",
)
_register(
    "dues",
    "Keep the sum of bases before a line: its stretch goes from there to there plus its base.",
    "marginal: cut the stretch at the rungs. whole: one rate, chosen by the sum of all bases.",
    "With a cap: what min(sum, cap) grew by on this line.",
    praise="Each line knows what it earned.",
)
_register(
    "settle",
    "First what is known: rows with arrived ≤ as_of, the last row of a line, the first of a "
    "refund_id.",
    "Share coupons over all lines of an order before you ask which lines are bound.",
    "Then session by session, party by party; the merchant is what is left of each line.",
    praise="Every public edge case, to the fen. Hidden ones have other amounts.",
)
