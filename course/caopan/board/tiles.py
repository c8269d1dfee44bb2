"""What a tile of the board shows: texts from a reading and the registry, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from caopan.board.metric import WINDOWS, ZERO, Metric
from caopan.board.registry import METRICS
from caopan.commission.rounding import half_up

if TYPE_CHECKING:
    from caopan.board.alerts import Alert
    from caopan.board.reading import Figure, Reading

Value = int | float | None
Trend = Literal["", "same", "better", "worse", "other"]
NONE: Final = "—"
FULL: Final = 20
"""Minute from which both of the ten minutes that are compared lie inside of the session."""
_WAN, _YI = 10**4, 10**8
_CENT = 100  # fen in a yuan


@dataclass(frozen=True, slots=True)
class Tile:
    """A metric's texts at a tick.

    value, last, before: of the three windows, with their unit. change: last against before, in
    words; trend: whether that is good. place, last_place: among peers, in words, empty where
    nothing is known. parts: the two numbers of a rate. null: why there is no value, else empty.
    """

    code: str
    value: str
    last: str
    before: str
    change: str
    trend: Trend
    place: str
    last_place: str
    parts: str
    null: str
    alert: Alert | None = None


def tiles(reading: Reading, *, wan: bool = False, alerts: Sequence[Alert] = ()) -> list[Tile]:
    """Give the 42 tiles of a reading, in the order of the board.

    wan: write 10,000 and more in 万. alerts: those that stand.
    """
    told = {one.code: one for one in alerts}
    return [tile(reading[code], reading.minute, wan=wan, alert=told.get(code)) for code in METRICS]


def tile(figure: Figure, minute: int, *, wan: bool = False, alert: Alert | None = None) -> Tile:
    """Give the tile of one figure; minute: since the opening.

    >>> from caopan.board import Figure
    >>> shown = tile(Figure("C8", 0.021, 0.03, 0.02, 82.0, None, (21, 3, 2), (1000, 100, 100)), 60)
    >>> shown.value, shown.trend, shown.place, shown.parts
    ('2.1 %', 'better', 'above 82 % of peers', '21 of 1,000')
    >>> shown.change
    '+1.0 points against the ten minutes before'
    """
    metric = METRICS[figure.code]
    change, trend = compared(metric, figure.last, figure.before, minute, wan=wan)
    total, last, before = (
        amount(metric, one, wan=wan) for one in (figure.total, figure.last, figure.before)
    )
    return Tile(
        code=figure.code,
        value=total,
        last=last,
        before=before,
        change=change,
        trend=trend,
        place=place(figure.percentile),
        last_place=place(figure.last_percentile),
        parts=_parts(metric, figure, wan),
        null=f"no value {metric.null}" if figure.total is None else "",
        alert=alert,
    )


def amount(metric: Metric, value: Value, *, wan: bool = False) -> str:
    """Write a metric's value with its unit; fen become yuan without passing a float.

    >>> [amount(METRICS["C1"], fen) for fen in (1_234_567, 12_345, -250, 0, None)]
    ['¥12,346', '¥123.45', '−¥2.50', '¥0.00', '—']
    >>> amount(METRICS["C1"], 1_234_567, wan=True), amount(METRICS["T1"], 204_900, wan=True)
    ('¥1.23万', '20.49万')
    >>> [amount(METRICS["T2"], share) for share in (0.1234, 0.00123, 1.0)]
    ['12.3 %', '0.12 %', '100.0 %']
    >>> amount(METRICS["T7"], 83.4), amount(METRICS["G4"], 7.25), amount(METRICS["A3"], 2.314)
    ('83 s', '7.2 min', '2.31 ×')
    """
    if value is None:
        return NONE
    minus, size = ("−" if value < 0 else ""), abs(value)
    if metric.unit == "¥":
        return f"{minus}¥{_yuan(size, wan)}"
    if metric.unit == "%":
        return f"{minus}{_share(size)}"
    if metric.unit == "n":
        return f"{minus}{_number(size, wan)}"
    digits = {"s": 0, "min": 0 if size >= 10 else 1, "×": 2}[metric.unit]
    return f"{minus}{size:,.{digits}f} {metric.unit}"


def _yuan(fen: float, wan: bool) -> str:
    if wan and fen >= _WAN * _CENT:
        return _in_wan(fen, _CENT)
    if isinstance(fen, int):
        yuan, rest = divmod(fen, _CENT)
        return f"{yuan + (rest >= _CENT // 2):,}" if yuan >= 1_000 else f"{yuan:,}.{rest:02d}"
    return f"{fen / _CENT:,.{0 if fen >= 1_000 * _CENT else 2}f}"


def _number(size: float, wan: bool) -> str:
    return _in_wan(size, 1) if wan and size >= _WAN else f"{size:,.0f}"


def _in_wan(size: float, unit: int) -> str:
    big, word = (_YI, "亿") if size >= _YI * unit else (_WAN, "万")
    hundredths = (
        round(size * 100 / (big * unit))
        if isinstance(size, float)
        else half_up(size * 100, big * unit)
    )
    return f"{hundredths // 100:,}.{hundredths % 100:02d}{word}"


def _share(size: float) -> str:
    percent = size * 100
    return f"{percent:,.{2 if 0 < percent < 1 else 1}f} %"


def compared(
    metric: Metric, last: Value, before: Value, minute: int, *, wan: bool = False
) -> tuple[str, Trend]:
    """Say how the last ten minutes stand against the ten before, and whether that is good.

    Shares differ by points, what was zero or less by an amount, all others by percent.

    >>> compared(METRICS["C1"], 112, 100, 60)
    ('+12 % against the ten minutes before', 'better')
    >>> compared(METRICS["S1"], 0.05, 0.031, 60)
    ('+1.9 points against the ten minutes before', 'worse')
    >>> compared(METRICS["C1"], 112, 100, 15), compared(METRICS["C9"], None, 100, 60)
    (('too early to compare', ''), ('no value to compare', ''))
    """
    if minute < (FULL // 2 if metric.window == "level" else FULL):
        return "too early to compare", ""
    if last is None or before is None:
        return "no value to compare", ""
    rose = last - before
    if metric.unit == "%":
        size = f"{abs(rose) * 100:.1f}"
        zero, said = size == "0.0", f"{size} points"
    elif before > 0:
        percent = abs(rose) / before * 100
        zero, said = percent < 0.5, f"{percent:,.0f} %"
    else:
        zero, said = rose == 0, amount(metric, abs(rose), wan=wan)
    than = "ten minutes ago" if metric.window == "level" else "the ten minutes before"
    if zero:
        return f"about the same as {than}", "same"
    good = metric.good == "neutral" or (rose > 0) == (metric.good == "up")
    trend: Trend = "other" if metric.good == "neutral" else "better" if good else "worse"
    return f"{'+' if rose > 0 else '−'}{said} against {than}", trend


def place(percentile: float | None) -> str:
    """Say where a value stands among peers; below 5 and above 95 nothing finer is known.

    >>> [place(one) for one in (5.0, 49.6, 95.0, None)]
    ['in the lowest 5 % of peers', 'above 50 % of peers', 'in the highest 5 % of peers', '']
    """
    if percentile is None:
        return ""
    if percentile <= 5:
        return "in the lowest 5 % of peers"
    if percentile >= 95:
        return "in the highest 5 % of peers"
    return f"above {percentile:.0f} % of peers"


def _parts(metric: Metric, figure: Figure, wan: bool) -> str:
    """The two numbers behind a share or a multiple, where both are of a kind."""
    if metric.unit not in {"%", "×"} or figure.total is None:
        return ""
    money = any(name.endswith("_fen") for name in metric.needs)
    part, whole = (
        f"¥{_yuan(n, wan)}" if money else _number(n, wan)
        for n in (figure.numerator[0], figure.denominator[0])
    )
    return f"{part} of {whole}" if metric.unit == "%" else f"{part} ÷ {whole}"


def definitions() -> list[dict[str, str]]:
    """Give what a tile says of its metric at any clock, in the order of the board.

    >>> [one["tooltip"] for one in definitions() if one["code"] == "C8"]
    ['distinct buyers ÷ distinct viewers. Mixed windows: who came before may buy in this one.']
    """
    good = {"up": "more is better", "down": "less is better", "neutral": "neither way is better"}
    return [
        {
            "code": metric.code,
            "zh": metric.zh,
            "en": metric.en,
            "family": metric.family,
            "tooltip": metric.sentence,
            "formula": metric.formula,
            "trap": metric.trap,
            "window": WINDOWS[metric.window],
            "good": good[metric.good],
            "null": f"No value {metric.null}." if metric.null not in {"never", ZERO} else "",
        }
        for metric in METRICS.values()
    ]
