"""Assignment 09: made inputs for the parts of a settlement, each with the rule that it tries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from caopan.practice.assignment09_cases import Book, exact_halves
from caopan.practice.assignment09_edges import edge_cases

PARTS: Final = ("share_coupon", "kept", "dues", "settle")
FUNDERS: Final = ("platform", "anchor")


class Try(NamedTuple):
    """One call of a function: the rule that it tries, and what it gets."""

    title: str
    given: tuple[Any, ...]


def tries(part: str, seed: int) -> list[Try]:
    """The calls by which a part is tried, with amounts drawn from a seed.

    >>> [len(tries(part, 9)) for part in PARTS]
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
        Try("three equal lines: fen that are left go to the first ones", (1_900, [fen] * 3)),
        Try("fen that are left go where the remainder is largest", (book.fen(301, 800), some)),
        Try("a coupon larger than one line", (book.fen(900, 1_500), [book.fen(100, 400), *some])),
        Try("a gift at nothing gets no part", (book.fen(301, 800), [some[0], 0, some[1]])),
        Try("one line takes all of it", (book.fen(301, 800), [fen])),
        Try("no coupon, and an order of gifts", (0, [0, 0])),
    ]


def _kept(seed: int) -> list[Try]:
    book = Book([seed, 93])
    pay, tens = 2 * book.fen(4_500, 15_000) + 1, book.fen(900, 3_000)  # odd: no half by chance
    coupons = {"platform": book.fen(501, 900), "anchor": book.fen(101, 300)}
    none = dict.fromkeys(FUNDERS, 0)
    part, halves = book.fen(2_000, 4_000), dict(zip(FUNDERS, exact_halves(book), strict=True))

    def back(*told: tuple[str, int], late: bool = False) -> list[dict[str, Any]]:
        rows = [
            {"refund_id": f"r{at}", "kind": kind, "fen": fen, "at": 3_000 + 60 * at}
            for at, (kind, fen) in enumerate(told, 1)
        ]
        return rows[::-1] if late else rows

    above = back(("goods", pay // 2), ("goods", pay - pay // 2 + 1), ("goods", pay // 4))
    mixed = back(("goods", pay // 2), ("compensation", pay), ("compensation", 300))
    void = back(("goods", part), ("compensation", 300), ("void", 1))
    late = back(("goods", pay - 100), ("goods", 200), late=True)
    return [
        Try("nothing came back", (pay, coupons, [])),
        Try(
            "a part came back: coupons follow in proportion", (pay, coupons, back(("goods", part)))
        ),
        Try("all came back", (pay, coupons, back(("goods", pay)))),
        Try(
            "three tenths came back: half a fen of a coupon goes up",
            (10 * tens, halves, back(("goods", 2 * tens), ("goods", tens))),
        ),
        Try("more than was paid is refused; what follows is judged without it", (pay, none, above)),
        Try("refunds count in the order of their moments", (pay, none, late)),
        Try("freight moves nothing", (pay, coupons, back(("freight", 900)))),
        Try("compensation is paid by the merchant alone", (pay, coupons, mixed)),
        Try("a void line keeps nothing; what was paid alone stays", (pay, coupons, void)),
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
