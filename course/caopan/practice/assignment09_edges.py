"""Assignment 09: the edge cases themselves, numbered as the trade's list of them.

Each book is small and made so that the one usual slip changes a fen. Codes with K are rules
without an edge. A case holds only what is put in: what comes out stands for the public seed in a
file beside this one, and for hidden seeds nowhere in the toolkit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from caopan.practice.assignment09_cases import (
    DAY,
    EVENING,
    Book,
    EdgeCase,
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


@edge("E11", "an order of two sessions: the coupon is shared over all lines, one of them is bound")
def _two_sessions(book: Book) -> tuple[Row, int]:
    amounts = (book.fen(9_000, 30_000), book.fen(9_000, 30_000))
    coupons = (book.fen(900, 1_900), book.fen(900, 1_900), 0)
    book.order(*amounts, coupons=coupons, sessions=["s1", "s2"])
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


@edge("E17", "a rung is crossed on the night and lost by refunds")
def _rung(book: Book) -> tuple[Row, int]:
    fens = [book.fen(9_000, 15_000) for _ in range(3)]
    lines = [book.order(fen, paid=EVENING + 9 * at)[0] for at, fen in enumerate(fens)]
    book.refund(lines[0], fens[0] - 100, 4 * DAY)
    steps = ((0, book.bp(300, 500)), (sum(fens) - 3_000, book.bp(800, 1_200)))
    return deal(book, party(*steps, mode="whole")), LATE


@edge("E18", "a session past midnight is one session")
def _midnight(book: Book) -> tuple[Row, int]:
    fens = [book.fen(9_000, 15_000) for _ in range(4)]
    for at, fen in enumerate(fens):
        book.order(fen, paid=DAY - 90 + 60 * at)
    steps = ((0, book.bp(300, 500)), (fens[0] + fens[1], book.bp(800, 1_200)))
    return deal(book, party(*steps)), LATE


@edge("E19", "the contract ends in mid-session: the moment of payment binds")
def _ends(book: Book) -> tuple[Row, int]:
    for minute in (10, 29, 30, 31):
        book.order(book.fen(9_000, 15_000), paid=EVENING + minute)
    terms = deal(book, until=EVENING + 30)
    return {**terms, "from": EVENING + 10}, LATE


@edge("E23", "the cap was reached, and a refund makes room below it")
def _cap(book: Book) -> tuple[Row, int]:
    fens = [book.fen(10_000, 14_000) for _ in range(4)]
    lines = [book.order(fen, paid=EVENING + 7 * at)[0] for at, fen in enumerate(fens)]
    rate = book.bp(700, 900)
    cap = (sum(fens[:3]) - 4_000) * rate // 10_000
    book.refund(lines[0], fens[0], 5 * DAY)
    return deal(book, party((0, rate), cap_fen=cap)), LATE


@edge("E24", "an exchange: the old line is void, the new one is a line of its own")
def _exchange(book: Book) -> tuple[Row, int]:
    fen = book.fen(9_000, 20_000)
    (old,) = book.order(fen, coupons=(0, book.fen(300, 900), 0))
    book.order(fen, paid=2 * DAY)
    book.refund(old, 0, 2 * DAY, kind="void")
    return deal(book), LATE


@edge("E25", "rows come late, twice and out of order, and some are not here yet")
def _disorder(book: Book) -> tuple[Row, int]:
    clock = SENT + 9 * DAY
    (line,) = book.order(book.fen(9_000, 20_000), signed=SENT)
    (other,) = book.order(book.fen(9_000, 20_000), signed=SENT + DAY)
    book.order(book.fen(9_000, 20_000), arrived=clock + 30)
    book.refund(line, book.fen(1_000, 2_000), SENT + 60)
    book.refund(other, book.fen(1_000, 2_000), SENT + 60, arrived=clock + 5)
    book.refunds.append({**book.refunds[0], "arrived": clock - 5})
    unsigned, signed, *others = book.lines
    book.lines = [signed, unsigned, *others, {**unsigned, "coupons": dict(unsigned["coupons"])}]
    book.stands = True  # one line's rows stand one way round, another's the other
    return deal(book), clock


@edge("E26", "what was not paid, or not yet, is due to nobody")
def _unpaid(book: Book) -> tuple[Row, int]:
    book.order(book.fen(9_000, 20_000), paid=None)
    book.order(book.fen(9_000, 20_000), paid=EVENING + 40, arrived=EVENING)
    book.order(book.fen(9_000, 20_000))
    return deal(book), EVENING + 20


@edge("E27", "a rate of nothing, and one of everything")
def _extremes(book: Book) -> tuple[Row, int]:
    book.order(book.fen(9_000, 20_000), coupons=(0, book.fen(300, 900), book.fen(100, 200)))
    book.order(book.fen(9_000, 20_000), coupons=(book.fen(300, 900), 0, book.fen(100, 200)))
    everything = party((0, 10_000), base=["platform", "anchor"])
    return deal(book, parties={"platform": party((0, 0)), "provider": everything}), LATE


@edge("E28", "an order of one fen")
def _one_fen(book: Book) -> tuple[Row, int]:
    book.order(1)
    book.order(book.fen(9_000, 20_000), paid=EVENING + 9)
    parties = {"platform": party((0, 5_000)), "anchor": party((0, 4_999))}
    return deal(book, parties=parties), LATE


@edge("E29", "brushing: a void line keeps nothing, whatever its refund says")
def _void(book: Book) -> tuple[Row, int]:
    coupons = (0, book.fen(300, 900), 0)
    (line,) = book.order(book.fen(9_000, 20_000), coupons=coupons, signed=SENT)
    book.order(book.fen(9_000, 20_000), paid=EVENING + 30)
    book.refund(line, book.fen(1, 99), SENT + 9 * DAY, kind="void")
    return deal(book), LATE


@edge("K1", "a marginal ladder: a rung within a line, in the order of payment")
def _marginal(book: Book) -> tuple[Row, int]:
    fens = [book.fen(9_000, 15_000) for _ in range(4)]
    for at, fen in enumerate(fens):
        book.order(fen, paid=EVENING + 60 - 13 * at)
    low, high = fens[3] + book.fen(2_000, 6_000), fens[3] + fens[2] + book.fen(2_000, 6_000)
    steps = ((0, book.bp(300, 500)), (low, book.bp(600, 900)), (high, book.bp(1_000, 1_400)))
    return deal(book, party(*steps)), LATE


@edge("K2", "a whole ladder: one rate for all, from the rung itself on")
def _whole(book: Book) -> tuple[Row, int]:
    fens = [book.fen(9_000, 15_000) for _ in range(3)]
    for at, fen in enumerate(fens):
        book.order(fen, paid=EVENING + 9 * at, session="s1" if at < 2 else "s2")
    steps = ((0, book.bp(300, 500)), (fens[0] + fens[1], book.bp(800, 1_200)))
    return deal(book, party(*steps, mode="whole")), LATE


@edge("K3", "a coupon over three equal lines: largest remainder, the smaller id first")
def _thirds_of_a_coupon(book: Book) -> tuple[Row, int]:
    fen = book.fen(990, 4_900)
    coupons = (3 * book.fen(60, 90) + 2, 3 * book.fen(30, 60) + 1, 0)
    book.order(fen, fen, fen, coupons=coupons, signed=SENT)
    return deal(book), SENT + 7 * DAY + 4 * 60


@edge("K4", "half a fen goes up")
def _half(book: Book) -> tuple[Row, int]:
    for at in range(3):
        fen = 1_000 * book.fen(5, 20) + 50 + 100 * (book.fen(0, 4) * 2 + at % 2)
        book.order(fen, paid=EVENING + at)
    rates = {"platform": 100, "anchor": 1_100, "provider": 500}
    return deal(book, parties={name: party((0, bp)) for name, bp in rates.items()}), LATE


def edge_cases(seed: int) -> list[EdgeCase]:
    """All edge cases with amounts drawn from a seed, in the order of their codes.

    >>> len(edge_cases(PUBLIC)), edge_cases(PUBLIC)[0].title
    (28, 'money back before the parcel was sent')
    """
    made = []
    for number, (code, (title, maker)) in enumerate(sorted(MAKERS.items())):
        book = Book([seed, 91, number])
        contract, as_of = maker(book)
        lines = book.mixed()
        made.append(EdgeCase(code, title, lines, book.refunds, contract, as_of))
    return made
