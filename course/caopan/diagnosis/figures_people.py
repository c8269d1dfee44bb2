"""Figures of people: retention, cohorts, fans by the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.diagnosis.facts import tuples
from caopan.drawing import AFTER, BEFORE, QUIET, SIGNAL, canvas, figure_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.diagnosis.repurchase import Cohorts
    from caopan.diagnosis.staying import Retention


def plot_retention(found: Retention, group: str | None = None, axes: Axes | None = None) -> Figure:
    """Draw who is still there by minutes since entry, before and after, with 95 % bands.

    group: one of ``found.curves``, by default the first.

    >>> from caopan.diagnosis import Shop, retention
    >>> plot_retention(retention(Shop.of("liuyi"))).axes[0].get_ylabel()
    'visits still there (%)'
    """
    chosen = str(found.curves["group"].iloc[0]) if group is None else group
    curves = found.curves[found.curves["group"] == chosen]
    with canvas(axes) as ax:
        for after, colour in ((False, BEFORE), (True, AFTER)):
            some = curves[curves["after"] == after]
            share, low, high = (
                some[c].to_numpy(np.float64, na_value=np.nan) * 100
                for c in ("share", "low", "high")
            )
            minute = some["second"].to_numpy() / 60
            ax.plot(minute, share, color=colour, label="after" if after else "before")
            ax.fill_between(minute, low, high, color=colour, alpha=0.15, linewidth=0)
        ax.axvline(1, color=QUIET, linewidth=1)
        ax.set_xlabel("minutes since entry")
        ax.set_ylabel("visits still there (%)")
        ax.set_ylim(0, 102)
        ax.set_title(f"Retention: {chosen}")
        ax.legend(loc="upper right")
        return figure_of(ax)


def plot_cohorts(found: Cohorts, axes: Axes | None = None) -> Figure:
    """Draw the least share of buyers who bought again, and what share of sessions was seen.

    >>> from caopan.diagnosis import Shop, cohorts
    >>> plot_cohorts(cohorts(Shop.of("liuyi"))).axes[0].get_ylabel()
    'bought again, at least (%)'
    """
    table = found.table
    with canvas(axes) as ax:
        names = [f"day {row.day}\n{row.within} d" for row in tuples(table)]
        share = table["share"].to_numpy(np.float64, na_value=np.nan) * 100
        ax.bar(range(len(table)), np.nan_to_num(share), color=AFTER, width=0.6)
        for n, row in enumerate(tuples(table)):
            said = "unknown" if np.isnan(share[n]) else f"{row.seen} of {row.on_air}\nseen"
            height = 0.0 if np.isnan(share[n]) else share[n]
            ax.annotate(said, (n, height), ha="center", va="bottom", fontsize=7, color=SIGNAL)
        ax.set_xticks(range(len(table)), names, fontsize=7)
        ax.set_ylim(0, max(float(np.nanmax(np.append(share, 1.0))) * 1.3, 1.0))
        ax.set_xlabel("session of the first purchase that was seen, and days looked ahead")
        ax.set_ylabel("bought again, at least (%)")
        ax.set_title("Repurchase, as far as sessions were seen")
        return figure_of(ax)


def plot_fan_weeks(weeks: pd.DataFrame, axes: Axes | None = None) -> Figure:
    """Draw fans' share of visits beside the peers', and the follow source's share of GMV.

    weeks: from ``fan_weeks``.

    >>> from caopan.diagnosis import Shop, fan_weeks
    >>> plot_fan_weeks(fan_weeks(Shop.of("liuyi"))).axes[0].get_xlabel()
    'week of the history'
    """
    lines = (
        ("fan_share", AFTER, "-", "fans among visits"),
        ("peer_fan_share", BEFORE, "--", "fans among peers' visits"),
        ("follow_gmv_share", SIGNAL, "-", "follow source in GMV"),
    )
    with canvas(axes) as ax:
        for column, colour, dash, name in lines:
            value = weeks[column].to_numpy(np.float64, na_value=np.nan) * 100
            if np.isfinite(value).any():
                ax.plot(weeks["week"], value, color=colour, linestyle=dash, label=name)
        ax.set_xlabel("week of the history")
        ax.set_ylabel("share (%)")
        ax.set_ylim(bottom=0)
        ax.set_title("Fans by the week")
        ax.legend(loc="best")
        return figure_of(ax)
