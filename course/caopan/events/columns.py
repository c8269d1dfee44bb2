"""How a table is declared: columns with their meaning, and rules between columns.

A declaration is plain data, so that a table can be read without importing pandera. The pandera
models (:mod:`caopan.events.schemas`) and the data dictionary are both made from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "integer", "flag", "time"]

TIME_ZONE = "Asia/Shanghai"
TIME_DTYPE = f"datetime64[us, {TIME_ZONE}]"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, in which unit, within which range, and how it misleads.

    >>> pay_fen = fen("pay_fen", "paid amount (实付)", "What the buyer paid.")
    >>> pay_fen.unit, pay_fen.dtype, pay_fen.range
    ('fen', 'int64', '>= 0')
    """

    name: str
    title: str
    meaning: str
    kind: Kind
    unit: str
    trap: str = ""
    null: bool = False
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def dtype(self) -> str:
        """The pandas dtype: nullable integers are ``Int64``, so that no id or fen turns float."""
        if self.kind == "integer":
            return "Int64" if self.null else "int64"
        return {"text": "str", "flag": "bool", "time": TIME_DTYPE}[self.kind]

    @property
    def range(self) -> str:
        """The allowed values in words; an empty string when any value of the type will do."""
        if self.values:
            return ", ".join(self.values)
        if self.low is not None and self.high is not None:
            return f"{self.low} to {self.high}"
        return "" if self.low is None else f">= {self.low}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence that holds in each row, and the function that tells in which rows it does."""

    sentence: str
    columns: tuple[str, ...]
    holds: Callable[[pd.DataFrame], pd.Series[bool]]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its grain, its columns in order, its key and its rules."""

    name: str
    title: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def names(self) -> list[str]:
        """The column names in order."""
        return [column.name for column in self.columns]


def text(name: str, title: str, meaning: str, trap: str = "", *, null: bool = False) -> Column:
    """Declare an identifier or free text."""
    return Column(
        name, title, meaning, "text", "id" if name.endswith("_id") else "text", trap, null
    )


def word(
    name: str,
    title: str,
    meaning: str,
    values: tuple[str, ...],
    trap: str = "",
    *,
    null: bool = False,
) -> Column:
    """Declare one word out of a fixed list."""
    return Column(name, title, meaning, "text", "word", trap, null, values)


def time(name: str, title: str, meaning: str, trap: str = "", *, null: bool = False) -> Column:
    """Declare a moment in Asia/Shanghai time, to the microsecond."""
    return Column(name, title, meaning, "time", "time", trap, null)


def flag(name: str, title: str, meaning: str, trap: str = "") -> Column:
    """Declare a yes or no."""
    return Column(name, title, meaning, "flag", "yes/no", trap)


def count(
    name: str,
    title: str,
    meaning: str,
    trap: str = "",
    *,
    unit: str = "n",
    low: int | None = 0,
    high: int | None = None,
) -> Column:
    """Declare a whole number."""
    return Column(name, title, meaning, "integer", unit, trap, low=low, high=high)


def fen(name: str, title: str, meaning: str, trap: str = "", *, low: int = 0) -> Column:
    """Declare money: whole fen, a hundredth of a yuan."""
    return Column(name, title, meaning, "integer", "fen", trap, low=low)


def basis_points(name: str, title: str, meaning: str, trap: str = "") -> Column:
    """Declare a rate: 10 000 basis points are the whole, 250 are 2.5 %."""
    return Column(name, title, meaning, "integer", "bp", trap, low=0, high=10_000)


def not_before(later: str, earlier: str) -> Rule:
    """Declare that one time never precedes another, where both are known."""

    def holds(frame: pd.DataFrame) -> pd.Series[bool]:
        ordered = frame[later] >= frame[earlier]
        return ordered | frame[later].isna() | frame[earlier].isna()

    return Rule(f"{later} is not before {earlier}", (later, earlier), holds)


def only_when(column: str, other: str, value: str) -> Rule:
    """Declare that a column is filled only in rows where another one has a certain value."""

    def holds(frame: pd.DataFrame) -> pd.Series[bool]:
        return frame[column].isna() | (frame[other] == value)

    return Rule(f"{column} is filled only where {other} is {value}", (column, other), holds)
