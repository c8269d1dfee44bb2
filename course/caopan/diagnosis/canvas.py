"""Where a figure of a diagnosis is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def axes_or_new(axes: Axes | None) -> Axes:
    """Give the axes, or those of a new figure of pyplot, which a notebook shows by itself."""
    import matplotlib.pyplot as plt

    return plt.subplots()[1] if axes is None else axes
