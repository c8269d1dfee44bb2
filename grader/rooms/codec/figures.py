"""A figure crosses as what can be said of it: titles, labels, series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

_LONGEST_SERIES: Final = 100_000


@dataclass(frozen=True)
class SeriesSummary:
    """One series of a plot: kind "line", "bar" or "scatter", its label, its points."""

    kind: str
    label: str
    x: tuple[Any, ...]
    y: tuple[Any, ...]


@dataclass(frozen=True)
class AxesSummary:
    """One plot: its texts, its ranges, its series."""

    title: str
    xlabel: str
    ylabel: str
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    xscale: str
    yscale: str
    legend: tuple[str, ...]
    series: tuple[SeriesSummary, ...]


@dataclass(frozen=True)
class FigureSummary:
    """A figure: its plots in order, and its own title."""

    title: str
    axes: tuple[AxesSummary, ...]


def axes_summary(axes: Any) -> AxesSummary:
    """Say what a matplotlib ``Axes`` shows."""
    legend = axes.get_legend()
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    return AxesSummary(
        # the course's style puts titles to the left
        next(filter(None, map(axes.get_title, ("center", "left", "right"))), ""),
        axes.get_xlabel(),
        axes.get_ylabel(),
        (float(low), float(high)),
        (float(bottom), float(top)),
        axes.get_xscale(),
        axes.get_yscale(),
        tuple(t.get_text() for t in legend.get_texts()) if legend else (),
        (*_lines(axes), *_bars(axes), *_points(axes)),
    )


def figure_summary(figure: Any) -> FigureSummary:
    """Say what a matplotlib ``Figure`` shows."""
    return FigureSummary(figure.get_suptitle(), tuple(axes_summary(a) for a in figure.axes))


def _lines(axes: Any) -> list[SeriesSummary]:
    return [
        SeriesSummary("line", _label(one), _plain(one.get_xdata()), _plain(one.get_ydata()))
        for one in axes.get_lines()
    ]


def _bars(axes: Any) -> list[SeriesSummary]:
    found = []
    for one in axes.containers:
        patches = [p for p in getattr(one, "patches", ()) if hasattr(p, "get_height")]
        if not patches:
            continue
        upright = getattr(one, "orientation", "vertical") != "horizontal"
        middles = [
            p.get_x() + p.get_width() / 2 if upright else p.get_y() + p.get_height() / 2
            for p in patches
        ]
        lengths = [p.get_height() if upright else p.get_width() for p in patches]
        found.append(SeriesSummary("bar", _label(one), _plain(middles), _plain(lengths)))
    return found


def _points(axes: Any) -> list[SeriesSummary]:
    import numpy as np

    found = []
    for one in axes.collections:
        offsets = np.ma.getdata(one.get_offsets())
        if offsets.ndim == 2 and len(offsets):
            x, y = _plain(offsets[:, 0]), _plain(offsets[:, 1])
            found.append(SeriesSummary("scatter", _label(one), x, y))
    return found


def _label(one: Any) -> str:
    text = str(one.get_label())
    return "" if text.startswith("_") else text


def _plain(values: Any) -> tuple[Any, ...]:
    import numpy as np

    found = np.asarray(values)[:_LONGEST_SERIES]
    return tuple(found.tolist())
