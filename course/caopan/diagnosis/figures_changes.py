"""Figure of change points."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.drawing import AFTER, QUIET, SIGNAL, canvas, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.diagnosis.changes import Changes


def plot_changes(found: Changes, series: str | None = None, axes: Axes | None = None) -> Figure:
    """Draw a series by the day, its levels, its changes with their 95 % days, and the log's lines.

    series: one of ``found.series``, by default that of the surest change.
    Raises CaopanError for a series that was not followed.

    >>> from caopan.diagnosis import Shop, change_points
    >>> plot_changes(change_points(Shop.of("liuyi"), ["enter rate"])).axes[0].get_xlabel()
    'day of the history'
    """
    chosen = series or _surest(found)
    if chosen not in found.series:
        from caopan.errors import CaopanError

        raise CaopanError(
            f"{chosen!r} was not followed: take one of {', '.join(map(str, found.series))}."
        )
    values = found.series[chosen].dropna()
    day, level = values.index.to_numpy(), (np.exp(values.to_numpy(np.float64)) - 1) * 100
    points = [point for point in found.points if point.series == chosen]
    with canvas(axes) as ax:
        ax.plot(day, level, color=QUIET, marker=".", linewidth=1)
        edges = [int(day[0]), *(point.day for point in points), int(day[-1]) + 1]
        for first, end in itertools.pairwise(edges):
            mean = np.exp(values[(day >= first) & (day < end)].mean()) - 1
            ax.plot([first, end - 1], [mean * 100] * 2, color=AFTER)
        for number, point in enumerate(points):
            ax.axvspan(point.low, point.high, color=SIGNAL, alpha=0.15, linewidth=0)
            ax.axvline(point.day, color=SIGNAL, linewidth=1)
            if point.log is not None and len(point.log):
                said = ", ".join(dict.fromkeys(point.log["kind"])).replace("_", " ")
                height = 0.98 - LINE * (number % LINES)  # neighbours stand on lines of their own
                where = ax.get_xaxis_transform()
                ax.text(point.day + 0.5, height, said, transform=where, **_SAID)
        ax.set_xlabel("day of the history")
        ax.set_ylabel("beside the usual (%)")
        ax.set_title(chosen)
        return figure_of(ax)


LINE, LINES = 0.07, 4
"""Height of a line of words over the whole height, and how many lines are used."""
_SAID: dict[str, Any] = {"va": "top", "fontsize": 7}


def _surest(found: Changes) -> str:
    if found.points:
        return min(found.points, key=lambda point: (point.p, point.high - point.low)).series
    return str(found.series.columns[0])
