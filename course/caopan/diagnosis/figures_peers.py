"""Figures of step 2: how the peers fit, and what of a change is the shop's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.diagnosis.canvas import axes_or_new
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from caopan.diagnosis.adjustment import Adjusted
    from caopan.diagnosis.peers import Match

OWN, OTHERS, LEFT = "#0072B2", "#555555", "#D55E00"
FIT = {"size_times": "month's GMV", "price_times": "GMV per piece", "air_times": "time on air"}
SHOWN = ("impressions", "visits", "clicks", "buyers", "gmv_fen", "click rate", "GMV per view")


def plot_peers(match: Match, axes: Axes | None = None) -> Axes:
    """Draw how many times the shop's each peer is in size, price and time on air.

    Peers that were left out are drawn as crosses. The look is the caller's.

    >>> from matplotlib.figure import Figure
    >>> from caopan.diagnosis import Shop, match_peers
    >>> plot_peers(match_peers(Shop.of("yunshi")), Figure().subplots()).get_xlabel()
    "times the shop's"
    """
    axes = axes_or_new(axes)
    for kept, marker, colour in ((True, "o", OTHERS), (False, "x", LEFT)):
        rows = match.table[match.table["kept"] == kept]
        for at, name in enumerate(FIT):
            known = rows[name].dropna().to_numpy(dtype=np.float64)
            axes.scatter(known, np.full(len(known), at), marker=marker, color=colour)
    axes.axvline(1, color=OWN)
    axes.set_yticks(range(len(FIT)), list(FIT.values()))
    axes.set_xlabel("times the shop's")
    return axes


def plot_adjusted(
    found: Adjusted, quantities: Sequence[str] = SHOWN, axes: Axes | None = None
) -> Axes:
    """Draw the shop's change of each quantity beside its peers', two spreads to either side.

    Raises CaopanError for a quantity that is not in the table.

    >>> from matplotlib.figure import Figure
    >>> from caopan.diagnosis import Shop, adjust
    >>> plot_adjusted(adjust(Shop.of("yunshi")), axes=Figure().subplots()).get_xlabel()
    'change, after ÷ before (log points)'
    """
    rows = found.table.set_index("quantity")
    if unknown := [name for name in quantities if name not in rows.index]:
        raise CaopanError(f"{unknown[0]!r} is not there: take some of {', '.join(rows.index)}")
    axes = axes_or_new(axes)
    rows = rows.loc[list(quantities)]
    place = np.arange(len(rows))
    numbers = rows[["change", "peers", "spread"]].to_numpy(dtype=np.float64, na_value=np.nan)
    change, peers, spread = numbers.T
    axes.hlines(place, peers - 2 * spread, peers + 2 * spread, color=OTHERS, lw=6, alpha=0.35)
    axes.scatter(peers, place, marker="|", color=OTHERS, label="peers (± 2 spreads)", zorder=3)
    axes.scatter(change, place, color=OWN, label="shop", zorder=3)
    axes.axvline(0, color="black", lw=0.8)
    axes.set_yticks(place, list(rows.index))
    axes.invert_yaxis()
    axes.set_xlabel("change, after ÷ before (log points)")
    axes.legend()
    return axes
