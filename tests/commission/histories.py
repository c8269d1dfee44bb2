"""Random histories: a few lines, and all that may happen to them, in and out of order.

Small on purpose: amounts and moments come from coarse grids, so that boundaries are met.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chances import Chances, Drawn, Seeded
from hypothesis import strategies as st
from random_contracts import FIRST, Names, moment, random_contracts
from slow_facts import Row, Tables, absent, whole

from caopan.commission.contract import Contract

HOUR, DAY, US = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
LISTS = (1_000, 100, 9_900, 333, 3, 1, 2, 19_900, 33_333, 0)
LARGE = (10**10, 10**10 - 1)
"""The largest list prices that settle."""
LAST = FIRST + 46 * DAY
INDEX = {"2021-11": 11_000, "2021-10": 9_001, "2021-11-06": 3_333, "contract": 20_000}
"""A peer index that all cases of a batch share."""


@dataclass
class Case:
    """Contracts, facts, clocks; what the history was meant to hold is in ``meant``."""

    contracts: list[Contract]
    tables: Tables
    clocks: list[datetime]
    meant: set[str] = field(default_factory=set)


def random_case(chances: Chances, prefix: str = "", *, wide: bool = True) -> Case:
    """One case; without ``wide`` it may share a settlement with others of other prefixes."""
    names = Names(prefix, wide)
    case = Case(random_contracts(chances, names), {}, [])
    maker = _History(chances, names, case)
    maker.fill()
    case.clocks = [_clock(chances, case) for _ in range(2)] + [LAST]
    return case


def seeded_case(seed: int, number: int, *, wide: bool = True) -> Case:
    """One of the many cases of a seed."""
    return random_case(Seeded(seed, number), f"n{number}-", wide=wide)


def tidied(case: Case) -> Case:
    """The same without rows in which something is no whole number: columns keep a plain type."""
    tables = {
        name: [row for row in rows if all(map(_plain, row.items()))]
        for name, rows in case.tables.items()
    }
    return Case(case.contracts, tables, case.clocks, case.meant)


def _plain(cell: tuple[str, Any]) -> bool:
    name, value = cell
    number = name == "qty" or name.endswith(("_fen", "_bp"))
    nullable = {"amount_fen", "qty", "fee_bp", "comm_bp", "exp_refund_bp"}
    return not number or whole(value) or (name in nullable and absent(value))


@st.composite
def cases(draw: Any) -> Case:
    """Cases that shrink."""
    return random_case(Drawn(draw))


def _clock(chances: Chances, case: Case) -> datetime:
    """Any moment, or one at, just before or just after something that happens."""
    if chances.often(40):
        return moment(chances, 1, 45)
    happens = [
        value
        for rows in case.tables.values()
        for row in rows
        for value in row.values()
        if isinstance(value, datetime)
    ]
    at = chances.pick(happens) if happens else LAST
    return at + chances.pick((0 * DAY, -US, US, DAY, 7 * DAY, 15 * DAY))


class _History:
    """Fills the tables of a case."""

    def __init__(self, chances: Chances, names: Names, case: Case) -> None:
        self.chances, self.names, self.case = chances, names, case
        self.events = 0

    def fill(self) -> None:
        """Sessions, lines, what becomes of them, spend."""
        chances, tables = self.chances, self.case.tables
        self.sessions = self._sessions()
        tables["sessions"] = self.sessions
        tables["lines"], tables["deliveries"], tables["refunds"] = [], [], []
        for number in range(1, chances.pick((3, 1, 2, 5, 8, 12, 15)) + 1):
            self._line(self.names.of("l", number))
        if chances.often(10):
            self._refund({"line_id": self.names.of("ghost", 1), "qty": 1}, FIRST + 9 * DAY, 100)
            tables["deliveries"].append(self._delivery(self.names.of("ghost", 1), FIRST))
        tables["spend"] = self._spend()
        tables["peer_index"] = self._index()
        for name in ("lines", "deliveries", "refunds", "spend"):
            self._shuffle(tables[name])

    def _shuffle(self, rows: list[Row]) -> None:
        for last in range(len(rows) - 1, 0, -1):
            other = last - self.chances.number(0, last)  # 0 keeps the order: the plainest
            rows[last], rows[other] = rows[other], rows[last]

    def _sessions(self) -> list[Row]:
        chances, names = self.chances, self.names
        rows: list[Row] = []
        for number in range(1, chances.number(1, 4) + 1):
            start = moment(chances, 0, 35)
            if chances.often(10):
                start = datetime(2021, 10, 31, 23, 0, tzinfo=FIRST.tzinfo)
            length = chances.pick((4 * HOUR, 3 * HOUR, 8 * HOUR, 0 * HOUR))
            row = {
                "session_id": names.of("s", number),
                "anchor_id": names.of("a", chances.number(1, 2)),
                "start_ts": start,
                "end_ts": None if chances.often(7) else start + length,
                "makes_up_for": None,
            }
            if rows and chances.often(25):
                row["makes_up_for"] = chances.pick([one["session_id"] for one in rows])
                row["anchor_id"] = rows[0]["anchor_id"]
            elif chances.often(2):
                row["makes_up_for"] = names.of("s", chances.pick((66, number)))
            rows.append(row)
        if chances.often(3):
            rows.append({**chances.pick(rows), "end_ts": start + 5 * HOUR})
        if names.wide and chances.often(2):
            rows.append({**rows[0], "session_id": names.of("s", 9), "start_ts": None})
        return rows

    def _index(self) -> list[Row]:
        rows = [{"period": period, "index_bp": index} for period, index in INDEX.items()]
        if self.chances.often(50):
            index = self.chances.pick((8_000, 0, 10_001))
            rows.append({"period": self.names.of("s", 1), "index_bp": index})
        if self.names.wide and self.chances.often(5):
            rows.append({"period": "2021-11", "index_bp": self.chances.pick((-1, 1.0, "1"))})
        return rows

    def _line(self, line_id: str) -> None:
        chances = self.chances
        session = chances.pick([*self.sessions, None])
        start = session["start_ts"] if session else None
        paid = moment(chances, 0, 38)
        if start is not None and chances.often(85):
            paid = start + chances.pick((HOUR, 0 * HOUR, 2 * HOUR, 2 * HOUR + US))
        row = {
            "line_id": line_id,
            "arrive_ts": paid + chances.pick((US, US, US, HOUR, HOUR, 3 * DAY, 20 * DAY, -HOUR)),
            "order_id": self.names.of("o", chances.number(1, 9)),
            "session_id": session["session_id"] if session else None,
            "sku_id": self.names.of("k", chances.number(1, 3)),
            "qty": 10**6 if chances.often(1) else chances.pick((1, 2, 3)),
            **_priced(chances),
            "pay_ts": paid,
            "deposit_ts": None,
            **_rates(chances),
        }
        if chances.often(12):
            row["deposit_ts"] = paid - chances.pick((5 * DAY, 1 * DAY, 12 * DAY))
        self._rows(row)
        refunds = chances.pick((0, 1, 0, 2, 3)) if not absent(row["pay_ts"]) else 0
        self._refunds(row, refunds)
        if chances.often(85):
            self._deliveries(line_id, paid)

    def _rows(self, row: Row) -> None:
        """The rows of one line: created first, corrected, unpaid, bad."""
        chances, lines = self.chances, self.case.tables["lines"]
        what = chances.pick(
            ("paid", "paid", "paid", "paid", "created", "corrected", "unpaid", "bad")
        )
        if what == "created":
            lines.append(
                {
                    **row,
                    "pay_ts": None,
                    "arrive_ts": row["arrive_ts"] - chances.pick((HOUR, 0 * HOUR)),
                }
            )
            self.case.meant.add("created, then paid")
        elif what == "corrected":
            lines.append(
                {
                    **row,
                    **_priced(chances),
                    "arrive_ts": row["arrive_ts"] + chances.pick((9 * DAY, -HOUR)),
                }
            )
            self.case.meant.add("a line corrected")
        elif what == "unpaid":
            lines.append({**row, "pay_ts": None})
            return
        elif what == "bad":
            bad = self._spoilt(row)
            lines.append(
                {**bad, "arrive_ts": row["arrive_ts"] + chances.pick((HOUR, 0 * HOUR, -HOUR))}
            )
            if chances.often(50):
                return
        lines.append(row)
        if chances.often(5):
            lines.append(dict(row))
            self.case.meant.add("a line twice")

    def _spoilt(self, row: Row) -> Row:
        return row | self.chances.pick(
            (
                {"list_fen": 1.0},
                {"qty": 0},
                {"pay_fen": row["pay_fen"] + 1},
                {"session_id": self.names.of("s", 77)},
                {"p_coupon_fen": -5, "pay_fen": row["pay_fen"] + 5},
                {"pay_fen": str(row["pay_fen"])},
                {"list_fen": None},
                {"line_id": None},
                {"qty": 10**6 + 1},
                {"comm_bp": 10_001},
                {"list_fen": row["list_fen"] + 10**10 + 1, "pay_fen": row["pay_fen"] + 10**10 + 1},
            )
        )

    def _refunds(self, row: Row, many: int) -> None:
        chances, pay = self.chances, row["pay_fen"]
        third = pay // 3
        thirds = (third, third, pay - 2 * third)
        exact = chances.often(40)
        for number in range(many):
            amount = (
                thirds[number] if exact else chances.pick((third, pay, 1, pay + 1, pay // 2, 0))
            )
            lags = (DAY, 0 * DAY, 5 * DAY, 16 * DAY, 25 * DAY, 40 * DAY, -HOUR)
            lag = chances.pick(lags)
            self._refund(row, row["pay_ts"] + lag, amount)

    def _refund(self, line: Row, ts: datetime, amount: int) -> None:
        chances, refunds = self.chances, self.case.tables["refunds"]
        self.events += 1
        kinds = ("goods",) * 9 + ("void", "freight", "price_protection", "compensation", None)
        row: Row = {
            "event_id": self.names.of("r", self.events),
            "arrive_ts": ts + chances.pick((US, US, HOUR, DAY, 12 * DAY, -3 * DAY)),
            "ts": ts,
            "line_id": line["line_id"],
            "amount_fen": amount,
            "qty": None,
            "kind": chances.pick(kinds),
        }
        if row["kind"] in {"goods", None} and chances.often(30):
            row |= {"amount_fen": None, "qty": chances.pick((1, 1, line["qty"], line["qty"] + 1))}
        if row["kind"] == "void":
            row["amount_fen"] = chances.pick((None, -1, amount))
        if chances.often(6):
            row |= chances.pick(
                (
                    {"amount_fen": 1.0, "kind": "goods"},
                    {"amount_fen": "7", "kind": "goods"},
                    {"amount_fen": -1, "kind": "goods"},
                    {"amount_fen": None, "qty": None, "kind": "goods"},
                    {"amount_fen": None, "qty": 0, "kind": "goods"},
                    {"kind": "gift"},
                    {"amount_fen": None, "kind": "freight"},
                    {"event_id": None},
                    {"line_id": None},
                    {"amount_fen": 10**10 + 1, "kind": "goods"},
                )
            )
        self._repeated(refunds, row, "amount_fen")

    def _repeated(self, rows: list[Row], row: Row, amount: str) -> None:
        """Append an event, at times twice, at times with other content."""
        chances = self.chances
        rows.append(row)
        if chances.often(12):
            self.case.meant.add("an event twice")
            rows.append(
                {**row, "arrive_ts": row["arrive_ts"] + chances.pick((HOUR, 0 * HOUR, -HOUR))}
            )
        if chances.often(6):
            change = chances.pick(({"ts": row["ts"] + HOUR}, {amount: 2}))
            rows.append(
                {**row, **change, "arrive_ts": row["arrive_ts"] + chances.pick((HOUR, -HOUR))}
            )

    def _delivery(self, line_id: str, paid: datetime) -> Row:
        chances = self.chances
        shipped = paid + chances.pick((DAY, 2 * DAY, 3 * DAY, 2 * DAY + US))
        signed = shipped + chances.pick((2 * DAY, DAY, 10 * DAY))
        if chances.often(30):  # a day's beginning: the moment of a cycle, some days later
            signed = signed.replace(hour=0, minute=0, second=0, microsecond=0)
        row = {
            "line_id": line_id,
            "arrive_ts": signed + chances.pick((US, HOUR, 5 * DAY, -4 * DAY)),
            "promise_ts": paid + 2 * DAY,
            "ship_ts": shipped,
            "sign_ts": signed,
        }
        if chances.often(8):
            row["sign_ts"] = None
        if chances.often(4):
            row |= {"ship_ts": None, "sign_ts": None}
        if chances.often(4):
            row["promise_ts"] = None
        return row

    def _deliveries(self, line_id: str, paid: datetime) -> None:
        row = self._delivery(line_id, paid)
        rows = self.case.tables["deliveries"]
        rows.append(row)
        if self.chances.often(25):
            early = row["arrive_ts"] - self.chances.pick((2 * DAY, DAY, 0 * DAY))
            rows.append({**row, "sign_ts": None, "arrive_ts": early})

    def _spend(self) -> list[Row]:
        chances = self.chances
        rows: list[Row] = []
        for number in range(1, chances.pick((0, 1, 2, 4)) + 1):
            session = chances.pick(self.sessions)
            ts = (session["start_ts"] or FIRST) + chances.pick((HOUR, 0 * HOUR, 2 * DAY))
            row = {
                "event_id": self.names.of("x", number),
                "arrive_ts": ts + chances.pick((US, HOUR, DAY, 9 * DAY)),
                "ts": ts,
                "session_id": session["session_id"],
                "cost_fen": chances.pick((100, 0, 1, 333, 5_000, 50_000)),
            }
            if chances.often(2):
                row["cost_fen"] = LARGE[0]
            if chances.often(6):
                row |= chances.pick(
                    (
                        {"session_id": self.names.of("s", 78)},
                        {"cost_fen": -1},
                        {"cost_fen": 2.0},
                        {"session_id": None},
                        {"event_id": None},
                    )
                )
            self._repeated(rows, row, "cost_fen")
        return rows


def _priced(chances: Chances) -> Row:
    """Amounts that add up: the list price, four coupons, the buyer's part."""
    left = listed = chances.pick(LARGE if chances.often(2) else LISTS)
    row: Row = {"list_fen": listed}
    for name in ("m_coupon_fen", "p_coupon_fen", "a_coupon_fen", "c_coupon_fen"):
        size = chances.pick((0, 0, left // 10, left // 3, 1, left)) if chances.often(60) else 0
        row[name] = min(size, left)
        left -= row[name]
    return {**row, "pay_fen": left}


def _rates(chances: Chances) -> Row:
    return {
        "fee_bp": chances.pick((500, 0, 10_000, None)),
        "comm_bp": chances.pick((2_000, 1, 3_333, None)),
        "exp_refund_bp": chances.pick((3_500, None)),
    }
