"""Assignment 09: edge cases of one line or order: refunds, parcels, coupons.

Numbered as the trade's list of them. Each book is small and made so that the one usual slip changes
a fen. A case holds only what is put in: what comes out stands for the public seed in a file beside
this one, and for hidden seeds nowhere in the toolkit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from caopan.practice.assignment09_cases import (
    DAY,
    EVENING,
    Book,
    Row,
    deal,
    odd_thirds,
    party,
)

LATE = 40 * DAY
"""A clock at which all is settled."""
SENT = 3 * DAY
Maker = Callable[[Book], tuple[Row, int]]
"""Fills a book; gives the contract and the clock."""
MAKERS: Final[dict[str, tuple[str, Maker]]] = {}


def edge(code: str, title: str) -> Callable[[Maker], Maker]:
    """Register the maker of an edge case."""

    def register(maker: Maker) -> Maker:
        MAKERS[code] = (title, maker)
        return maker

    return register


@edge("E01", "money back before the parcel was sent")
def _before_ship(book: Book) -> tuple[Row, int]:
    (line,) = book.order(book.fen(9_000, 30_000))
    book.order(book.fen(9_000, 30_000), signed=SENT)
    book.refund(line, book.pay(line), EVENING + 90)
    return deal(book), LATE


@edge("E02", "money back after delivery, before settlement")
def _before_settle(book: Book) -> tuple[Row, int]:
    (line,) = book.order(book.fen(9_000, 30_000), signed=SENT)
    book.order(book.fen(9_000, 30_000), signed=SENT)
    book.refund(line, book.pay(line), SENT + 2 * DAY)
    return deal(book), SENT + 3 * DAY


@edge("E03", "money back after settlement counts, too")
def _after_settle(book: Book) -> tuple[Row, int]:
    (line,) = book.order(book.fen(9_000, 30_000), signed=SENT)
    book.order(book.fen(9_000, 30_000), signed=SENT)
    book.refund(line, book.fen(2_000, 8_000), SENT + 12 * DAY)
    return deal(book), LATE


@edge("E04", "a part of the money back: coupons follow in proportion")
def _part(book: Book) -> tuple[Row, int]:
    coupons = (0, book.fen(901, 1_500), book.fen(101, 500))
    (line,) = book.order(book.fen(20_000, 30_000), coupons=coupons, signed=SENT)
    book.refund(line, book.fen(2_000, 9_000), SENT + DAY)
    return deal(book), LATE


@edge("E06", "three part refunds: dues follow what is kept, refunds are not rounded one by one")
def _thirds(book: Book) -> tuple[Row, int]:
    whole, rate = odd_thirds(book)
    (line,) = book.order(whole, signed=SENT)
    for day in (1, 2):
        book.refund(line, whole // 3, SENT + day * DAY)
    return deal(book, parties={"provider": party((0, rate))}), LATE


@edge("E07", "a refund above what was paid is refused, and what follows is judged without it")
def _above(book: Book) -> tuple[Row, int]:
    (line,) = book.order(book.fen(9_000, 30_000))
    pay = book.pay(line)
    book.refund(line, pay // 2, 2 * DAY)
    book.refund(line, pay - pay // 2 + book.fen(1, 900), 3 * DAY)
    book.refund(line, pay // 4, 4 * DAY)
    return deal(book), LATE


@edge("E08", "freight that is given back moves nothing")
def _freight(book: Book) -> tuple[Row, int]:
    (line,) = book.order(book.fen(9_000, 30_000))
    book.refund(line, book.fen(500, 1_500), 2 * DAY, kind="freight")
    return deal(book), LATE


@edge("E09", "compensation is paid by the merchant alone")
def _compensation(book: Book) -> tuple[Row, int]:
    (line,) = book.order(book.fen(9_000, 30_000), signed=SENT)
    book.refund(line, book.fen(500, 4_000), SENT + DAY, kind="compensation")
    book.refund(line, book.fen(500, 3_000), SENT + 2 * DAY)
    return deal(book), LATE


@edge("E10", "two parcels of one order: each line has its own state")
def _parcels(book: Book) -> tuple[Row, int]:
    first, second, _ = book.order(*(book.fen(5_000, 20_000) for _ in range(3)))
    book.sign(first, SENT)
    book.sign(second, SENT + DAY + 30)
    return deal(book), SENT + 8 * DAY + 60


@edge("E11", "a coupon is shared over all known lines: also one of another session, or not paid")
def _not_bound(book: Book) -> tuple[Row, int]:
    for sessions in (["s1", "s2"], ["s1", "s1"]):
        amounts = (book.fen(9_000, 30_000), book.fen(9_000, 30_000))
        coupons = (book.fen(900, 1_900), book.fen(900, 1_900), 0)
        book.order(*amounts, coupons=coupons, sessions=sessions)
    book.lines[-1]["paid"] = None
    return deal(book, sessions=["s1"]), LATE


@edge("E12", "the same goods in a session that the contract does not cover")
def _elsewhere(book: Book) -> tuple[Row, int]:
    fen = book.fen(9_000, 30_000)
    book.order(fen, session="s9")
    book.order(fen, session="s1")
    steps = ((0, book.bp(300, 500)), (fen + 100, book.bp(600, 900)))
    return deal(book, party(*steps, mode="whole"), sessions=["s1"]), LATE


@edge("E13", "whose coupon counts as paid: the platform's, the anchor's, the merchant's")
def _bases(book: Book) -> tuple[Row, int]:
    coupons = (book.fen(1_500, 2_500), book.fen(1_200, 1_900), book.fen(400, 900))
    book.order(2 * book.fen(15_000, 25_000), coupons=coupons)
    bases = {"platform": [], "anchor": ["platform"], "provider": ["platform", "anchor"]}
    parties = {name: party((0, book.bp()), base=base) for name, base in bases.items()}
    return deal(book, parties=parties), LATE


@edge("E14", "a coupon larger than one line of its order")
def _large(book: Book) -> tuple[Row, int]:
    cheap = book.fen(200, 500)
    coupons = (book.fen(1_000, 1_900), 0, 0)
    book.order(cheap, book.fen(9_000, 15_000), book.fen(9_000, 15_000), coupons=coupons)
    return deal(book), LATE


@edge("E15", "a gift at nothing takes no coupon and divides nothing by zero")
def _gift(book: Book) -> tuple[Row, int]:
    coupons = (book.fen(300, 900), book.fen(300, 900), 0)
    _, gift = book.order(book.fen(9_000, 20_000), 0, coupons=coupons, signed=SENT)
    book.sign(gift, SENT + 1)
    return deal(book), LATE
