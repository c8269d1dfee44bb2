"""Figures of a played plan day by day: what it brings and what it holds, with it and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.drawing import AFTER, BEFORE, canvas, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.market import Look
    from caopan.market.bands import Measure


def plot_measure(look: Look, measure: str, axes: Axes | None = None) -> Figure:
    """Draw a measure of each day with the plan and without: medians, and 80 % of the seeds.

    measure: a name of ``caopan.market.bands.MEASURES``; CaopanError for another one.

    >>> from caopan.market import Plan, compare, sample
    >>> seen = compare(sample("yunshi"), Plan(paid_bp=5_000), days=3, seeds=2)
    >>> plot_measure(seen, "fans").axes[0].get_ylabel()
    'fans (people)'
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    about = _about(measure)
    days = np.arange(1, look.days + 1)
    sides = look.of_days(measure)
    with canvas(axes, (4.6, 2.4)) as ax:
        for side, colour, dash, words in (
            (sides.without, BEFORE, "--", "without"),
            (sides.pulled, AFTER, "-", "with the plan"),
        ):
            ax.fill_between(days, side.low, side.high, color=colour, alpha=0.18, lw=0)
            order = 3 if dash == "--" else 2  # dashes lie above: both are seen where they agree
            ax.plot(days, side.median, dash, color=colour, label=words, zorder=order)
        ax.set_xlim(1, max(look.days, 2))
        ax.xaxis.set_major_locator(MaxNLocator(min(look.days, 14), integer=True, min_n_ticks=1))
        ax.yaxis.set_major_locator(MaxNLocator(5))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        low, high = ax.get_ylim()
        # a line of zeros is drawn on a scale of its own; room for the legend above all lines
        high = low + max(high - low, 1.0)
        ax.set_ylim(low, high + (high - low) * 0.3)
        ax.set_xlabel("day of the plan")
        ax.set_ylabel(f"{about.title} ({about.unit})")
        ax.legend(loc="upper left", ncols=2)
    return figure_of(ax)


def _about(measure: str) -> Measure:
    from caopan.errors import CaopanError
    from caopan.market.bands import MEASURES

    for one in MEASURES:
        if one.name == measure:
            return one
    known = ", ".join(one.name for one in MEASURES)
    raise CaopanError(f"{measure!r} is not looked at; take one of {known}")
