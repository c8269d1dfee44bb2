"""Scripts of the course's widgets: what all of them share, then each widget's own."""

from pathlib import Path
from typing import Final

SHARED: Final = Path(__file__).with_name("widget.js")


def script(own: Path) -> str:
    """The script of a widget, as one module that imports nothing.

    >>> from pathlib import Path
    >>> whole = script(Path(__file__).parent / "board" / "view.js")
    >>> whole.count("function h("), "export default" in whole
    (1, True)
    """
    return SHARED.read_text(encoding="utf-8") + own.read_text(encoding="utf-8")
