"""Figures of incentives: both sides' months, what a provider chooses, what is signed, the cliff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.drawing import AFTER, QUIET, SIGNAL, canvas, canvases, figure_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.commission.best_response import Response
    from caopan.commission.contract_value import Worth
    from caopan.commission.terms import Step


def plot_sides(responses: Mapping[str, Response]) -> Figure:
    """Draw what each side has beyond its outside option over all months, a row for each contract.

    Thin: nine months in ten; thick: the middle half; dot: the median. Left of the line a side is
    worse off than outside. responses: by the contract's name, each of one merchant.

    >>> from caopan.commission.best_response import respond
    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.offers import customary
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> shop = outcomes("tuantuan", small)
    >>> plot_sides({"customary": respond(customary(), shop)}).axes[0].get_xlabel()
    'thousand yuan a month'
    """
    names = list(responses)
    with canvases(2, (8.4, 1.5 + 0.45 * len(names)), sharey=True) as (left, right):
        for ax, side in ((left, "provider"), (right, "merchant")):
            for row, name in enumerate(names):
                found = responses[name]
                outside = found.bench.wage if side == "provider" else found.bench.outside
                gain = (getattr(found, side) - outside) / 1_000
                share = found.provider_in if side == "provider" else found.merchant_in
                _band(ax, row, gain, f"{share:.0%}", AFTER if share >= 0.9 else SIGNAL)
            ax.axvline(0, color="#374151", linewidth=1)
            ax.set_xlabel("thousand yuan a month")
            ax.margins(x=0.12)
        left.set_yticks(range(len(names)), names)
        left.set_ylim(len(names) - 0.4, -0.75)
        left.set_title("provider, beyond its wage")
        right.set_title("merchant, beyond going on alone")
        return figure_of(left)


def _band(ax: Axes, row: int, gain: Any, said: str, colour: str) -> None:
    low, first, middle, third, high = np.quantile(gain, (0.05, 0.25, 0.5, 0.75, 0.95))
    ax.plot([low, high], [row, row], color=colour, linewidth=1.5)
    ax.plot([first, third], [row, row], color=colour, linewidth=6, solid_capstyle="butt")
    ax.plot(middle, row, "o", color="white", markeredgecolor=colour, markersize=6)
    behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    ax.annotate(said, (middle, row), xytext=(0, 7), textcoords="offset points", ha="center",
                fontsize=8, color=colour, bbox=behind)  # fmt: skip


def plot_response(found: Response) -> Figure:
    """Draw what each conduct is worth, to the provider and to both: effort by ads.

    Each field holds the best of its hype and brushing. Circle: what the provider chooses; star:
    what is best for both.

    >>> from caopan.commission.best_response import respond
    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.offers import customary
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> shop = outcomes("tuantuan", small)
    >>> plot_response(respond(customary(), shop)).axes[0].get_ylabel()
    'effort (parts of the package)'
    """
    grid = found.bench.played.grid
    shape = (len(grid.effort), len(grid.spend_bp), -1)
    maps = {
        "to the provider, beyond its wage": found.utility - found.bench.wage,
        "to both, beyond outside": found.joint,
    }
    with canvases(2, (8.4, 3.2)) as axes:
        for ax, (title, worth) in zip(axes, maps.items(), strict=True):
            _map(ax, worth.reshape(shape).max(axis=2) / 1_000)
            _mark(ax, found, found.choice, "o")
            _mark(ax, found, found.bench.best, "*")
            ax.set_xticks(range(len(grid.spend_bp)), [f"x{bp / 10_000:g}" for bp in grid.spend_bp])
            ax.set_yticks(
                range(len(grid.effort)), [("none", "half", "all")[e] for e in grid.effort]
            )
            ax.set_xlabel("ads (times the merchant's own)")
            ax.set_title(f"worth {title}\n(thousand yuan a month)", fontsize=9)
            ax.grid(visible=False)
        axes[0].set_ylabel("effort (parts of the package)")
        return figure_of(axes[0])


def _map(ax: Axes, worth: Any) -> None:
    most = max(float(np.abs(worth).max()), 1e-9)
    ax.imshow(worth, cmap="RdBu", vmin=-most, vmax=most, origin="lower", aspect="auto")
    for (row, column), value in np.ndenumerate(worth):
        colour = "white" if abs(value) > 0.6 * most else "black"
        ax.text(column, row - 0.22, f"{value:,.0f}", ha="center", va="center", fontsize=8,
                color=colour)  # fmt: skip


def _mark(ax: Axes, found: Response, conduct: int, marker: str) -> None:
    grid, one = found.bench.played.grid, found.bench.played.conducts[conduct]
    at = (grid.spend_bp.index(one.spend_bp), grid.effort.index(one.effort) + 0.2)
    side = -0.12 if marker == "o" else 0.12
    ax.plot(at[0] + side, at[1], marker, color="#fde047", markeredgecolor="black",
            markersize=9 if marker == "o" else 13)  # fmt: skip


def plot_contracts(worths: Mapping[str, Worth]) -> Figure:
    """Draw contracts by what is signed and what it brings: to the upper right is where to be.

    Across: the share of the months of the side that is worse off; up: joint surplus in parts of the
    optimum's, with a provider that means to stay (dot) and with an adversary (cross).

    >>> from caopan.commission.conduct import Grid
    >>> from caopan.commission.contract_value import worth
    >>> from caopan.commission.offers import customary
    >>> from caopan.commission.playing import outcomes
    >>> small = Grid(effort=(0, 2), spend_bp=(10_000,), hype=(None,), weeks=15)
    >>> shop = outcomes("tuantuan", small)
    >>> plot_contracts({"customary": worth(customary(), shop)}).axes[0].get_xlim()
    (np.float64(-4.0), np.float64(104.0))
    """
    with canvas(size=(7.2, 4.2)) as ax:
        ax.axvspan(90, 104, color=QUIET, alpha=0.4, linewidth=0)
        ax.axhline(0, color="#374151", linewidth=1)
        named: list[tuple[float, float]] = []
        for name, found in worths.items():
            across = 100 * min(found.usual.provider_in, found.usual.merchant_in)
            usual, adverse = 100 * found.usual.part, 100 * found.adverse.part
            ax.plot([across, across], [usual, adverse], color=SIGNAL, linewidth=1)
            ax.plot(across, adverse, "x", color=SIGNAL, markersize=6)
            ax.plot(across, usual, "o", color=AFTER, markersize=6)
            right = across > 60
            near = sum(abs(across - x) < 20 and abs(usual - y) < 12 for x, y in named)
            named.append((across, usual))
            ax.annotate(name, (across, usual), xytext=(-7 if right else 7, 5 - 11 * near),
                        textcoords="offset points", fontsize=8,
                        ha="right" if right else "left")  # fmt: skip
        ax.set_xlim(-4, 104)
        ax.set_ylim(-112, 112)
        ax.set_xlabel("months in which the side that is worse off would sign (%; grey: enough)")
        ax.set_ylabel("joint gain (% of the best possible)")
        ax.set_title("dot: a provider that means to stay; cross: an adversary", fontsize=9)
        return figure_of(ax)


def plot_cliff(steps: Sequence[Step], top_fen: int, refund_bp: int = 3_500) -> Figure:
    """Draw what a ladder pays over sales: whole-amount, marginal, and whole after returns.

    steps: of the ladder. top_fen: the right end. refund_bp: what comes back afterwards.

    >>> from caopan.commission.terms import Step
    >>> ladder = (Step(rate_bp=800), Step(from_fen=10**7, rate_bp=1_000))
    >>> plot_cliff(ladder, 2 * 10**7).axes[0].get_xlabel()
    'sales on the night (thousand yuan)'
    """
    sales = np.linspace(0, top_fen, 2_001)
    starts = np.array([step.from_fen for step in steps], dtype=np.float64)
    rates = np.array([step.rate_bp for step in steps], dtype=np.float64) / 10_000

    def whole(sold: Any) -> Any:
        at = np.searchsorted(starts, sold, side="right") - 1
        return np.where(at >= 0, rates[np.maximum(at, 0)], 0.0) * sold

    ends = np.append(starts[1:], np.inf)
    inside = np.clip(np.minimum(sales[:, None], ends) - starts, 0, None)
    with canvas() as ax:
        at = sales / 1e5
        ax.plot(at, whole(sales) / 100, color=SIGNAL, label="whole amount, as it looks that night")
        kept = whole(sales * (1 - refund_bp / 10_000))
        ax.plot(at, kept / 100, color=SIGNAL, linestyle="--",
                label=f"whole amount, after {refund_bp / 100:g} % came back")  # fmt: skip
        ax.plot(at, inside @ rates / 100, color=AFTER, label="marginal, as it looks that night")
        for start in starts[1:]:
            ax.axvline(start / 1e5, color=QUIET, linewidth=1, zorder=0)
        ax.set_xlabel("sales on the night (thousand yuan)")
        ax.set_ylabel("commission (yuan)")
        ax.yaxis.set_major_formatter("{x:,.0f}")
        ax.legend(loc="upper left", fontsize=8)
        return figure_of(ax)
