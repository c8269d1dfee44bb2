"""The figure of a look inside: what comes together with and without, and the difference."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from caopan.fonts import chinese_font
from caopan.practice.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.market.bands import Band
    from caopan.market.look import Look

WITHOUT, WITH, DIFFERENCE = "#6b7280", "#0072B2", "#009E73"
_SIZE: Final = (6.4, 5.0)  # narrow enough that its letters can be read on a page of 600 pixels
_LEAST: Final = 20  # yuan from top to bottom, at least: less is rounding


def draw(seen: Look) -> Figure:
    """Draw contribution so far with and without, and below it the difference, seed by seed.

    Args:
        seen: what was played; lines are medians, bands hold four in five seeds.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context():
        style()
        figure = Figure(figsize=_SIZE)
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        sides = seen.running()
        _band(upper, sides.without, WITHOUT, "without", dashed=True)
        _band(upper, sides.pulled, WITH, f"with {_sayable(seen.said)}")
        low, high = upper.get_ylim()
        upper.set_ylim(low, high + (high - low) / 3)  # room for the legend above all lines
        upper.legend(loc="upper left")
        upper.set_title(f"Contribution so far: median and 80 % of {seen.seeds} seeds")
        _band(lower, sides.difference, DIFFERENCE, "")
        lower.axhline(0, color="#374151", linewidth=1)
        lower.set_title("Difference, seed by seed: with less without")
        first = seen.date(0)
        lower.set_xlabel(f"days played (day 1 is {first:%a} {first.day} {first:%b})")
        for axes in (upper, lower):
            _scales(axes, seen.days)
    return figure


def picture(seen: Look, *, kind: str = "png") -> bytes:
    """Give the figure as a file's bytes: png, svg or pdf; the same for the same look.

    Args:
        seen: what was played.
        kind: of file.
    """
    buffer = io.BytesIO()
    when = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(kind)
    draw(seen).savefig(buffer, format=kind, dpi=200, metadata=when)
    return buffer.getvalue()


def _band(axes: Axes, band: Band, colour: str, name: str, *, dashed: bool = False) -> None:
    low, median, high = ([0.0, *end] for end in band)  # nothing has come together before day 1
    days = range(len(median))
    axes.fill_between(days, low, high, color=colour, alpha=0.2, linewidth=0)
    # dashes lie above: both lines are seen where they are the same
    line, order = ("--", 3) if dashed else ("-", 2)
    axes.plot(days, median, color=colour, linestyle=line, label=name, zorder=order)


def _scales(axes: Axes, days: int) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    low, high = axes.get_ylim()
    if high - low < _LEAST:
        axes.set_ylim(-_LEAST / 2, _LEAST / 2)
    axes.set_ylabel("yuan")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_locator(MaxNLocator(min(days, 14), integer=True, min_n_ticks=1))
    axes.set_xlim(0, days)


def _sayable(said: str) -> str:
    """Leave out the Chinese term where no font can show it."""
    return said if chinese_font() else re.sub(r" [\u4e00-\u9fff]+", "", said)
