"""Figures of goods and stock: demand, what a quantity earns, orders, the shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.drawing import AFTER, BEFORE, QUIET, SIGNAL, canvas, figure_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.planning.assortment import Shelf
    from caopan.planning.demand import Demand
    from caopan.planning.stocking import Stocking

CROWDED: Final = 0.24
"""Of the dearest stock: cheaper SKUs lie too close together to bear their names (assumed)."""


def plot_demand(demand: Demand, sku_id: str, axes: Axes | None = None) -> Figure:
    """Draw what may be asked for of a SKU, day by day: median, middle half, nine draws of ten.

    >>> from caopan.market import sample
    >>> from caopan.planning import played_demand
    >>> found = played_demand(sample("yunshi"), days=2, seeds=range(3))
    >>> plot_demand(found, found.sku_id[0]).axes[0].get_xlabel()
    'day of the plan'
    """
    pieces = np.asarray(demand.only([sku_id]).pieces, dtype=np.float64)[:, :, 0]
    day = np.arange(pieces.shape[1])
    low, quarter, middle, upper, high = np.quantile(pieces, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    with canvas(axes) as ax:
        ax.fill_between(day, low, high, color=QUIET, alpha=0.6, linewidth=0, label="9 draws of 10")
        ax.fill_between(day, quarter, upper, color=AFTER, alpha=0.3, linewidth=0, label="every 2nd")
        ax.plot(day, middle, color=AFTER, label="median")
        ax.set_xlabel("day of the plan")
        ax.set_ylabel("pieces asked for")
        ax.set_ylim(bottom=0)
        ax.set_title(f"{sku_id}: demand without stock-outs")
        ax.legend(loc="best")
        return figure_of(ax)


def plot_newsvendor(found: Stocking, sku_id: str | None = None, axes: Axes | None = None) -> Figure:
    """Draw what quantities of a SKU earn, with the mean demand and the best order.

    sku_id: by default the first one.

    >>> from caopan.market import sample
    >>> from caopan.planning import Pieces, newsvendor, played_demand
    >>> shop = sample("yunshi")
    >>> shelf = Pieces.of(shop)
    >>> asked = played_demand(shop, days=2, seeds=range(3)).only(shelf.sku_id)
    >>> plot_newsvendor(newsvendor(shelf, asked)).axes[0].get_ylabel()
    'expected profit (yuan)'
    """
    name = str(found.table.index[0]) if sku_id is None else sku_id
    at = found.table.index.to_list().index(name)
    best = int(found.table["quantity"].iloc[at])
    mean = float(found.table["demand"].iloc[at])
    top = max(2.0 * mean, 1.3 * best, 4.0)
    grid = np.unique(np.round(np.linspace(0, top, 61)))
    whole = found.table["quantity"].to_numpy(np.float64)
    earned = [found.profit_at(np.where(np.arange(len(whole)) == at, q, whole))[at] for q in grid]
    with canvas(axes) as ax:
        ax.plot(grid, earned, color=AFTER)
        ax.axvline(mean, color=BEFORE, linestyle="--", label=f"mean demand: {mean:,.0f}")
        ax.axvline(best, color=SIGNAL, label=f"best order: {best:,}")
        ax.set_xlabel("pieces ordered")
        ax.set_ylabel("expected profit (yuan)")
        ax.yaxis.set_major_formatter("{x:,.0f}")
        ax.set_title(f"{name}: what an order earns")
        ax.legend(loc="best")
        return figure_of(ax)


def plot_orders(found: Stocking, axes: Axes | None = None, most: int = 12) -> Figure:
    """Draw the best orders beside the mean demand, the dearest first.

    most: SKUs at most.

    >>> from caopan.market import sample
    >>> from caopan.planning import Pieces, newsvendor, played_demand
    >>> shop = sample("yunshi")
    >>> shelf = Pieces.of(shop)
    >>> asked = played_demand(shop, days=2, seeds=range(3)).only(shelf.sku_id)
    >>> plot_orders(newsvendor(shelf, asked)).axes[0].get_xlabel()
    'pieces'
    """
    table = found.table.sort_values("profit_yuan", ascending=False).head(most)[::-1]
    place = np.arange(len(table))
    with canvas(axes) as ax:
        ax.barh(place, table["quantity"], color=AFTER, height=0.6, label="best order")
        ax.plot(table["demand"], place, "|", color=SIGNAL, markersize=14, markeredgewidth=2,
                label="mean demand")  # fmt: skip
        ax.set_yticks(place, [str(name) for name in table.index], fontsize=7)
        ax.set_xlabel("pieces")
        ax.set_title("What to order, most profit on top")
        ax.legend(loc="lower right")
        return figure_of(ax)


def plot_shelf(goods: pd.DataFrame, shelf: Shelf, axes: Axes | None = None) -> Figure:
    """Draw what SKUs earn against the cash their stock takes; the chosen ones stand out.

    goods: the table that ``choose_shelf`` was given.

    >>> import pandas as pd
    >>> from caopan.planning import choose_shelf
    >>> money = {"role": ["hook", "hero"], "value_fen": [-10, 80], "cost_fen": [5, 60]}
    >>> goods = pd.DataFrame(money, index=["a", "b"])
    >>> plot_shelf(goods, choose_shelf(goods, most=2, cash_fen=100)).axes[0].get_xlabel()
    'cash in stock (yuan)'
    """
    chosen = goods.index.astype(str).isin(shelf.chosen)
    with canvas(axes) as ax:
        for some, colour, said in ((~chosen, QUIET, "left out"), (chosen, AFTER, "on the shelf")):
            part = goods[some]
            ax.scatter(part["cost_fen"] / 100, part["value_fen"] / 100, color=colour, label=said)
        large = goods[goods["cost_fen"] >= goods["cost_fen"].max() * CROWDED]
        for name, row in large.iterrows():
            place = (row["cost_fen"] / 100, row["value_fen"] / 100)
            ax.annotate(str(name), place, fontsize=7, xytext=(0, -6), textcoords="offset points",
                        ha="center", va="top")  # fmt: skip
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter("{x:,.0f}")
        ax.set_xlabel("cash in stock (yuan)")
        ax.set_ylabel("expected profit (yuan)")
        ax.set_title(f"{len(shelf.chosen)} SKUs for {shelf.cash_fen / 100:,.0f} yuan of stock")
        ax.legend(loc="best")
        return figure_of(ax)
