"""A statement (对账单): one party's earnings by session, day or month, ready to be written down."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from caopan.commission.earnings import MONEY
from caopan.commission.earnings_seen import by_period, passed_by_period, seen_by
from caopan.commission.settlement import RESIDUAL

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.earnings import Earnings

Per = Literal["session", "day", "month"]
MERCHANT: Final = "merchant"


class Column(NamedTuple):
    """A column of a statement: its name in frames, in English, in Chinese."""

    name: str
    en: str
    zh: str

    @property
    def title(self) -> str:
        """Both names; money with its unit."""
        unit = " (yuan 元)" if self.name.endswith("_fen") else ""
        return f"{self.en} {self.zh}{unit}"


PERIOD: Final = {
    "session": Column("period", "Session", "场次"),
    "day": Column("period", "Day", "日"),
    "month": Column("period", "Month", "月"),
}
RULE: Final = Column("term", "Rule", "规则")
TO: Final = Column("to", "Next hop", "下一级")
PASSED_ON: Final = Column("due_fen", "Passed on", "转付")
AMOUNTS: Final = (
    Column("estimated_fen", "Estimated", "预估"),
    Column("confirmed_fen", "Confirmed", "确认"),
    Column("held_fen", "Held", "留存"),
    Column("settled_fen", "Settled", "已结算"),
    Column("due_fen", "Due", "应得"),
    Column("risk_fen", "At risk", "风险"),
)
"""The first four add up to what is due; at risk lies across them."""


@dataclass(frozen=True, eq=False)
class Statement:
    """One party's earnings at a clock, as it may see them.

    party, name, role: of the party. contracts: name and version of each. rows: month, period, term,
    and ``earnings.MONEY`` in fen. passed: month, period, term, to (a name), due_fen. total: of all
    rows, with the receivable.
    """

    party: str
    name: str
    role: str
    per: Per
    as_of: datetime
    contracts: tuple[str, ...]
    rows: pd.DataFrame
    passed: pd.DataFrame
    total: dict[str, int]

    def months(self) -> Iterator[tuple[str, pd.DataFrame, pd.DataFrame]]:
        """Each month with its rows and what was passed on; a statement by month is one piece."""
        if self.per == "month" or not len(self.rows):
            yield "", self.rows, self.passed
            return
        for month in dict.fromkeys([*self.rows["month"], *self.passed["month"]]):
            yield (
                str(month),
                self.rows[self.rows["month"] == month],
                self.passed[self.passed["month"] == month],
            )

    @property
    def passed_title(self) -> Column:
        """What the second table is about; the merchant does not pass on, it gives."""
        return Column("due_fen", "Given", "分出") if self.role == MERCHANT else PASSED_ON


def statement_of(earnings: Earnings, party: str, per: Per = "session") -> Statement:
    """Make a party's statement of earnings.

    per: by session, day or month. Raises CaopanError if there is no such party or period.
    """
    seen = seen_by(earnings, party)
    passed = passed_by_period(seen, per)
    names = earnings.names
    versions = dict.fromkeys((key[0], key[1]) for key in earnings.chains)
    return Statement(
        party=party,
        name=seen.name,
        role=seen.role,
        per=per,
        as_of=earnings.as_of,
        contracts=tuple(f"{name} v{version}" for name, version in versions),
        rows=by_period(seen, per),
        passed=passed.assign(to=[names[one] for one in passed["to"]]),
        total=earnings.total(party),
    )


def amounts(frame: pd.DataFrame) -> dict[str, int]:
    """Sums of a statement's money in fen."""
    return {name: int(frame[name].sum()) for name in MONEY}


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals, digit by digit.

    >>> yuan(123456), yuan(-5), yuan(0)
    ('1234.56', '-0.05', '0.00')
    """
    whole, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{part:02d}"


def grouped(fen: int) -> str:
    """The same for people: thousands apart, a true minus.

    >>> grouped(123456), grouped(-123456789)
    ('1,234.56', '−1,234,567.89')
    """
    whole, part = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}{whole:,}.{part:02d}"


def ruled(name: str) -> str:
    """A rule as people call it: what the merchant keeps has no term.

    >>> ruled("service"), ruled("residual")
    ('service', 'what is left 余额')
    """
    return "what is left 余额" if name == RESIDUAL else name


def plain(text: str) -> str:
    """A name without letters that cannot be seen, for files that do not bear them.

    >>> plain("a\\x07b\\nc")
    'ab c'
    """
    spaced = " ".join(text.split())
    return "".join(letter for letter in spaced if unicodedata.category(letter) != "Cc")
