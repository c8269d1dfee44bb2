"""Figures of goods: cells of the change, minutes against GMV, returns, response of paid traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.diagnosis.facts import null, tuples
from caopan.diagnosis.sheets import money
from caopan.drawing import AFTER, BEFORE, QUIET, SIGNAL, canvas, canvases, figure_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.diagnosis.drilling import Drill
    from caopan.diagnosis.explaining import Pacing
    from caopan.diagnosis.responding import Response
    from caopan.diagnosis.returns import Returns


def plot_drill(found: Drill, number: int = 12, axes: Axes | None = None) -> Figure:
    """Draw the cells whose GMV moved most; cells with too few sales to judge are pale.

    >>> from caopan.diagnosis import Shop, drill
    >>> plot_drill(drill(Shop.of("liuyi"), by=["sku"])).axes[0].get_xlabel()
    'change of GMV (thousand yuan)'
    """
    top = found.top(number).iloc[::-1]
    names = [" · ".join(str(row[key]) for key in found.by) for _, row in top.iterrows()]
    change = top["change_fen"].to_numpy() / 100_000
    colours = np.where(top["few"], QUIET, np.where(change < 0, SIGNAL, AFTER))
    with canvas(axes, (7.2, 1.0 + 0.28 * max(len(top), 4))) as ax:
        ax.barh(range(len(top)), change, color=colours)
        ax.set_yticks(range(len(top)), names, fontsize=8)
        ax.axvline(0, color="#374151", linewidth=1)
        ax.set_xlabel("change of GMV (thousand yuan)")
        ax.set_title(f"Where {money(found.change_fen, signed=True)} sits")
        return figure_of(ax)


def plot_pacing(found: Pacing, axes: Axes | None = None) -> Figure:
    """Draw each product's share of the minutes against its share of GMV; the idle are named.

    >>> from caopan.diagnosis import Shop, pacing
    >>> plot_pacing(pacing(Shop.of("liuyi"))).axes[0].get_xlabel()
    'share of minutes explained (%)'
    """
    table = found.products
    with canvas(axes) as ax:
        for after, colour in ((False, BEFORE), (True, AFTER)):
            some = table[table["after"] == after]
            x, y = (
                some[c].to_numpy(np.float64, na_value=np.nan) * 100
                for c in ("minutes_share", "gmv_share")
            )
            ax.scatter(x, y, color=colour, label="after" if after else "before", zorder=3)
            if after:
                _name_idle(ax, some[some["idle"]])
        most = max(ax.get_xlim()[1], ax.get_ylim()[1])
        ax.plot([0, most], [0, most], color=QUIET, linewidth=1, zorder=1)
        ax.set_xlabel("share of minutes explained (%)")
        ax.set_ylabel("share of GMV (%)")
        ax.set_title("Minutes against GMV, by product")
        ax.legend(loc="upper left")
        return figure_of(ax)


def _name_idle(ax: Axes, idle: pd.DataFrame) -> None:
    for n, row in enumerate(tuples(idle)):
        place = (row.minutes_share * 100, 0.0 if null(row.gmv_share) else row.gmv_share * 100)
        arrow = {"arrowstyle": "-", "color": QUIET}
        away = (10, 12 + 11 * n)  # each on a line of its own, for the idle lie close together
        ax.annotate(
            row.name, place, xytext=away, textcoords="offset points", fontsize=7, arrowprops=arrow
        )


def plot_returns(found: Returns, group: str | None = None) -> Figure:
    """Draw the share of lines gone back by days since payment, and by which reasons.

    group: one of ``found.curves``, by default the first.

    >>> from caopan.diagnosis import Shop, returns_by_age
    >>> figure = plot_returns(returns_by_age(Shop.of("liuyi")))
    >>> figure.axes[0].get_ylabel()
    'lines gone back (%)'
    """
    chosen = str(found.curves["group"].iloc[0]) if group is None else group
    curves = found.curves[found.curves["group"] == chosen]
    with canvases(2, (9.6, 3.8)) as (left, right):
        for after, colour in ((False, BEFORE), (True, AFTER)):
            some = curves[curves["after"] == after]
            share, low, high = (
                some[c].to_numpy(np.float64, na_value=np.nan) * 100
                for c in ("returned", "low", "high")
            )
            left.plot(some["age"], share, color=colour, label="after" if after else "before")
            left.fill_between(some["age"], low, high, color=colour, alpha=0.15, linewidth=0)
        left.set_xlabel("days since payment")
        left.set_ylabel("lines gone back (%)")
        left.set_title(f"Returns by age: {chosen}")
        left.legend(loc="upper left")
        _reasons(right, found)
        return figure_of(left)


def _reasons(ax: Axes, found: Returns) -> None:
    known = found.reasons[found.reasons["share"].notna() & found.reasons["age"].le(15)]
    oldest = known.groupby("after")["age"].max()
    if len(oldest):
        known = known[known["age"] == oldest.min()]
    both = known.pivot_table(index=["stage", "reason"], columns="after", values="share")
    both = both.reindex(columns=[False, True]).fillna(0)
    both = both.iloc[both[True].to_numpy(np.float64).argsort()]
    for after, colour, shift in ((False, BEFORE, -0.2), (True, AFTER, 0.2)):
        ax.barh(np.arange(len(both)) + shift, both[after].astype(float) * 100, 0.38, color=colour)
    names = [f"{reason}, {stage}".replace("_", " ") for stage, reason in both.index]
    ax.set_yticks(range(len(both)), names, fontsize=8)
    age = int(known["age"].max()) if len(known) else 0
    ax.set_xlabel(f"lines gone back by day {age} (%)")
    ax.set_title("By stage and reason, all lines")


def plot_response(found: Response, axes: Axes | None = None) -> Figure:
    """Draw GMV of paid visits against spend, an hour on air, with the fit and what must come back.

    >>> from caopan.diagnosis import Shop, response
    >>> plot_response(response(Shop.of("liuyi"))).axes[0].get_xlabel()
    'spend (yuan an hour on air)'
    """
    rows = found.rows[found.rows["spend_fen"] > 0]
    spend, gmv = (rows[c].to_numpy(np.float64) / rows["hours"].to_numpy() / 100 for c in _PAIR)
    with canvas(axes) as ax:
        shade = ax.scatter(spend, gmv, c=rows["day"], cmap="viridis_r", s=18, zorder=3)
        ax.figure.colorbar(shade, ax=ax, label="day of the history")
        line = np.linspace(spend.min(), spend.max(), 50) if len(spend) else np.array([])
        if found.gmv and found.marginal_roi:
            shape = spend**found.gmv.beta
            level = gmv.sum() / shape.sum()
            ax.plot(line, level * line**found.gmv.beta, color=AFTER, label="fit")
        if found.break_even and found.break_even.roi:
            due = found.break_even.roi
            ax.plot(line, due * line, color=SIGNAL, label=f"break-even, ROI {due:.1f}")
        ax.plot(line, found.average_roi * line, color=BEFORE, linestyle="--", label="average ROI")
        ax.set_xlabel("spend (yuan an hour on air)")
        ax.set_ylabel("GMV of paid visits (yuan an hour)")
        ax.set_title(f"Response of paid traffic by {found.by}: {_VERDICTS[found.verdict]}")
        ax.legend(loc="upper left")
        return figure_of(ax)


_PAIR = ("spend_fen", "gmv_fen")
_VERDICTS = {
    "past": "past what pays",
    "room": "more would pay",
    "unknown": "the margin is unknown",
}
