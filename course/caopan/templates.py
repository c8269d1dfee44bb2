"""Pages from templates: Jinja's environment as all pages of the course use it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def templates(folder: Path) -> Environment:
    """Templates of a folder; what they are given is escaped, and what they ask for must be there.

    >>> from pathlib import Path
    >>> templates(Path(".")).from_string("{{ word }}").render(word="<b>")
    '&lt;b&gt;'
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
