"""Assignment 09: made inputs for the parts of a settlement, and what is said of an answer.

Parts: ``share_coupon``, ``kept``, ``dues``, ``settle``. What is right is not worked out here: for
the public seed it stands in a file, for hidden seeds the graded test knows it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import lru_cache
from numbers import Integral
from pathlib import Path
from typing import Any, Final, NamedTuple

from caopan.errors import CaopanError
from caopan.practice.assignment09_cases import PUBLIC, Book, odd_thirds
from caopan.practice.assignment09_edges import edge_cases
from caopan.practice.compare import described
from caopan.practice.exercise import AnswerError, NotAttemptedError, call, exercise

PARTS: Final = ("share_coupon", "kept", "dues", "settle")
EXPECTED: Final = Path(__file__).with_name("assignment09_expected.json")
"""What is right for the public seed, by part: made by the author, tested to be fresh."""
FUNDERS: Final = ("platform", "anchor")
SHOWN: Final = 6
"""Reasons that are told at most."""


class Try(NamedTuple):
    """One call of a function: the rule that it tries, and what it gets."""

    title: str
    given: tuple[Any, ...]


def tries(part: str, seed: int) -> list[Try]:
    """The calls by which a part is tried, with amounts drawn from a seed.

    >>> [len(tries(part, PUBLIC)) for part in PARTS]
    [6, 10, 10, 28]
    """
    made: dict[str, Callable[[int], list[Try]]] = {
        "share_coupon": _coupons,
        "kept": _kept,
        "dues": _ladders,
        "settle": lambda seed: [Try(f"{c.code} {c.title}", c.given) for c in edge_cases(seed)],
    }
    return made[part](seed)


def _coupons(seed: int) -> list[Try]:
    book = Book([seed, 92])
    fen = book.fen(990, 4_900)
    some = [book.fen(900, 9_000) for _ in range(4)]
    return [
        Try("three equal lines: fen that are left go to the first ones", (2_000, [fen] * 3)),
        Try("fen that are left go where the remainder is largest", (book.fen(301, 800), some)),
        Try("a coupon larger than one line", (book.fen(900, 1_500), [book.fen(100, 400), *some])),
        Try("a gift at nothing gets no part", (book.fen(301, 800), [some[0], 0, some[1]])),
        Try("one line takes all of it", (book.fen(301, 800), [fen])),
        Try("no coupon, and an order of gifts", (0, [0, 0])),
    ]


def _kept(seed: int) -> list[Try]:
    book = Book([seed, 93])
    pay, whole = book.fen(9_000, 30_000), odd_thirds(book)[0]
    coupons = {"platform": book.fen(501, 900), "anchor": book.fen(101, 300)}
    none = dict.fromkeys(FUNDERS, 0)
    part, third = book.fen(2_000, 4_000), whole // 3

    def back(*told: tuple[str, int], late: bool = False) -> list[dict[str, Any]]:
        rows = [
            {"refund_id": f"r{at}", "kind": kind, "fen": fen, "at": 3_000 + 60 * at}
            for at, (kind, fen) in enumerate(told, 1)
        ]
        return rows[::-1] if late else rows

    above = back(("goods", pay // 2), ("goods", pay - pay // 2 + 1), ("goods", pay // 4))
    mixed = back(("goods", pay // 2), ("compensation", pay), ("compensation", 300))
    late = back(("goods", pay - 100), ("goods", 200), late=True)
    return [
        Try("nothing came back", (pay, coupons, [])),
        Try(
            "a part came back: coupons follow in proportion", (pay, coupons, back(("goods", part)))
        ),
        Try("all came back", (pay, coupons, back(("goods", pay)))),
        Try("two thirds came back", (whole, none, back(("goods", third), ("goods", third)))),
        Try("more than was paid is refused; what follows is judged without it", (pay, none, above)),
        Try("refunds count in the order of their moments", (pay, none, late)),
        Try("freight moves nothing", (pay, coupons, back(("freight", 900)))),
        Try("compensation is paid by the merchant alone", (pay, coupons, mixed)),
        Try("a void line keeps nothing", (pay, coupons, back(("goods", part), ("void", 1)))),
        Try("a line that cost nothing keeps its coupons", (0, {"platform": 990, "anchor": 0}, [])),
    ]


def _ladders(seed: int) -> list[Try]:
    book = Book([seed, 94])
    bases = [book.fen(9_000, 15_000) for _ in range(4)]
    low, mid, high = book.bp(300, 500), book.bp(600, 900), book.bp(1_000, 1_400)
    rung, top = bases[0] + book.fen(2_000, 6_000), sum(bases[:3]) - book.fen(100, 900)
    steps = [[0, low], [rung, mid], [top, high]]
    half = [1_050 + 100 * at for at in range(4)]
    at_rung = [[0, low], [sum(bases), high]]
    below = [[0, low], [sum(bases) + 1, high]]
    cap = (sum(bases[:2]) + 700) * mid // 10_000
    return [
        Try("one rate", (bases, [[0, mid]], "marginal", None)),
        Try("half a fen goes up", (half, [[0, 100]], "marginal", None)),
        Try("marginal: each stretch earns its own rate", (bases, steps, "marginal", None)),
        Try("whole: the rate of the last step reached, for all", (bases, steps, "whole", None)),
        Try("whole: the rung itself is reached", (bases, at_rung, "whole", None)),
        Try("whole: one fen below the rung", (bases, below, "whole", None)),
        Try("the cap is reached within a line", (bases, [[0, mid]], "marginal", cap)),
        Try("a line that came back leaves room below the cap",
            ([0, *bases[1:]], [[0, mid]], "marginal", cap)),
        Try("nothing and everything", (bases, [[0, 0], [rung, 10_000]], "marginal", None)),
        Try("one fen, and lines of nothing", ([0, 1, 0], [[0, 5_000]], "whole", None)),
    ]  # fmt: skip


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
    (['given', 'right', 'title'], {'anchor': 0, 'merchant': 0, 'platform': 1})
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
