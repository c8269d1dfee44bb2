"""Figures of paid traffic: the response curve, the hours, the holdout test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.drawing import AFTER, BEFORE, QUIET, SIGNAL, canvas, canvases, figure_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.planning.holdout import Holdout
    from caopan.planning.pacing import HourBudget
    from caopan.planning.response_curve import Curve


def legend_above(ax: Axes) -> None:
    """Put the legend above the axes, where it hides nothing.

    >>> from caopan.drawing import canvas
    >>> with canvas() as axes:
    ...     _ = axes.plot([1, 2], label="a")
    ...     legend_above(axes)
    >>> axes.get_legend() is None
    False
    """
    columns = 2 if figure_of(ax).get_figwidth() > 5 else 1
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, fontsize=8, borderaxespad=0.2)


def plot_curve(
    curve: Curve, days: pd.DataFrame | None = None, size: tuple[float, float] = (7.2, 3.4)
) -> Figure:
    """Draw GMV an hour over spend an hour, with its 95 % band, within what was tried.

    days: what it was fitted on, as dots.

    >>> from caopan.planning.response_curve import example
    >>> plot_curve(example()).axes[0].get_xlabel()
    'spend (yuan an hour on air)'
    """
    with canvas(size=size) as ax:
        spend = np.linspace(curve.least * 0.8, curve.most * 1.2, 60)
        value, low, high = np.array([curve.at(one) for one in spend]).T / 100
        ax.fill_between(spend / 100, low, high, color=AFTER, alpha=0.15, linewidth=0)
        ax.plot(spend / 100, value, color=AFTER, label="fitted, 95 %")
        if days is not None:
            some = days[days["spend_fen"] > 0]
            ax.plot(
                some["spend_fen"] / some["hours"] / 100,
                some["gmv_fen"] / some["hours"] / 100,
                "o",
                color=BEFORE,
                markersize=4,
                alpha=0.6,
                label="a day",
            )
        ax.set_xlabel("spend (yuan an hour on air)")
        ax.set_ylabel("GMV of paid visitors\n(yuan an hour on air)")
        ax.set_ylim(bottom=0)
        legend_above(ax)
        return figure_of(ax)


def plot_roi(
    curve: Curve, due: float | None = None, size: tuple[float, float] = (7.2, 3.4)
) -> Figure:
    """Draw average and marginal ROI over spend an hour, with their 95 % bands, and break-even.

    >>> from caopan.planning.response_curve import example
    >>> plot_roi(example(), due=3.0).axes[0].get_ylabel()
    'yuan of GMV for a yuan of spend'
    """
    with canvas(size=size) as ax:
        spend = np.geomspace(curve.least * 0.8, curve.most * 1.2, 60)
        for name, colour, of in (
            ("average ROI", BEFORE, curve.average_roi),
            ("marginal ROI: the last yuan", AFTER, curve.marginal_roi),
        ):
            value, low, high = np.array([of(one) for one in spend]).T
            ax.plot(spend / 100, value, color=colour, label=name)
            ax.fill_between(spend / 100, low, high, color=colour, alpha=0.15, linewidth=0)
        if due is not None:
            ax.axhline(due, color=SIGNAL, linestyle="--", label=f"break-even ROI {due:.1f}")
        ax.set_xlabel("spend (yuan an hour on air)")
        ax.set_ylabel("yuan of GMV for a yuan of spend")
        ax.set_ylim(bottom=0)
        legend_above(ax)
        return figure_of(ax)


def plot_pacing(found: HourBudget, size: tuple[float, float] = (7.2, 3.2)) -> Figure:
    """Draw spend by clock hour, and what the last yuan of each hour brings, beside a flat budget.

    >>> from caopan.planning.pacing import pace
    >>> found = pace({20: 100.0, 21: 200.0}, {20: 60, 21: 60}, 30_000, 0.5)
    >>> [axes.get_ylabel() for axes in plot_pacing(found).axes]
    ['spend (yuan an hour)', 'GMV of the last yuan (index)']
    """
    with canvases(2, size) as (left, right):
        table = found.table
        hour = [f"{clock}:00" for clock in table["hour"]]
        left.bar(hour, table["fen_per_h"] / 100, color=AFTER, label="paced")
        left.plot(hour, table["flat_fen_per_h"] / 100, color=BEFORE, linestyle="--", label="flat")
        left.set_ylabel("spend (yuan an hour)")
        mean = float(table["marginal"].median()) or 1.0
        right.plot(
            hour, table["flat_marginal"] / mean, "o--", color=BEFORE, markersize=4, label="flat"
        )
        right.plot(hour, table["marginal"] / mean, "o-", color=AFTER, markersize=4, label="paced")
        right.set_ylabel("GMV of the last yuan (index)")
        right.set_ylim(bottom=0)
        for ax in (left, right):
            ax.set_xlabel("hour of the clock")
            ax.tick_params(axis="x", rotation=60, labelsize=8)
            legend_above(ax)
        figure = figure_of(left)
        figure.set_layout_engine("constrained")
        return figure


def plot_holdout(
    days: pd.DataFrame, without: object, found: Holdout, size: tuple[float, float] = (7.2, 3.2)
) -> Figure:
    """Draw visits by following beside other sources by the day, with fans in the plans and without.

    days, without: as ``read_holdout`` took them.

    >>> import pandas as pd
    >>> from caopan.planning.holdout import COUNTED, read_holdout
    >>> days = pd.DataFrame(9, index=range(8), columns=[*COUNTED, "hours", "spend_fen"])
    >>> days["day"], off = range(8), [False, True] * 4
    >>> print(plot_holdout(days, off, read_holdout(days, off)).axes[0].get_xlabel())
    day of the history
    0% of paid visits would have come anyway
    """
    off = np.asarray(without, dtype=bool)
    beside = 100 * days["follow_visits"].to_numpy() / days["other_visits"].to_numpy(np.float64)
    day = days["day"].to_numpy()
    with canvas(size=size) as ax:
        ax.plot(day, beside, color=QUIET, linewidth=1)
        for side, colour, name in (
            (~off, SIGNAL, "fans in the plans"),
            (off, AFTER, "fans left out"),
        ):
            ax.plot(day[side], beside[side], "o", color=colour, label=name)
            ax.axhline(beside[side].mean(), color=colour, linestyle=":", linewidth=1)
        said = f"{found.taken.value:.0%} of paid visits would have come anyway"
        ax.set_xlabel(f"day of the history\n{said}")
        ax.set_ylabel("visits by following\nfor 100 of other sources")
        ax.set_ylim(bottom=0)
        ax.margins(y=0.3)
        legend_above(ax)
        return figure_of(ax)


def plot_break_even(
    table: pd.DataFrame, axes: Axes | None = None, size: tuple[float, float] = (7.2, 3.2)
) -> Figure:
    """Draw break-even ROI over the share of refunds, a line a commission; see ``due_table``.

    >>> from caopan.planning.margins import due_table
    >>> plot_break_even(due_table()).axes[0].get_xlabel()
    'refunded share of GMV (%)'
    """
    with canvas(axes, size) as ax:
        for colour, (column, due) in zip((AFTER, SIGNAL, BEFORE), table.items(), strict=False):
            ax.plot(100 * table.index, due, "o-", color=colour, markersize=4, label=str(column))
        ax.axhspan(2, 3, color=QUIET, alpha=0.5, linewidth=0, label="called healthy by vendors")
        ax.set_xlabel("refunded share of GMV (%)")
        ax.set_ylabel("break-even ROI")
        ax.set_ylim(bottom=0)
        legend_above(ax)
        return figure_of(ax)
