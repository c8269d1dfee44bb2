"""The figure of a played sheet: what comes together with the plan and without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.drawing import AFTER, BEFORE, canvas, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.market import Look


def plot_running(look: Look, axes: Axes | None = None) -> Figure:
    """Draw the contribution so far, with the plan and without: medians, and 80 % of the seeds.

    >>> from caopan.market import Plan, compare, sample
    >>> look = compare(sample("yunshi"), Plan(paid_bp=5_000), days=3, seeds=2)
    >>> plot_running(look).axes[0].get_xlabel()
    'day of the plan'
    """
    from matplotlib.ticker import MaxNLocator

    days = np.arange(1, look.days + 1)
    sides = look.running()
    with canvas(axes, (4.6, 2.3)) as ax:
        for side, colour, words in (
            (sides.without, BEFORE, "without"),
            (sides.pulled, AFTER, "with the plan"),
        ):
            ax.fill_between(days, side.low / 1e3, side.high / 1e3, color=colour, alpha=0.18, lw=0)
            dashed = "--" if colour == BEFORE else "-"
            ax.plot(days, side.median / 1e3, dashed, color=colour, label=words)
        ax.axhline(0, color="#d1d5db", linewidth=0.8, zorder=0)
        ax.set_xlim(1, max(look.days, 2))
        ax.xaxis.set_major_locator(MaxNLocator(min(look.days, 14), integer=True, min_n_ticks=1))
        ax.set_xlabel("day of the plan")
        ax.set_ylabel("contribution so far\n(1,000 yuan)")
        ax.legend(loc="upper left")
    return figure_of(ax)
