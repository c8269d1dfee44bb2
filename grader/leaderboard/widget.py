"""The live page: a widget that gets a new fragment whenever the standings change."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from grader.leaderboard.reader import backup_path, reader, standings_path
from grader.leaderboard.render import render, signature
from grader.leaderboard.watch import Watch

HERE = Path(__file__).parent
_SECONDS = 1.0


class BoardWidget(anywidget.AnyWidget):
    """Shows the leaderboard's fragment; the browser's side is ``board.js``, without any CDN."""

    _esm = HERE / "board.js"
    _css = HERE / "board.css"
    html = traitlets.Unicode("").tag(sync=True)


class Feed:
    """Renews a widget's fragment when the file, a round's phase or the day changes."""

    def __init__(self, widget: BoardWidget, watch: Watch, me: str | None) -> None:
        self.widget, self.watch, self.me = widget, watch, me
        self._shown: object = None

    def renew(self, now: dt.datetime) -> bool:
        """Look once; return whether the fragment was renewed."""
        seen = self.watch.look()
        wanted = (seen.version, signature(seen.standings, me=self.me, now=now))
        if wanted == self._shown:
            return False
        self.widget.html = render(seen.standings, me=self.me, now=now, problem=seen.problem)
        self._shown = wanted
        return True

    async def run(self) -> None:
        """Look every second, as long as the kernel lives."""
        while True:
            self.renew(dt.datetime.now(dt.UTC))
            await asyncio.sleep(_SECONDS)


def show() -> Any:
    """Display the leaderboard in a notebook and keep it fresh; return the running task."""
    from IPython.display import display

    path = standings_path(os.environ, Path.cwd())
    me = reader(os.environ.get("QUERY_STRING", ""), os.environ)
    feed = Feed(BoardWidget(), Watch(path, backup_path(path)), me)
    feed.renew(dt.datetime.now(dt.UTC))
    display(feed.widget)
    return asyncio.get_running_loop().create_task(feed.run())
