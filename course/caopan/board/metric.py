"""How a metric of the board is declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal[
    "Traffic", "Interaction", "Fans", "Conversion", "Goods", "Spend", "Fulfilment", "Commission"
]
Unit = Literal["n", "%", "s", "¥", "×", "min"]
Good = Literal["up", "down", "neutral"]
Window = Literal["facts", "stay", "mark", "peak", "level"]

WINDOWS: dict[Window, str] = {
    "facts": "what happened in the window; people, orders and lines once each within it",
    "stay": "visits that began in the window, watched up to its end",
    "mark": "those whose mark falls in the window, judged at the window's end",
    "peak": "the highest in the window",
    "level": "as it stands at the window's end, so for all three windows a level, not a flow",
}
"""What a metric looks at when it is asked for a window."""

ZERO = "when the denominator is zero"
"""The usual null rule of a ratio."""

CONVENTIONS = (
    "The clock ticks in whole seconds. A fact counts at clock t when it happened by t and its row "
    "arrived by t; a row that arrives later than the watermark allows is reported, not added. The "
    "cumulative window holds all of the session up to t, last 10 is (t - 10 min, t], previous 10 "
    "is (t - 20 min, t - 10 min]; all three as known at t. What is dated inside of a row (leaving, "
    "paying, shipping) counts from its own time on. Money is in fen; a ratio whose denominator is "
    "zero is null. For a very large room a board can keep bounded memory: distinct people of the "
    "cumulative window are then estimated, with a relative standard error of 0.33 % (published "
    "with the sketch library), which the status line states; of all other figures just the "
    "cumulative peak may miss entrances of one second, where visits of more than half an hour are "
    "told only as they end."
)
"""What holds for all metrics."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the board, in words.

    formula: for a window. numerator, denominator: of a ratio, else empty. window: which kind of
    window, see ``WINDOWS``. grain: what it can be drilled by. needs: the columns it reads
    (``table.column``). hourly: columns with which its value by the hour can be told where the
    events are missing. trap: how it misleads. null: when there is no value. good: which way is
    good. times: the numerator counts so often (1,000 for a GPM).
    """

    code: str
    zh: str
    en: str
    family: Family
    unit: Unit
    formula: str
    needs: tuple[str, ...]
    trap: str
    null: str = "never"
    numerator: str = ""
    denominator: str = ""
    window: Window = "facts"
    grain: tuple[str, ...] = ()
    hourly: tuple[str, ...] = ()
    good: Good = "up"
    times: int = 1

    @property
    def ratio(self) -> bool:
        """Whether it is a numerator divided by a denominator; others are whole numbers."""
        return bool(self.denominator)

    @property
    def censored(self) -> bool:
        """Whether the young cannot be judged yet, so that only what has passed its mark counts."""
        return self.window == "mark"

    @property
    def sentence(self) -> str:
        """The definition and its trap, for a tooltip.

        >>> from caopan.board import METRICS
        >>> METRICS["C8"].sentence
        'distinct buyers ÷ distinct viewers. Mixed windows: who came before may buy in this one.'
        """
        return f"{self.formula}. {self.trap}"


def columns(needs: str) -> tuple[str, ...]:
    """Spell out columns that are written ``"table: column column; table: column"``.

    >>> columns("visit: user_id enter_ts; refund: ts")
    ('visit.user_id', 'visit.enter_ts', 'refund.ts')
    """
    groups = (group.split(":") for group in needs.split(";") if group.strip())
    names = (f"{table.strip()}.{name}" for table, many in groups for name in many.split())
    return tuple(dict.fromkeys(names))


def count(
    code: str,
    names: tuple[str, str],
    family: Family,
    unit: Unit,
    formula: str,
    needs: str,
    trap: str,
    *,
    null: str = "never",
    window: Window = "facts",
    grain: tuple[str, ...] = (),
    hourly: str = "",
    good: Good = "up",
) -> Metric:
    """Declare a whole number: a count or an amount of fen."""
    return Metric(
        code,
        *names,
        family,
        unit,
        formula,
        columns(needs),
        trap,
        null,
        window=window,
        grain=grain,
        hourly=columns(hourly),
        good=good,
    )


def ratio(
    code: str,
    names: tuple[str, str],
    family: Family,
    unit: Unit,
    parts: tuple[str, str],
    needs: str,
    trap: str,
    *,
    null: str = ZERO,
    window: Window = "facts",
    grain: tuple[str, ...] = (),
    hourly: str = "",
    good: Good = "up",
    times: int = 1,
) -> Metric:
    """Declare a ratio by its two parts."""
    numerator, denominator = parts
    often = "" if times == 1 else f" × {times:,}"
    return Metric(
        code,
        *names,
        family,
        unit,
        f"{numerator}{often} ÷ {denominator}",
        columns(needs),
        trap,
        null,
        numerator,
        denominator,
        window,
        grain,
        columns(hourly),
        good,
        times,
    )
