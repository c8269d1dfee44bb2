"""Figure of a ladder: what both readings of the same steps give, over the base of a session."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from caopan.drawing import AFTER, BEFORE, SIGNAL, canvas, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.commission.terms import Step

POINTS = 800


def plot_ladder(steps: Sequence[Step], to_fen: int, axes: Axes | None = None) -> Figure:
    """Draw a ladder read as marginal and as whole-amount, with the cliff at each rung in yuan.

    steps: as a ``Share`` has them. to_fen: the largest base that is drawn.

    >>> from caopan.commission.terms import Step
    >>> steps = (Step(from_fen=0, rate_bp=800), Step(from_fen=1_000_000, rate_bp=1_000))
    >>> [text.get_text() for text in plot_ladder(steps, 2_000_000).axes[0].texts]
    ['+200']
    """
    rungs = [*(step.from_fen for step in steps), to_fen]
    bases = np.unique(np.concatenate([np.linspace(0, to_fen, POINTS), rungs]))
    marginal = sum(
        np.clip(bases - low, 0, high - low) * step.rate_bp
        for step, (low, high) in zip(steps, pairwise(rungs), strict=True)
    )
    with canvas(axes) as ax:
        for step, (low, high) in zip(steps, pairwise(rungs), strict=True):
            ends = np.array([low, high])
            ax.plot(ends / 1e5, ends * step.rate_bp / 1e6, color=AFTER, linewidth=2,
                    label="whole-amount 全额" if step is steps[0] else None)  # fmt: skip
        ax.plot(bases / 1e5, marginal / 1e6, color=SIGNAL, linewidth=2, label="marginal 超额")
        for below, step in pairwise(steps):
            at, jump = step.from_fen, step.from_fen * (step.rate_bp - below.rate_bp) / 1e6
            foot, top = at * below.rate_bp / 1e6, at * step.rate_bp / 1e6
            ax.plot([at / 1e5] * 2, [foot, top], color=BEFORE, linestyle=":", linewidth=1.2)
            ax.annotate(f"+{jump:,.0f}", (at / 1e5, top), xytext=(-6, 2), ha="right",
                        textcoords="offset points", fontsize=9)  # fmt: skip
        ax.set(xlabel="base of the session (thousand yuan)", ylabel="due to the provider (yuan)")
        ax.yaxis.set_major_formatter("{x:,.0f}")
        ax.legend(loc="upper left")
        return figure_of(ax)
