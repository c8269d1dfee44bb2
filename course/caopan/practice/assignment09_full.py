"""Assignment 09: one book with orders of every kind, for what must hold of any settlement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final

from caopan.practice.assignment09_cases import DAY, EVENING, Book, Row, deal, party
from caopan.practice.assignment09_parts import wrong_fen
from caopan.practice.exercise import AnswerError, NotAttemptedError, call

ORDERS: Final = 24
CLOCKS: Final = (1_300, 5_800, 16_000, 60_000)
"""Minutes: during the night, while parcels travel, while refunds come, at the end."""


def full_book(seed: int) -> tuple[list[Row], list[Row], Row]:
    """Rows of lines and refunds, and a contract with both kinds of ladder and a cap.

    >>> lines, refunds, contract = full_book(1)
    >>> len({row["order_id"] for row in lines}), sorted(contract["parties"])
    (24, ['anchor', 'platform', 'provider'])
    """
    book = Book([seed, 95])
    for number in range(ORDERS):
        fens = [book.fen(900, 20_000) for _ in range(book.fen(1, 3))]
        whole = sum(fens) // 40
        coupons = (book.fen(0, whole), book.fen(0, whole), book.fen(0, whole // 2))
        session = f"s{1 + number % 3}"
        lines = book.order(*fens, paid=EVENING + 7 * number, coupons=coupons, session=session)
        for line in lines:
            _afterwards(book, line)
    parties = {
        "platform": party((0, book.bp()), base=[]),
        "anchor": party((0, book.bp(1_000, 2_000)), base=["platform", "anchor"], cap_fen=9_000),
        "provider": party((0, 400), (60_000, 600), (90_000, 900), mode="whole"),
    }
    contract: dict[str, Any] = deal(book, parties=parties, sessions=["s1", "s2"])
    return book.mixed(), book.refunds, contract


def _afterwards(book: Book, line: str) -> None:
    if book.fen(0, 9) < 7:
        book.sign(line, book.fen(2, 4) * DAY + book.fen(0, DAY))
    kind = ("goods", "goods", "goods", "compensation", "void", "freight")[book.fen(0, 5)]
    if book.fen(0, 9) < 4:
        for _ in range(book.fen(1, 2)):
            book.refund(line, book.fen(100, 9_000), book.fen(2, 20) * DAY, kind=kind)


def same_lines(given: Any, true: Mapping[str, Any]) -> bool:
    """Whether a result has the lines that it should have, each with whole fen for each party."""
    return (
        isinstance(given, Mapping)
        and set(given) == set(true)
        and all(
            isinstance(given[line], Mapping)
            and isinstance(given[line].get("due"), Mapping)
            and set(given[line]["due"]) == set(true[line]["due"])
            and not wrong_fen(given[line]["due"], given[line]["due"])
            for line in true
        )
    )


def properties(function: object, seed: int, truth: Callable[..., Any]) -> tuple[float, list[str]]:
    """Share of three properties that hold on a full book at several clocks, and what does not.

    Conservation to the fen, the order of rows, the same rows twice.
    """
    kept = {"conserved": True, "ordered": True, "once": True}
    lines, refunds, contract = full_book(seed)
    for clock in CLOCKS:
        true = truth(lines, refunds, contract, clock)
        first = _tried(function, lines, refunds, contract, clock)
        sound = same_lines(first, true)
        kept["conserved"] &= sound and _sums(first) == _sums(true)
        turned = _tried(function, lines[::-1], refunds[::-1], contract, clock)
        twice = _tried(function, lines + lines, refunds + refunds, contract, clock)
        kept["ordered"] &= sound and turned == first
        kept["once"] &= sound and twice == first
    words = {
        "conserved": "conservation: what all parties get is not what came in",
        "ordered": "order of arrival: the same rows in another order give another result",
        "once": "idempotence: the same rows twice give another result",
    }
    return sum(kept.values()) / 3, [f"{words[name]}." for name, holds in kept.items() if not holds]


def _tried(function: object, *args: Any) -> Any:
    try:
        return call(function, *deepcopy(args))
    except (AnswerError, NotAttemptedError):
        return None


def _sums(result: Mapping[str, Any]) -> dict[str, int]:
    return {line: sum(one["due"].values()) for line, one in result.items()}
