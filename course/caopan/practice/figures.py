"""One look for all figures of the course, with or without a Chinese font on the machine."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Fonts with Chinese glyphs that common systems carry; the first one found is used.
CHINESE_FONTS: Final = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
)


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
    found = chinese_font()
    mpl.rcParams["font.family"] = ["DejaVu Sans", *([found] if found else [])]


@cache
def chinese_font() -> str | None:
    """Give the name of an installed font with Chinese glyphs, or None.

    >>> chinese_font() in (None, *CHINESE_FONTS)
    True
    """
    from matplotlib import font_manager

    installed = set(font_manager.get_font_names())
    return next((name for name in CHINESE_FONTS if name in installed), None)


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
