"""Figures of step 3: what each factor added to GMV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.drawing import AFTER, SIGNAL, canvas, figure_of
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.diagnosis.decomposition import Decomposition

WHOLE = "#555555"


def plot_decomposition(found: Decomposition, axes: Axes | None = None) -> Figure:
    """Draw a waterfall from the GMV of an average day before to that after, factor by factor.

    Bars are the terms, thin lines their 90 % intervals, where there are some.

    >>> from caopan.diagnosis import Shop, decompose_shop
    >>> plot_decomposition(decompose_shop(Shop.of("yunshi"))).axes[0].get_xlabel()
    'GMV of an average day (yuan)'
    """
    with canvas(axes, (7.2, 3.8)) as ax:
        rows = found.totals
        fen = rows["fen"].to_numpy(dtype=np.int64)
        start = found.before + np.concatenate([[0], np.cumsum(fen)[:-1]])
        names = ["before", *rows["factor"], "after"]
        left = np.array([0, *start, 0]) / 100
        width = np.array([found.before, *fen, found.after]) / 100
        colours = [WHOLE, *(AFTER if one >= 0 else SIGNAL for one in fen), WHOLE]
        place = np.arange(len(names))
        ax.barh(place, width, left=left, color=colours, height=0.7)
        if rows["low"].notna().all():
            low, high = (rows[name].to_numpy(dtype=np.int64) for name in ("low", "high"))
            ax.hlines(place[1:-1], (start + low) / 100, (start + high) / 100, color="black", lw=1)
        ax.set_yticks(place, names)
        ax.invert_yaxis()
        ax.set_xlabel("GMV of an average day (yuan)")
        return figure_of(ax)


def plot_groups(found: Decomposition, axes: Axes | None = None) -> Figure:
    """Draw the terms of each group (source, SKU role or hour) as a grid of coloured cells.

    Raises CaopanError for a decomposition without groups.

    >>> from caopan.diagnosis import Shop, decompose_shop
    >>> found = decompose_shop(Shop.of("yunshi"), "source", draws=0)
    >>> grid = plot_groups(found).axes[0]
    >>> [label.get_text() for label in grid.get_yticklabels()][:2]
    ['follow', 'mall']
    """
    if found.by is None:
        raise CaopanError("there are no groups: ask decompose_shop for by='source', say.")
    grid = found.table.pivot_table(index="group", columns="factor", values="fen", sort=False)
    with canvas(axes, (7.2, 2.2 + 0.25 * min(len(grid), 24))) as ax:
        yuan = grid.to_numpy(dtype=np.float64) / 100
        most = max(float(np.abs(yuan).max()), 0.01)
        image = ax.imshow(yuan, cmap="RdBu", vmin=-most, vmax=most, aspect="auto")
        ax.set_yticks(np.arange(len(grid)), list(grid.index))
        ax.set_xticks(np.arange(len(grid.columns)), list(grid.columns), rotation=35, ha="right")
        ax.set_ylabel(found.by)
        ax.grid(visible=False)
        ax.figure.colorbar(image, ax=ax, label="added to an average day (yuan)")
        return figure_of(ax)
