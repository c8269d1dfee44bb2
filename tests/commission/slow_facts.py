"""Chapters 1 and 3 of ``RULES.md``, slowly: which facts count at a clock, and what a line keeps.

Written from the text alone, with dicts, lists and ``Fraction``; nothing of the engine is used.
Facts are tables of plain rows, as ``histories.py`` makes them; moments are datetimes of Shanghai.
"""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from math import floor
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]
COUPONS = ("m_coupon_fen", "p_coupon_fen", "a_coupon_fen", "c_coupon_fen")
FUNDERS = {"platform": "p_coupon_fen", "channel": "c_coupon_fen", "anchor": "a_coupon_fen"}
RATES = ("fee_bp", "comm_bp", "exp_refund_bp")
LARGE, MANY, ALL = 10**10, 10**6, 10_000
KINDS = ("goods", "freight", "price_protection", "compensation", "void")


def half_up(exact: Fraction | int) -> int:
    """The whole number next to an exact one, a half going up."""
    return floor(Fraction(exact) + Fraction(1, 2))


def absent(value: object) -> bool:
    """Null, however a table writes it."""
    return value is None or value != value  # noqa: PLR0124 - only NaN differs from itself


def whole(value: object) -> bool:
    """Whether it is a whole number, and not one that a float or a text stands for."""
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass
class Known:
    """What is known at a clock and counts."""

    as_of: datetime
    lines: dict[str, Row] = field(default_factory=dict)
    refunds: dict[str, list[Row]] = field(default_factory=dict)
    deliveries: dict[str, Row] = field(default_factory=dict)
    sessions: dict[str, Row] = field(default_factory=dict)
    spend: list[Row] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[str, int, str, str]] = field(default_factory=list)

    def refuse(self, table: str, row: Row, name: str, code: str) -> None:
        """List a row that does not settle."""
        called = "" if absent(row[name]) else row[name]
        self.refused.append((table, row["row"], called, code))

    def happened(self, moment: datetime | None) -> bool:
        """Whether a moment is there and is past."""
        return not absent(moment) and moment <= self.as_of  # type: ignore[operator]

    def paid(self, line: Row) -> bool:
        """Whether a line is paid at the clock."""
        return self.happened(line["pay_ts"])


def known_at(tables: Tables, as_of: datetime) -> Known:
    """Chapter 1: all that counts at a clock, and what is refused."""
    known = Known(as_of)
    for row in _numbered(tables.get("sessions", [])):
        if absent(row["start_ts"]) or absent(row["session_id"]):
            known.refuse("sessions", row, "session_id", "not_whole")
        else:
            known.sessions[row["session_id"]] = row
    for row in _numbered(tables.get("peer_index", [])):
        code = _amounts_code(row, ["index_bp"])
        if code:
            known.refuse("peer_index", row, "period", code)
        else:
            known.index[row["period"]] = row["index_bp"]
    _lines(known, _arrived(known, tables, "lines"))
    _deliveries(known, _arrived(known, tables, "deliveries"))
    _spend(known, _arrived(known, tables, "spend"))
    _refunds(known, _arrived(known, tables, "refunds"))
    return known


def _numbered(rows: list[Row]) -> list[Row]:
    return [{**row, "row": number} for number, row in enumerate(rows)]


def _arrived(known: Known, tables: dict[str, list[Row]], name: str) -> list[Row]:
    """Known: arrive_ts ≤ as_of; in the order of arrival, ties as they stand in the table."""
    rows = _numbered(tables.get(name, []))
    for row in rows:
        if absent(row["arrive_ts"]):  # at any clock
            known.refuse(name, row, "event_id" if "event_id" in row else "line_id", "not_whole")
    here = [row for row in rows if not absent(row["arrive_ts"])]
    here = [row for row in here if row["arrive_ts"] <= known.as_of]
    return sorted(here, key=lambda row: row["arrive_ts"])  # stable


def _amounts_code(row: Row, names: list[str]) -> str:
    if not all(whole(row[name]) for name in names):
        return "not_whole"
    if any(row[name] < 0 for name in names):
        return "negative"
    return ""


def _amount_code(row: Row, name: str) -> str:
    return _amounts_code(row, [name]) or ("too_large" if row[name] > LARGE else "")


def _lines(known: Known, rows: list[Row]) -> None:
    for row in rows:
        row["c_coupon_fen"] = row.get("c_coupon_fen")
        if absent(row["c_coupon_fen"]):
            row["c_coupon_fen"] = 0
        code = _line_code(known, row)
        if code:
            known.refuse("lines", row, "line_id", code)
            continue
        before = known.lines.get(row["line_id"])
        tie = before is not None and before["arrive_ts"] == row["arrive_ts"]
        if tie and not absent(before["pay_ts"]) and absent(row["pay_ts"]):
            continue  # of two with the same arrive_ts the one with pay_ts counts
        known.lines[row["line_id"]] = row


def _line_code(known: Known, row: Row) -> str:
    rates = [name for name in RATES if not absent(row.get(name))]
    code = _amounts_code(row, ["qty", "list_fen", *COUPONS, "pay_fen", *rates])
    if code == "not_whole" or absent(row["line_id"]):
        return "not_whole"
    if code == "negative" or row["qty"] < 1:
        return "negative"
    if row["pay_fen"] != row["list_fen"] - sum(row[name] for name in COUPONS):
        return "coupons"
    amounts = [row[name] for name in ("list_fen", *COUPONS, "pay_fen")]
    if max(amounts) > LARGE or row["qty"] > MANY or any(row[name] > ALL for name in rates):
        return "too_large"
    if not absent(row["session_id"]) and row["session_id"] not in known.sessions:
        return "unknown_session"
    return ""


def _deliveries(known: Known, rows: list[Row]) -> None:
    for row in rows:
        if absent(row["line_id"]):
            known.refuse("deliveries", row, "line_id", "not_whole")
        elif row["line_id"] in known.lines:
            known.deliveries[row["line_id"]] = row  # the latest
        else:
            known.refuse("deliveries", row, "line_id", "unknown_line")


def _first_to_arrive(known: Known, table: str, rows: list[Row], content: list[str]) -> list[Row]:
    """Each event once; a repeat that says something else is listed."""
    first: dict[str, Row] = {}
    for row in rows:
        same = first.setdefault(row["event_id"], row)
        if any(_plain(row.get(name)) != _plain(same.get(name)) for name in content):
            known.refuse(table, row, "event_id", "changed_event")
    return list(first.values())


def _plain(value: object) -> object:
    return None if absent(value) else value


def _spend(known: Known, rows: list[Row]) -> None:
    good = []
    for row in rows:
        code = "not_whole" if absent(row["event_id"]) else _amount_code(row, "cost_fen")
        named = not absent(row["session_id"])
        if not code and named and row["session_id"] not in known.sessions:
            code = "unknown_session"
        if code:
            known.refuse("spend", row, "event_id", code)
        else:
            good.append(row)
    events = _first_to_arrive(known, "spend", good, ["ts", "session_id", "cost_fen"])
    known.spend = [row for row in events if known.happened(row["ts"])]


def _refunds(known: Known, rows: list[Row]) -> None:
    good = []
    for row in rows:
        row["kind"] = "goods" if absent(row.get("kind")) else row["kind"]
        code = _refund_code(row)
        if code:
            known.refuse("refunds", row, "event_id", code)
        else:
            good.append(row)
    content = ["ts", "line_id", "amount_fen", "qty", "kind"]
    events = _first_to_arrive(known, "refunds", good, content)
    happened = [row for row in events if known.happened(row["ts"])]
    for row in sorted(happened, key=lambda row: (row["ts"], row["event_id"])):
        _take_refund(known, row)


def _by_pieces(row: Row) -> bool:
    return row["kind"] == "goods" and absent(row["amount_fen"])


def _refund_code(row: Row) -> str:
    if row["kind"] not in KINDS:
        return "unknown_kind"
    if absent(row["event_id"]) or absent(row["line_id"]):
        return "not_whole"
    if row["kind"] == "void":
        return ""  # its amount_fen is not read
    if _by_pieces(row):
        if not whole(row.get("qty")):
            return "not_whole"
        return "negative" if row["qty"] < 1 else "too_large" if row["qty"] > MANY else ""
    return _amount_code(row, "amount_fen")


def _take_refund(known: Known, row: Row) -> None:
    """The checks of a refund against its line, in the order (ts, event_id)."""
    line = known.lines.get(row["line_id"])
    if line is None:
        known.refuse("refunds", row, "event_id", "unknown_line")
        return
    if not known.paid(line):
        known.refuse("refunds", row, "event_id", "unpaid_line")
        return
    if row["ts"] < line["pay_ts"]:
        known.refuse("refunds", row, "event_id", "before_payment")
        return
    taken = known.refunds.setdefault(row["line_id"], [])
    if row["kind"] in {"goods", "price_protection", "compensation"}:
        back, alone = refunded(line, [*taken, row], reduces=True)
        if back + alone > line["pay_fen"] or pieces_of([*taken, row]) > line["qty"]:
            known.refuse("refunds", row, "event_id", "above_paid")
            return
    taken.append(row)


def pieces_of(refunds: list[Row]) -> int:
    """Pieces that go back by number."""
    return sum(row["qty"] for row in refunds if _by_pieces(row))


def refunded(line: Row, refunds: list[Row], *, reduces: bool) -> tuple[int, int]:
    """Chapter 3: (R, what the merchant paid alone).

    reduces: whether the contract says price_protection: reduces_base.
    """
    lowering = {"goods", "price_protection"} if reduces else {"goods"}
    alone = {"price_protection", "compensation"} - lowering
    amounts = sum(
        row["amount_fen"] for row in refunds if row["kind"] in lowering and not _by_pieces(row)
    )
    by_pieces = half_up(Fraction(line["pay_fen"] * pieces_of(refunds), line["qty"]))
    return amounts + by_pieces, sum(row["amount_fen"] for row in refunds if row["kind"] in alone)


def kept(line: Row, refunds: list[Row], *, reduces: bool) -> dict[str, int]:
    """Chapter 3: what a line keeps of the buyer's part (``buyer``) and of each funder's coupon."""
    if any(row["kind"] == "void" for row in refunds):
        return {"buyer": 0, "platform": 0, "channel": 0, "anchor": 0}
    back, _ = refunded(line, refunds, reduces=reduces)
    pay = line["pay_fen"]
    part = Fraction(pay - back, pay) if pay else Fraction(1)
    coupons = {funder: half_up(line[name] * part) for funder, name in FUNDERS.items()}
    return {"buyer": pay - back, **coupons}
