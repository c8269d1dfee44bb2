"""Figures of a rundown: who is explained when, and what each minute adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.drawing import AFTER, BEFORE, QUIET, SIGNAL, canvas, figure_of
from caopan.market.world import hour_curve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.market.inverse import Floats
    from caopan.planning.rundown import Rundown

ROLES: Final = {
    "hook": "#E69F00",
    "hero": SIGNAL,
    "profit": AFTER,
    "halo": "#CC79A7",
    "gift": BEFORE,
}
"""Colours of the roles, told apart by colour-blind people, too (Okabe and Ito)."""


def plot_rundown(found: Rundown, axes: Axes | None = None, most: int = 14) -> Figure:
    """Draw a session: one line a SKU, most minutes on top, over the traffic of the hour.

    most: SKUs with a line of their own; all others share the last one.

    >>> import pandas as pd
    >>> from caopan.planning import make_rundown
    >>> goods = pd.DataFrame({"role": ["hook", "hero"], "rate_yuan": [2.0, 9.0]}, index=["a", "b"])
    >>> plot_rundown(make_rundown(goods, minutes=30)).axes[0].get_xlabel()
    'hour of the clock'
    """
    table = found.table
    order = found.given.sort_values(ascending=False, kind="stable")
    order = order[order > 0]
    names = [str(name) for name in order.index[:most]]
    rest = len(order) > most
    rows = [*names, "the others"] if rest else names
    start = int(table["clock"].iloc[0])
    with canvas(axes, size=(7.2, max(2.4, 0.24 * len(rows) + 1.2))) as ax:
        span = int(table["minutes"].sum())
        clock = (start + np.arange(span)) / 60
        crowd = hour_curve()[(start + np.arange(span)) % 1440]
        floor = len(rows) - 0.5
        top = floor - len(rows) * crowd / crowd.max()
        ax.fill_between(
            clock, floor, top, color=QUIET, alpha=0.35, linewidth=0, label="traffic of the hour"
        )
        for role, colour in ROLES.items():
            some = table[table["role"] == role]
            if not len(some):
                continue
            place = [rows.index(s) if s in names else len(rows) - 1 for s in some["sku_id"]]
            left = (start + some["minute"]) / 60
            ax.barh(place, some["minutes"] / 60, left=left, color=colour, height=0.75, label=role)
        ax.set_yticks(range(len(rows)), rows, fontsize=7)
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.set_xlim(clock[0], clock[-1] + 1 / 60)
        ax.set_xlabel("hour of the clock")
        ax.set_title(f"Rundown of {span} minutes")
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), ncols=3, fontsize=7)
        return figure_of(ax)


def plot_minutes(worth: Floats, names: Sequence[str], axes: Axes | None = None) -> Figure:
    """Draw what each further minute adds, one line a SKU.

    worth: (SKUs, n) yuan, as ``spread_minutes`` takes it.

    >>> from caopan.planning import powered
    >>> plot_minutes(powered(np.array([9.0, 5.0]), 60), ["a", "b"]).axes[0].get_ylabel()
    'yuan that it adds'
    """
    table = np.asarray(worth, dtype=np.float64)
    with canvas(axes) as ax:
        for name, row in zip(names, table, strict=True):
            ax.step(np.arange(1, len(row) + 1), row, where="mid", label=name)
        ax.set_xlabel("minute of the SKU in the session")
        ax.set_ylabel("yuan that it adds")
        ax.set_ylim(bottom=0)
        ax.set_title("What one more minute adds")
        ax.legend(loc="best", fontsize=7)
        return figure_of(ax)
