"""What the widgets share: their script in the browser, their look, a merchant in a menu."""

from pathlib import Path
from typing import Final

from caopan.errors import CaopanError
from caopan.events import card

SHARED: Final = Path(__file__).with_name("widget.js")
STYLE: Final = Path(__file__).with_name("page.css")
"""How pages and widgets look, light or dark; each adds its own to it."""


def script(own: Path) -> str:
    """The script of a widget, as one module that imports nothing.

    >>> from pathlib import Path
    >>> whole = script(Path(__file__).parent / "board" / "view.js")
    >>> whole.count("function h("), "export default" in whole
    (1, True)
    """
    return SHARED.read_text(encoding="utf-8") + own.read_text(encoding="utf-8")


def named(merchant: str) -> str:
    """What a menu calls a merchant; one without a card goes by its short name.

    >>> named("liuyi"), named("nobody")
    ("Liuyi House 六一小屋, women's wear", 'nobody')
    """
    try:
        known = card(merchant)
    except CaopanError:
        return merchant
    names = dict.fromkeys(filter(None, (known.name_en, known.name_zh)))
    return f"{' '.join(names)}, {known.category}"
