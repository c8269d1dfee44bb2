"""One look for all figures of the course, with or without a Chinese font on the machine."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from caopan.fonts import chinese_font, families

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def style() -> None:
    """Set matplotlib to the course's look for the rest of the notebook.

    >>> style()
    >>> import matplotlib
    >>> matplotlib.rcParams["axes.spines.top"]
    False
    """
    import matplotlib as mpl
    import matplotlib.style

    with as_file(files("caopan.practice") / "caopan.mplstyle") as sheet:
        mpl.style.use(sheet)
    mpl.rcParams["font.family"] = families()


def times_axis(axes: Axes, low: float, high: float) -> None:
    """Make the horizontal axis one of multiples: logarithmic, with plain numbers, 1 among them.

    Args:
        axes: the axes to change.
        low: its left end, below 1.
        high: its right end, above 1.
    """
    ticks = [t * 10**power for power in range(-3, 6) for t in (1, 2, 5)]
    shown = [tick for tick in ticks if low <= tick <= high]
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_xticks(shown, [f"{tick:g}" for tick in shown])
    axes.minorticks_off()


def label(english: str, chinese: str) -> str:
    """Give a text for a figure: both languages where a font can show them, else English only.

    >>> label("views", "场观").startswith("views")
    True
    """
    return f"{english} {chinese}" if chinese_font() else english
