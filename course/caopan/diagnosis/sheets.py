"""What a report shows of a step: sentences and tables of text, the same on paper and on screen.

Every number passes through here on its way to a reader: what is null, not a number or infinite is
shown as a dash, never as a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from caopan.board import METRICS
from caopan.board.tiles import NONE, amount

if TYPE_CHECKING:
    import pandas as pd

MOST: Final = 12
"""Rows that a table shows; how many more there are is said below it."""


class Sheet(NamedTuple):
    """A table of text.

    caption: what it shows. head: names of the columns. rows: their cells. left: the columns whose
    cells are words; the others are numbers. note: what else a reader must know.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: tuple[str, ...]
    note: str = ""


def sheet(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    left: Sequence[str],
    note: str = "",
    most: int = MOST,
) -> Sheet:
    """Make a table of its first ``most`` rows; what is left out is said.

    >>> sheet("Goods", ["SKU"], [["a"], ["b"], ["c"]], left=["SKU"], most=2).note
    'And 1 more.'
    """
    all_rows = [tuple(row) for row in rows]
    more = f"And {len(all_rows) - most:,} more." if len(all_rows) > most else ""
    said = " ".join(filter(None, (more, note)))
    return Sheet(caption, tuple(head), tuple(all_rows[:most]), tuple(left), said)


def known(value: Any) -> Any:
    """Give a value, or None for what is null, not a number, or infinite.

    >>> [known(one) for one in (1, 0.5, float("nan"), float("-inf"), None)]
    [1, 0.5, None, None, None]
    """
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def text(value: Any) -> str:
    """Write a word; a dash where there is none."""
    one = known(value)
    return NONE if one is None or one == "" else str(one)


def number(value: Any, digits: int = 0, *, signed: bool = False) -> str:
    """Write a number.

    >>> number(1234.5), number(-0.25, 2, signed=True), number(float("nan"))
    ('1,234', '−0.25', '—')
    """
    one = known(value)
    if one is None:
        return NONE
    shown = f"{abs(one):,.{digits}f}"
    zero = not shown.strip("0.,")
    return f"{'' if zero else _sign(one, signed)}{shown}"


def money(fen: Any, *, signed: bool = False) -> str:
    """Write fen as yuan.

    >>> money(123_456), money(-12_345, signed=True), money(250, signed=True), money(None)
    ('¥1,235', '−¥123.45', '+¥2.50', '—')
    """
    one = known(fen)
    if one is None:
        return NONE
    return f"{_sign(one, signed)}{amount(METRICS['C1'], abs(one))}"


def percent(share: Any, digits: int = 1, *, signed: bool = False) -> str:
    """Write a share.

    >>> percent(0.1234), percent(-0.05, 0, signed=True), percent(None)
    ('12.3 %', '−5 %', '—')
    """
    one = known(share)
    return NONE if one is None else f"{number(one * 100, digits, signed=signed)} %"


def moved(log_ratio: Any) -> str:
    """Write a change given as a logarithm, in percent.

    >>> moved(math.log(1.25)), moved(math.log(0.5)), moved(float("inf"))
    ('+25 %', '−50 %', '—')
    """
    one = known(log_ratio)
    return NONE if one is None or abs(one) > 20 else percent(math.expm1(one), 0, signed=True)


def span(low: str, high: str) -> str:
    """Write an interval of two numbers that are written already.

    >>> span("1", "2"), span("1", NONE)
    ('1 to 2', '—')
    """
    return NONE if NONE in {low, high} else f"{low} to {high}"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a frame's rows as dictionaries, without what is no value."""
    return [{str(k): known(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _sign(value: float, signed: bool) -> str:
    return "−" if value < 0 else "+" if signed and value > 0 else ""
