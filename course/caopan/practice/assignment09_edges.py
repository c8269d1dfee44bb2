"""Assignment 09: edge cases of sessions, ladders and clocks; all cases together.

Codes with K are rules without an edge.
"""

from __future__ import annotations

from caopan.practice.assignment09_cases import (
    DAY,
    EVENING,
    Book,
    EdgeCase,
    Row,
    deal,
    exact_halves,
    party,
)
from caopan.practice.assignment09_lines import LATE, MAKERS, SENT, edge


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
    again = {"fen": book.refunds[0]["fen"] + 700, "arrived": clock - 5}  # the first row counts
    book.refunds.append({**book.refunds[0], **again})
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


@edge("K4", "half a fen goes up: of a due, and of a coupon that is kept in part")
def _half(book: Book) -> tuple[Row, int]:
    for at in range(3):
        fen = 1_000 * book.fen(5, 20) + 50 + 100 * (book.fen(0, 4) * 2 + at % 2)
        book.order(fen, paid=EVENING + at)
    coupons, tenth = exact_halves(book), book.fen(500, 2_000)
    (line,) = book.order(10 * tenth + sum(coupons), coupons=(0, *coupons), paid=EVENING + 5)
    book.refund(line, 3 * tenth, 2 * DAY)
    rates = {"platform": 100, "anchor": 1_100, "provider": 500}
    return deal(book, parties={name: party((0, bp)) for name, bp in rates.items()}), LATE


def edge_cases(seed: int) -> list[EdgeCase]:
    """All edge cases with amounts drawn from a seed, in the order of their codes.

    >>> len(edge_cases(9)), edge_cases(9)[0].title
    (28, 'money back before the parcel was sent')
    """
    made = []
    for number, (code, (title, maker)) in enumerate(sorted(MAKERS.items())):
        book = Book([seed, 91, number])
        contract, as_of = maker(book)
        lines = book.mixed()
        made.append(EdgeCase(code, title, lines, book.refunds, contract, as_of))
    return made
