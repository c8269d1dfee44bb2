"""Figure of step 1: which identities are broken, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caopan.drawing import QUIET, SIGNAL, canvas, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.diagnosis.quality import Quality


def plot_quality(found: Quality, axes: Axes | None = None) -> Figure:
    """Draw the share of broken rows of each identity that is not whole, in per cent.

    What collection explains is pale.

    >>> from caopan.diagnosis import Shop, identities
    >>> plot_quality(identities(Shop.of("yunshi"))).axes[0].get_xlabel()
    'broken rows (%)'
    """
    with canvas(axes) as ax:
        checks = [check for check in found.checks if check.state in {"violated", "explained"}]
        checks.sort(key=lambda check: check.share or 0.0)
        names = [check.identity.name for check in checks]
        colours = [SIGNAL if check.state == "violated" else QUIET for check in checks]
        ax.barh(names, [100 * (check.share or 0.0) for check in checks], color=colours)
        ax.set_xlabel("broken rows (%)")
        if not checks:
            ax.set_title("no identity is broken")
        return figure_of(ax)
