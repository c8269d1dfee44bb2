"""What is known of lines at a clock, row by row: for explanations and the documents of an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from caopan.commission.moments import us_of
from caopan.commission.rounding import half_up

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.facts import Facts
    from caopan.commission.settlement import Settlement

COUPON_OF: Final = {"platform": "p_coupon_fen", "channel": "c_coupon_fen", "anchor": "a_coupon_fen"}
"""Columns of the coupons that come in, by who pays for them."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a line keeps: the buyer's part, and of each coupon; the refunds that it was reduced by.

    back_fen: R, what the buyer has back that lowers the line. void: nothing is kept.
    """

    buyer_fen: int
    coupons: Mapping[str, int]
    back_fen: int
    void: bool

    def base(self, funders: Iterable[str]) -> int:
        """The buyer's part and the coupons of those funders, in fen."""
        return self.buyer_fen + sum(self.coupons[funder] for funder in set(funders))


class KnownLines:
    """Known good rows at a settlement's clock: lines, refunds that count, deliveries.

    Rows that the settlement refused are left out. line_ids: the lines that are asked for.
    """

    def __init__(self, facts: Facts, settlement: Settlement, line_ids: Collection[str]) -> None:
        self._wanted = line_ids
        self._clock_us = us_of(settlement.as_of)
        refused: dict[str, set[int]] = defaultdict(set)
        for one in settlement.refused:
            refused[one.table].add(one.row)
        self.lines = _latest(self._known(facts.lines, refused["lines"]))
        self.deliveries = _latest(self._known(facts.deliveries, refused["deliveries"]))
        self.refunds = self._first(self._known(facts.refunds, refused["refunds"]))
        self.spend = self._events(self._known(facts.spend, refused["spend"]))
        self.sessions = {row["session_id"]: row for row in _records(facts.sessions)}
        self.index = {row["period"]: int(row["index_bp"]) for row in _records(facts.peer_index)}

    def _known(self, frame: pd.DataFrame, refused: set[int]) -> list[Row]:
        if not len(frame):
            return []
        good = ~frame.reset_index(drop=True).index.isin(sorted(refused))
        good &= (frame["arrive_ts"] <= _time(self._clock_us)).to_numpy()
        if "line_id" in frame:
            good &= frame["line_id"].isin(self._wanted).to_numpy()
        return _records(frame[good])

    def _events(self, rows: list[Row]) -> list[Row]:
        """Of each event the first to arrive, if its moment has come."""
        first: dict[Any, Row] = {}
        for row in sorted(rows, key=lambda one: one["arrive_ts"]):
            first.setdefault(row["event_id"], row)
        return [row for row in first.values() if not absent(row["ts"]) and self.past(row["ts"])]

    def _first(self, rows: list[Row]) -> dict[str, list[Row]]:
        events = self._events(rows)
        found: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(events, key=lambda one: (one["ts"], one["event_id"])):
            found[row["line_id"]].append(row)
        return found

    def past(self, at: Any) -> bool:
        """Whether a moment is not after the clock."""
        return bool(at <= _time(self._clock_us))

    def kept(self, line_id: str, reduces: bool, until_us: int | None = None) -> Kept:
        """What a line keeps of its refunds up to a moment (by default up to the clock).

        reduces: whether price protection lowers the line.
        """
        line = self.lines[line_id]
        rows = [
            row
            for row in self.refunds.get(line_id, ())
            if until_us is None or row["ts"] <= _time(until_us)
        ]
        pay = int(line["pay_fen"])
        coupons = {who: whole(line.get(name)) for who, name in COUPON_OF.items()}
        if any(kind_of_refund(row) == "void" for row in rows):
            return Kept(0, dict.fromkeys(coupons, 0), pay, True)
        back = _back(line, rows, reduces)
        left = pay - back
        if pay:
            coupons = {who: half_up(fen * left, pay) for who, fen in coupons.items()}
        return Kept(left, coupons, back, False)


def kind_of_refund(row: Row) -> str:
    """The kind of a refund: goods where it is not said."""
    kind = row.get("kind")
    return "goods" if absent(kind) else str(kind)


def _back(line: Row, rows: Iterable[Row], reduces: bool) -> int:
    """R: the amounts, and the pieces' part of what was paid."""
    amounts, pieces = 0, 0
    for row in rows:
        kind = kind_of_refund(row)
        if kind == "goods" and absent(row["amount_fen"]):
            pieces += whole(row.get("qty"))
        elif kind == "goods" or (kind == "price_protection" and reduces):
            amounts += whole(row["amount_fen"])
    pay = int(line["pay_fen"])
    return min(amounts + half_up(pay * pieces, int(line["qty"])), pay)


def _latest(rows: list[Row]) -> dict[str, Row]:
    """Of each line the latest row; of two at once the paid one, else the later in the table."""
    ordered = sorted(rows, key=lambda row: (row["arrive_ts"], not absent(row.get("pay_ts"))))
    return {row["line_id"]: row for row in ordered}


def whole(cell: Any) -> int:
    """A whole number, 0 where there is none."""
    return 0 if absent(cell) else int(cell)


def absent(cell: Any) -> bool:
    """Whether a cell is empty."""
    import pandas as pd

    return bool(pd.isna(cell))


def _records(frame: pd.DataFrame) -> list[Row]:
    return frame.astype(object).to_dict("records") if len(frame) else []  # type: ignore[return-value]


def _time(us: int) -> Any:
    import pandas as pd

    return pd.Timestamp(us, unit="us", tz="UTC")
