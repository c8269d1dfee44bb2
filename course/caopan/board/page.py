"""The board as a page: any session that has event tables, chosen from a menu."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from caopan.board.replay import Replay
from caopan.board.view import BoardView
from caopan.errors import CaopanError
from caopan.events import card, merchants

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def shows() -> dict[str, Callable[[], Replay]]:
    """Find every session with event tables, by what the menu says; each value loads it."""
    found: dict[str, Callable[[], Replay]] = {}
    for merchant in merchants():
        known = card(merchant)
        for session in known.event_sessions:
            name = f"{known.name_en} {known.name_zh}, {session}"
            found[name] = partial(Replay.of, merchant, session)
    return found


def wanted(environment: Mapping[str, str]) -> tuple[str, str | None]:
    """Which merchant and session an address asks for, as Voilà hands it over.

    >>> wanted({"QUERY_STRING": "merchant=yunshi&session=yunshi-045-1"})
    ('yunshi', 'yunshi-045-1')
    >>> wanted({})
    ('liuyi', None)
    """
    asked = parse_qs(environment.get("QUERY_STRING", ""))
    session = asked.get("session", [""])[0]
    merchant = asked.get("merchant", [session.partition("-")[0] or "liuyi"])[0]
    return merchant, session or None


def show() -> BoardView | None:
    """Show the board of the session that the address names; what is wrong is said in words."""
    from IPython.display import HTML, display

    try:
        replay = Replay.of(*wanted(os.environ))
    except CaopanError as problem:
        from html import escape

        display(HTML(f"<p role='alert'>{escape(str(problem))}</p>"))
        return None
    return BoardView(replay, shows=shows())
