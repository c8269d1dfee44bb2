"""Figures of step 2: how the peers fit, and what of a change is the shop's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.drawing import AFTER, SIGNAL, canvas, figure_of
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.diagnosis.adjustment import Adjusted
    from caopan.diagnosis.peers import Match

OTHERS = "#555555"
FIT = {"size_times": "month's GMV", "price_times": "GMV per piece", "air_times": "time on air"}
SHOWN = ("impressions", "visits", "clicks", "buyers", "gmv_fen", "click rate", "GMV per view")


def plot_peers(match: Match, axes: Axes | None = None) -> Figure:
    """Draw how many times the shop's each peer is in size, price and time on air.

    Peers that were left out are drawn as crosses.

    >>> from caopan.diagnosis import Shop, match_peers
    >>> plot_peers(match_peers(Shop.of("yunshi"))).axes[0].get_xlabel()
    "times the shop's"
    """
    with canvas(axes, (7.2, 2.2)) as ax:
        for kept, marker, colour in ((True, "o", OTHERS), (False, "x", SIGNAL)):
            rows = match.table[match.table["kept"] == kept]
            for at, name in enumerate(FIT):
                known = rows[name].dropna().to_numpy(dtype=np.float64)
                ax.scatter(known, np.full(len(known), at), marker=marker, color=colour)
        ax.axvline(1, color=AFTER)
        ax.set_yticks(range(len(FIT)), list(FIT.values()))
        ax.set_ylim(-0.5, len(FIT) - 0.5)
        ax.set_xlabel("times the shop's")
        return figure_of(ax)


def plot_adjusted(
    found: Adjusted, quantities: Sequence[str] = SHOWN, axes: Axes | None = None
) -> Figure:
    """Draw the shop's change of each quantity beside its peers', two spreads to either side.

    Raises CaopanError for a quantity that is not in the table.

    >>> from caopan.diagnosis import Shop, adjust
    >>> plot_adjusted(adjust(Shop.of("yunshi"))).axes[0].get_xlabel()
    'change, after ÷ before (log points)'
    """
    rows = found.table.set_index("quantity")
    if unknown := [name for name in quantities if name not in rows.index]:
        raise CaopanError(f"{unknown[0]!r} is not there: take some of {', '.join(rows.index)}")
    rows = rows.loc[list(quantities)]
    with canvas(axes, (7.2, 1.4 + 0.3 * len(rows))) as ax:
        place = np.arange(len(rows))
        numbers = rows[["change", "peers", "spread"]].to_numpy(dtype=np.float64, na_value=np.nan)
        change, peers, spread = numbers.T
        ax.hlines(place, peers - 2 * spread, peers + 2 * spread, color=OTHERS, lw=6, alpha=0.35)
        ax.scatter(peers, place, marker="|", color=OTHERS, label="peers (± 2 spreads)", zorder=3)
        ax.scatter(change, place, color=AFTER, label="shop", zorder=3)
        ax.axvline(0, color="black", lw=0.8)
        ax.set_yticks(place, list(rows.index))
        ax.invert_yaxis()
        ax.set_xlabel("change, after ÷ before (log points)")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
        return figure_of(ax)
