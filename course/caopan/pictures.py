"""Figures as parts of a page: SVG whose letters follow the page's colours, light or dark."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK: Final = "#16202b"
"""What letters and axes are drawn in; the page puts its own colour in its place."""
_COLOURS: Final = {
    INK: "currentColor",
    "#000000": "currentColor",
    "#374151": "currentColor",
    "#e5e7eb": "var(--line)",
    "#d1d5db": "var(--quiet)",
    "#6b7280": "var(--soft)",
    "#555555": "var(--soft)",
}
"""Colours of the figures that are the page's: letters and axes, grid, what is pale, what was."""
_INKED: Final = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
_HEAD: Final = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_LINKED: Final = re.compile(r'(\bid="|url\(#|xlink:href="#)')


class Picture(NamedTuple):
    """A figure on a page: what it shows in words, and its SVG."""

    words: str
    svg: str


def drawn(draw: Callable[[Any], list[tuple[str, Figure]]], result: Any, key: str) -> list[Picture]:
    """Draw a step's figures.

    key: the step's name; ids within the pictures begin with it, so that a page may hold many.

    >>> from matplotlib.figure import Figure
    >>> [one] = drawn(lambda words: [(words, Figure(figsize=(1, 1)))], "nothing", "a")
    >>> one.words, one.svg[:4], "http" in one.svg.replace("http://www.w3.org", "")
    ('nothing', '<svg', False)
    """
    import matplotlib as mpl

    from caopan.fonts import families

    look: dict[Any, Any] = dict.fromkeys(_INKED, INK) | {
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "font.family": families(),
        "svg.fonttype": "none",
        "svg.hashsalt": key,
    }
    stem = re.sub(r"\W+", "-", key)
    with mpl.rc_context(look), warnings.catch_warnings():
        # letters stay letters: the reader's browser has fonts that this machine may lack
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        return [
            Picture(words, _svg(figure, f"{stem}-{n}-"))
            for n, (words, figure) in enumerate(draw(result))
        ]


def _svg(figure: Figure, stem: str) -> str:
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(buffer, format="svg", metadata=nothing)
    text = _HEAD.sub("", buffer.getvalue())
    text = _LINKED.sub(lambda found: f"{found[1]}{stem}", text)
    for fixed, own in _COLOURS.items():
        text = text.replace(fixed, own)
    return text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
