"""Figure of step 1: which identities are broken, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caopan.diagnosis.canvas import axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from caopan.diagnosis.quality import Quality

VIOLATED, EXPLAINED = "#D55E00", "#56B4E9"


def plot_quality(found: Quality, axes: Axes | None = None) -> Axes:
    """Draw the share of broken rows of each identity that is not whole, in per cent.

    What collection explains is pale. The look is the caller's.

    >>> from matplotlib.figure import Figure
    >>> from caopan.diagnosis import Shop, identities
    >>> plot_quality(identities(Shop.of("yunshi")), Figure().subplots()).get_xlabel()
    'broken rows (%)'
    """
    axes = axes_or_new(axes)
    checks = [check for check in found.checks if check.state in {"violated", "explained"}]
    checks.sort(key=lambda check: check.share or 0.0)
    names = [check.identity.name for check in checks]
    colours = [VIOLATED if check.state == "violated" else EXPLAINED for check in checks]
    axes.barh(names, [100 * (check.share or 0.0) for check in checks], color=colours)
    axes.set_xlabel("broken rows (%)")
    if not checks:
        axes.set_title("no identity is broken")
    return axes
