"""Fonts of figures: one with Chinese glyphs, if the machine has any."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import cache
from typing import Final

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


@cache
def chinese_font() -> str | None:
    """Give the name of an installed font with Chinese glyphs, or None.

    Matplotlib keeps a list of what was installed when it was first used; where that has none, the
    fonts that came since are looked for.

    >>> chinese_font() in (None, *CHINESE_FONTS)
    True
    """
    from matplotlib import font_manager

    found = _of(font_manager.get_font_names())
    if found is None:
        known = {font.fname for font in font_manager.fontManager.ttflist}
        for file in sorted({*font_manager.findSystemFonts()} - known):
            with contextlib.suppress(
                OSError, RuntimeError, ValueError
            ):  # not all can be drawn with
                font_manager.fontManager.addfont(file)
        found = _of(font_manager.get_font_names())
    return found


def _of(names: Iterable[str]) -> str | None:
    installed = set(names)
    return next((name for name in CHINESE_FONTS if name in installed), None)


def families() -> list[str]:
    """Give the fonts of a figure: the one that matplotlib brings, then a Chinese one.

    >>> families()[0]
    'DejaVu Sans'
    """
    found = chinese_font()
    return ["DejaVu Sans", *([found] if found else [])]
