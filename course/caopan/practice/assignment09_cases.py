"""Assignment 09: made books of account, from which an edge case or a full book is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

PUBLIC: Final = 9
"""Seed of the cases that anybody can see."""
DAY: Final = 1440
"""Minutes of a day."""
EVENING: Final = 20 * 60
"""Minute at which the made sessions begin."""

Row = dict[str, Any]


class EdgeCase(NamedTuple):
    """What one call of ``settle`` gets: rows of lines and refunds, the contract, the clock.

    code: of the edge case. title: the rule that it tries.
    """

    code: str
    title: str
    lines: list[Row]
    refunds: list[Row]
    contract: Row
    as_of: int

    @property
    def given(self) -> tuple[list[Row], list[Row], Row, int]:
        """The four arguments, as copies: a function may change what it gets."""
        lines = [{**row, "coupons": dict(row["coupons"])} for row in self.lines]
        parties = {name: dict(one) for name, one in self.contract["parties"].items()}
        refunds = [dict(row) for row in self.refunds]
        return lines, refunds, {**self.contract, "parties": parties}, self.as_of


class Book:
    """Draws the rows of one case."""

    def __init__(self, seed: Sequence[int]) -> None:
        self.rng = np.random.default_rng(list(seed))
        self.lines: list[Row] = []
        self.refunds: list[Row] = []
        self.stands = False

    def fen(self, low: int, high: int) -> int:
        """A whole number of fen, seldom a round one."""
        return int(self.rng.integers(low, high + 1))

    def order(self, *list_fen: int, paid: int | None = EVENING + 5, **more: Any) -> list[str]:
        """Put in an order with a line for each amount; give the lines' ids.

        more: ``coupons`` (merchant, platform, anchor), ``session``, ``sessions`` by line,
        ``signed``, ``arrived``.
        """
        number = len({row["order_id"] for row in self.lines}) + 1
        names = ("merchant", "platform", "anchor")
        coupons = dict(zip(names, more.get("coupons", (0, 0, 0)), strict=True))
        arrived = more.get("arrived", (EVENING if paid is None else paid) + 1)
        sessions = more.get("sessions", [more.get("session", "s1")] * len(list_fen))
        made = []
        for place, (fen, session) in enumerate(zip(list_fen, sessions, strict=True), 1):
            made.append(f"o{number}-{place}")
            head = {"line_id": made[-1], "order_id": f"o{number}", "session_id": session}
            told = {"arrived": arrived, "paid": paid, "signed": None}
            self.lines.append({**head, "list_fen": fen, "coupons": dict(coupons), **told})
        if "signed" in more:
            for line in made:
                self.sign(line, more["signed"])
        return made

    def sign(self, line_id: str, at: int) -> None:
        """The parcel is delivered: the line is told once more."""
        row = next(row for row in reversed(self.lines) if row["line_id"] == line_id)
        self.lines.append({**row, "coupons": dict(row["coupons"]), "signed": at, "arrived": at + 2})

    def refund(
        self, line_id: str, fen: int, at: int, *, kind: str = "goods", arrived: int | None = None
    ) -> None:
        """Money goes back for a line."""
        told = {"fen": fen, "at": at, "arrived": at + 1 if arrived is None else arrived}
        name = f"r{len(self.refunds) + 1}"
        self.refunds.append({"refund_id": name, "line_id": line_id, "kind": kind, **told})

    def bp(self, low: int = 300, high: int = 900) -> int:
        """A rate that leaves odd fen."""
        return int(self.rng.integers(low, high + 1))

    def pay(self, line_id: str) -> int:
        """What a line without coupons costs."""
        return int(next(row for row in self.lines if row["line_id"] == line_id)["list_fen"])

    def mixed(self) -> list[Row]:
        """All line rows in another order, those of refunds likewise; unless the order stands."""
        if self.stands:
            return self.lines
        self.refunds = [self.refunds[at] for at in self.rng.permutation(len(self.refunds))]
        return [self.lines[at] for at in self.rng.permutation(len(self.lines))]


def party(*steps: tuple[int, int], mode: str = "marginal", **more: Any) -> Row:
    """One party's part of a contract; base B and no cap unless said.

    >>> party((0, 500))["base"]
    ['platform']
    """
    base = more.get("base", ["platform"])
    told = [list(step) for step in steps]
    return {"base": list(base), "steps": told, "mode": mode, "cap_fen": more.get("cap_fen")}


def deal(book: Book, provider: Row | None = None, **more: Any) -> Row:
    """A contract of platform, anchor and provider; rates are drawn."""
    parties = {
        "platform": party((0, book.bp(300, 600))),
        "anchor": party((0, book.bp(1000, 2200))),
        "provider": provider or party((0, book.bp())),
    }
    plain = {"sessions": None, "from": 0, "until": None, "confirm_days": 7}
    return {**plain, **more, "parties": more.get("parties", parties)}


def odd_thirds(book: Book) -> tuple[int, int]:
    """An amount and a rate at which taking back two thirds, rounded one by one, is a fen off."""
    while True:
        whole, rate = 3 * book.fen(3_000, 9_000) + 1, book.bp()
        one_by_one = half_up(whole * rate, 10_000) - 2 * half_up(whole // 3 * rate, 10_000)
        if one_by_one != half_up((whole - 2 * (whole // 3)) * rate, 10_000):
            return whole, rate


def exact_halves(book: Book) -> tuple[int, int]:
    """Two coupons of which seven tenths end in exactly half a fen.

    Rounded to the even number the first is a fen short; by way of a float share, the second.

    >>> even, short = exact_halves(Book([1]))
    >>> half_up(7 * even, 10) - round(7 * even / 10), half_up(7 * short, 10) - round(0.7 * short)
    (1, 1)
    """
    even = 20 * book.fen(25, 45) + 15
    while True:
        short = 10 * book.fen(10, 90) + 5
        if 0.7 * short + 0.5 < 7 * short // 10 + 1:
            return even, short


def half_up(up: int, down: int) -> int:
    """A whole number over another, a half going up.

    >>> half_up(5, 2), half_up(-5, 2)
    (3, -2)
    """
    return (2 * up + down) // (2 * down)
