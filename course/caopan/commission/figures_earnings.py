"""Figures of earnings: the waterfall of a session, states over time, states by rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.commission.statement import AMOUNTS, ruled
from caopan.drawing import AFTER, BEFORE, QUIET, SIGNAL, canvas, figure_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.commission.earnings_steps import WaterStep

RISE: Final = "#56B4E9"
"""Colour of what comes in on the way, and of what is confirmed."""
STATES: Final = (
    ("settled_fen", AFTER),
    ("held_fen", SIGNAL),
    ("confirmed_fen", RISE),
    ("estimated_fen", QUIET),
)
"""States from the safest, which lies at the bottom, and their colours."""
_NAMES: Final = {column.name: f"{column.en} {column.zh}" for column in AMOUNTS}


def plot_waterfall(steps: Sequence[WaterStep], axes: Axes | None = None) -> Figure:
    """Draw a waterfall: levels in blue, what leaves in grey, what comes in in light blue.

    >>> from caopan.commission.earnings_steps import WaterStep
    >>> steps = (WaterStep("in", 500, True), WaterStep("fee", -100), WaterStep("left", 400, True))
    >>> plot_waterfall(steps).axes[0].get_xlabel()
    'yuan'
    """
    place = np.arange(len(steps))[::-1]
    starts, widths, ends = _bars(steps)
    colours = [AFTER if one.level else BEFORE if one.fen <= 0 else RISE for one in steps]
    with canvas(axes, (7.2, 0.42 * max(len(steps), 4) + 0.7)) as ax:
        ax.barh(place, widths, left=starts, color=colours, height=0.62)
        for at, end in zip(place[:-1], ends[:-1], strict=True):
            ax.plot([end, end], [at - 1.31, at + 0.31], color=BEFORE, linewidth=0.7)
        for at, one, start, width in zip(place, steps, starts, widths, strict=True):
            ax.annotate(f"{one.fen / 100:,.2f}", (max(start, start + width), at), xytext=(4, 0),
                        textcoords="offset points", va="center", fontsize=8)  # fmt: skip
        ax.set_yticks(place, [one.name for one in steps], fontsize=8)
        ax.axvline(0, color=BEFORE, linewidth=0.8)
        low, high = ax.get_xlim()
        ax.set_xlim(low, high + (high - low) * 0.16)  # room for the amounts
        ax.xaxis.set_major_formatter("{x:,.0f}")
        ax.set_xlabel("yuan")
        return figure_of(ax)


def _bars(steps: Sequence[WaterStep]) -> tuple[list[float], list[float], list[float]]:
    """Where each bar starts, how wide it is, at which height the next one goes on; in yuan."""
    starts, widths, ends = [], [], []
    height = 0
    for one in steps:
        start = 0 if one.level else height
        height = start + one.fen
        starts.append(start / 100)
        widths.append(one.fen / 100)
        ends.append(height / 100)
    return starts, widths, ends


def plot_earnings(
    series: pd.DataFrame, night_fen: int | None = None, axes: Axes | None = None
) -> Figure:
    """Draw how earnings pass from estimated to settled.

    series: as ``EarningsDesk.over_time`` gives it. night_fen: what the night showed, as a line.

    >>> import pandas as pd
    >>> money = dict(estimated_fen=[900, 0], confirmed_fen=0, held_fen=0, settled_fen=[0, 500])
    >>> series = pd.DataFrame({"as_of": pd.to_datetime(["2021-11-01", "2021-12-01"]), **money})
    >>> plot_earnings(series, night_fen=900).axes[0].get_ylabel()
    'yuan'
    """
    place = np.arange(len(series))
    days = [f"{at:%d %b}" for at in series["as_of"]]
    with canvas(axes) as ax:
        _stacked(ax.bar, place, series, 0.8)
        if night_fen is not None:
            ax.axhline(night_fen / 100, color=BEFORE, linestyle="--", linewidth=1.2,
                       label=f"the night showed {night_fen / 100:,.2f}")  # fmt: skip
        every = max(1, -(-len(series) // 8))
        ax.set_xticks(place[::every], days[::every])
        ax.axhline(0, color=BEFORE, linewidth=0.8)
        ax.yaxis.set_major_formatter("{x:,.0f}")
        low, high = ax.get_ylim()
        ax.set_ylim(low, high + max(high - low, 1.0) * 0.28)
        ax.set_xlabel("as of 00:00")
        ax.set_ylabel("yuan")
        ax.legend(loc="upper left", ncols=3, fontsize=8)
        return figure_of(ax)


def plot_rules(rows: pd.DataFrame, axes: Axes | None = None, most: int = 10) -> Figure:
    """Draw what each rule gives and in which state it is, the largest on top.

    rows: with term and the four states in fen, as ``Seen.rows``. most: rules at most; the others
    are one bar.

    >>> import pandas as pd
    >>> rows = pd.DataFrame(dict(term=["fee"], estimated_fen=5, confirmed_fen=0, held_fen=0,
    ...                          settled_fen=0))
    >>> [text.get_text() for text in plot_rules(rows).axes[0].get_yticklabels()]
    ['fee']
    """
    names = [name for name, _ in STATES]
    sums = rows.groupby("term", sort=False)[names].sum()
    order = sums.abs().sum(axis=1).sort_values(ascending=False, kind="stable").index
    sums = sums.loc[order]
    if len(sums) > most:
        rest = sums.iloc[most - 1 :].sum().rename(f"{len(sums) - most + 1} other rules")
        sums = sums.iloc[: most - 1]
        sums.loc[rest.name] = rest
    place = np.arange(len(sums))[::-1]
    with canvas(axes, (7.2, 0.42 * max(len(sums), 3) + 1.1)) as ax:
        _stacked(ax.barh, place, sums, 0.62)
        ax.set_yticks(place, [ruled(str(one)) for one in sums.index], fontsize=8)
        ax.axvline(0, color=BEFORE, linewidth=0.8)
        ax.xaxis.set_major_formatter("{x:,.0f}")
        ax.set_xlabel("yuan")
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, fontsize=8)
        return figure_of(ax)


def _stacked(draw: object, place: np.ndarray, table: pd.DataFrame, size: float) -> None:
    """Bars upon each other, those below zero downwards from it."""
    up, down = np.zeros(len(table)), np.zeros(len(table))
    for name, colour in STATES:
        high = table[name].to_numpy(np.float64) / 100
        base = np.where(high >= 0, up, down)
        if np.any(high):
            draw(place, high, size, base, color=colour, label=_NAMES[name])  # type: ignore[operator]
        up, down = up + np.maximum(high, 0), down + np.minimum(high, 0)
