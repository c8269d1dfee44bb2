"""Figures of step 3: what each factor added to GMV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.diagnosis.canvas import axes_or_new
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from caopan.diagnosis.decomposition import Decomposition

LESS, MORE, WHOLE = "#D55E00", "#0072B2", "#555555"


def plot_decomposition(found: Decomposition, axes: Axes | None = None) -> Axes:
    """Draw a waterfall from the GMV of an average day before to that after, factor by factor.

    Bars are the terms, thin lines their 90 % intervals, where there are some. The look is the
    caller's (``caopan.practice.style``).

    >>> from matplotlib.figure import Figure
    >>> from caopan.diagnosis import Shop, decompose_shop
    >>> plot_decomposition(decompose_shop(Shop.of("yunshi")), Figure().subplots()).get_xlabel()
    'GMV of an average day (yuan)'
    """
    axes = axes_or_new(axes)
    rows = found.totals
    fen = rows["fen"].to_numpy(dtype=np.int64)
    start = found.before + np.concatenate([[0], np.cumsum(fen)[:-1]])
    names = ["before", *rows["factor"], "after"]
    left = np.array([0, *start, 0]) / 100
    width = np.array([found.before, *fen, found.after]) / 100
    colours = [WHOLE, *(MORE if one >= 0 else LESS for one in fen), WHOLE]
    place = np.arange(len(names))
    axes.barh(place, width, left=left, color=colours, height=0.7)
    if rows["low"].notna().all():
        low, high = (rows[name].to_numpy(dtype=np.int64) for name in ("low", "high"))
        axes.hlines(place[1:-1], (start + low) / 100, (start + high) / 100, color="black", lw=1)
    axes.set_yticks(place, names)
    axes.invert_yaxis()
    axes.set_xlabel("GMV of an average day (yuan)")
    return axes


def plot_groups(found: Decomposition, axes: Axes | None = None) -> Axes:
    """Draw the terms of each group (source, SKU role or hour) as a grid of coloured cells.

    Raises CaopanError for a decomposition without groups.

    >>> from matplotlib.figure import Figure
    >>> from caopan.diagnosis import Shop, decompose_shop
    >>> found = decompose_shop(Shop.of("yunshi"), "source", draws=0)
    >>> grid = plot_groups(found, Figure().subplots())
    >>> [label.get_text() for label in grid.get_yticklabels()][:2]
    ['follow', 'mall']
    """
    if found.by is None:
        raise CaopanError("there are no groups: ask decompose_shop for by='source', say.")
    axes = axes_or_new(axes)
    grid = found.table.pivot_table(index="group", columns="factor", values="fen", sort=False)
    yuan = grid.to_numpy(dtype=np.float64) / 100
    most = max(float(np.abs(yuan).max()), 0.01)
    image = axes.imshow(yuan, cmap="RdBu", vmin=-most, vmax=most, aspect="auto")
    axes.set_yticks(np.arange(len(grid)), list(grid.index))
    axes.set_xticks(np.arange(len(grid.columns)), list(grid.columns), rotation=35, ha="right")
    axes.set_ylabel(found.by)
    axes.grid(visible=False)
    axes.figure.colorbar(image, ax=axes, label="added to an average day (yuan)")
    return axes
