"""Figures of mix against rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.drawing import AFTER, BEFORE, QUIET, SIGNAL, canvases, figure_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from caopan.diagnosis.mixrate import MixRate


def plot_mix_and_rate(found: MixRate) -> Figure:
    """Draw each group's rate before and after beside the whole's, and what its mix and rate moved.

    A dot's area is the group's share of what stands under the line; groups with too few to judge
    are pale.

    >>> from caopan.diagnosis import Shop, mix_and_rate
    >>> figure = plot_mix_and_rate(mix_and_rate(Shop.of("liuyi"), "clicks", "exposures"))
    >>> [axes.get_title(loc="left") for axes in figure.axes]
    ['Rate by source', 'What moved the whole']
    """
    groups, rate = found.groups, found.rate
    rows = np.arange(len(groups))
    names = ["whole", *map(str, groups.index)]
    unit = rate.unit or "a piece"
    with canvases(2, (9.0, 1.2 + 0.32 * len(names))) as (left, right):
        pale = groups["few"].to_numpy()
        for side, colour in (("before", BEFORE), ("after", AFTER)):
            value = groups[f"rate_{side}"].to_numpy(np.float64, na_value=np.nan)
            size = 20 + 300 * groups[f"share_{side}"].to_numpy()
            shades = np.where(pale, QUIET, colour)
            left.scatter(value, rows + 1, s=size, c=shades, zorder=3, alpha=0.85)
            left.scatter([getattr(found, side)], [0], marker="D", color=colour, label=side)
        left.set_yticks(range(len(names)), names)
        left.set_ylim(len(names) - 0.5, -0.5)
        left.set_xlabel(f"{rate.words} ({unit})")
        left.set_title(f"Rate by {found.by}")
        left.legend(loc="best")
        parts = (("mix", SIGNAL, -0.2), ("rate", AFTER, 0.2))
        for name, colour, shift in parts:
            whole = found.terms["value"][name]
            wide = np.concatenate([[whole], groups[name].to_numpy()])
            right.barh(np.arange(len(names)) + shift, wide, 0.38, color=colour, label=name)
        right.axvline(0, color="#374151", linewidth=1)
        right.set_yticks(range(len(names)), [])
        right.set_ylim(len(names) - 0.5, -0.5)
        right.set_xlabel(f"change of the whole ({'points' if unit == '%' else unit})")
        right.set_title("What moved the whole")
        right.legend(loc="best")
        return figure_of(left)
