"""The board on screen: one widget, fed with one message an update."""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import anywidget
import numpy as np
import traitlets

from caopan.board.panel import panel
from caopan.board.registry import CODES
from caopan.board.replay import Deed, Replay
from caopan.board.tiles import Tile, definitions, tiles
from caopan.errors import CaopanError
from caopan.widget import script

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from caopan.board.stores import AnyArray

HERE: Final = Path(__file__).parent
SPEEDS: Final = (1, 5, 10, 20, 30, 60)
EVERY: Final = 0.1
"""Seconds between two updates, at least."""
AHEAD: Final = 10
"""Updates that a page may owe an answer to before it gets no more: it draws slower than we send."""
GONE: Final = 30.0
"""Seconds without a sign of the page after which the replay pauses."""
LEAP: Final = 5.0
"""Seconds that an update makes good at most; a machine that slept does not leap through a night."""
LOG: Final = 60
ALARM: Final = "▲"
"""Beside the word: an alert is not told by colour alone."""
MINUTES: Final = 60
"""Minutes that a sparkline shows."""


class BoardView(anywidget.AnyWidget):
    """The widget. Its page draws what ``state`` says and sends back what is pressed.

    about: what does not change with the clock. state: the texts of an update. sparks: points of
    the sparklines, 0 to 100, once a minute of the clock. log: the operations log. A chosen tile's
    panel, with its parts by source and SKU, is in the state as long as it is open.
    """

    _esm = script(HERE / "view.js")
    _css = HERE / "view.css"
    about = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    sparks = traitlets.Dict().tag(sync=True)
    log: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        replay: Replay,
        *,
        shows: Mapping[str, Callable[[], Replay]] | None = None,
    ) -> None:
        self.replay, self.shows = replay, dict(shows or {})
        self.wan, self.opened, self.problem = False, "", ""
        self._anew = False  # a panel was opened that has not been shown yet
        self.sent = self.drawn = 0
        self._heard: float | None = None  # when the page last gave a sign, on a steady clock
        self._task: asyncio.Task[None] | None = None
        super().__init__(about=self._about(), **self._update())
        self.on_msg(self._hear)

    def _about(self) -> dict[str, Any]:
        replay = self.replay
        return {
            "title": replay.title,
            "session": replay.session,
            "metrics": definitions(),
            "speeds": list(SPEEDS),
            "end": replay.end,
            "shows": list(self.shows),
            "showing": next((one for one in self.shows if replay.title.startswith(one)), ""),
            "note": replay.panel_note(),
            "peers": replay.peers(),
        }

    def _update(self) -> dict[str, Any]:
        """Everything that changes with the clock."""
        replay, reading = self.replay, self.replay.reading
        self.sent += 1
        status = reading.status
        shown = tiles(reading, wan=self.wan, alerts=replay.alerts)
        state = {
            "n": self.sent,
            "clock": reading.clock.strftime("%Y-%m-%d %H:%M:%S"),
            "second": replay.second,
            "speed": replay.speed,
            "paused": replay.paused,
            "over": replay.over,
            "wan": self.wan,
            "status": status.sentence(),
            "refused": bool(status.refused),
            "problem": self.problem,
            "tiles": [_shown(tile) for tile in shown],
            "open": next((self._panel(tile) for tile in shown if tile.code == self.opened), {}),
        }
        minute = replay.second // 60
        sparks = {"minute": minute, "points": _points(replay.history(MINUTES))}
        return {"state": state, "sparks": sparks, "log": [_row(d) for d in replay.deeds()[:LOG]]}

    def _panel(self, tile: Tile) -> dict[str, Any]:
        anew, self._anew = self._anew, False
        return panel(self.replay, tile, MINUTES, wan=self.wan, anew=anew)

    def push(self) -> None:
        """Send what changed, in one message."""
        with self.hold_sync():
            for name, value in self._update().items():
                setattr(self, name, value)

    def play(self) -> None:
        """Let the clock run, as long as an event loop does (in a kernel, always).

        Raises CaopanError where none runs.
        """
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            raise CaopanError(
                "the clock runs only in a notebook or on a page: step and jump work everywhere"
            ) from None
        if self.replay.over:
            self.replay.jump(0)
        self.replay.paused = False
        self._heard = time.monotonic() if self._heard else None
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._run())

    def pause(self) -> None:
        """Hold the clock."""
        self.replay.paused = True

    async def _run(self) -> None:
        """Follow real time until the replay pauses; what was missed is made good, not queued."""
        last = time.monotonic()
        while not self.replay.paused:
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - last)))
            now = time.monotonic()
            passed, last = min(now - last, LEAP), now
            try:
                moved = self.replay.advance(passed)
            except CaopanError as problem:
                self.problem, moved = str(problem), True
                self.pause()
            if self._heard is not None and now - self._heard > GONE:
                self.pause()
            if (moved or self.replay.paused) and not self._behind():
                self.push()
        self.push()

    def _behind(self) -> bool:
        """Whether the page still has to draw what it was sent."""
        return self._heard is not None and self.sent - self.drawn > AHEAD

    def _hear(self, _: object, content: Any, __: object) -> None:
        """Do what the page asks; what cannot be done is said on the board."""
        if not isinstance(content, dict):
            return
        self._heard = time.monotonic()
        if content.get("do") == "drawn":
            self.drawn = max(self.drawn, _whole(content.get("n")))
            return
        self.problem = ""
        try:
            self._do(content)
        except CaopanError as problem:
            self.problem = str(problem)
        self.push()

    def _do(self, asked: Mapping[str, Any]) -> None:
        what, value = asked.get("do"), asked.get("value")
        if what == "pause":
            self.play() if self.replay.paused else self.pause()
        elif what == "step":
            self.replay.step(-1 if value == -1 else 1)
        elif what == "jump":
            self.replay.jump(_whole(value))
        elif what == "speed":
            self.replay.set_speed(_whole(value))
        elif what == "wan":
            self.wan = value is True
        elif what == "open":
            self.opened, self._anew = (value if value in CODES else ""), True
        elif what == "show":
            self._show(str(value))
        elif what != "hello":
            raise CaopanError(f"the board knows no {what!r}")

    def _show(self, name: str) -> None:
        if name not in self.shows:
            raise CaopanError(f"there is no session {name!r} to show")
        self.pause()
        self.replay, self.opened = self.shows[name](), ""
        self.about = self._about()

    def close(self) -> None:
        """End the clock with the widget."""
        task: asyncio.Task[None] | None = getattr(self, "_task", None)
        if task is not None:
            self.pause()
            with contextlib.suppress(RuntimeError):  # its loop may be gone already
                task.cancel()
        super().close()


def watch(
    merchant: str = "liuyi",
    session: str | None = None,
    *,
    minute: int = 0,
    speed: int = 10,
    instead: Mapping[str, pd.DataFrame] | None = None,
) -> BoardView:
    """Show the live board of a session, to be played again; it waits for its play button.

    merchant, session: as for :func:`caopan.events.load`; without a session, the last one that has
    event tables. minute: where the clock stands first, since the opening. speed: 1 to 60 times
    real time. instead: event tables that are taken for the merchant's own, by name.

    Raises CaopanError for an unknown merchant or session, and for a speed that cannot be played.

    >>> watch("nobody")
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: there is no merchant 'nobody'...
    """
    replay = Replay.of(merchant, session, instead=instead)
    replay.set_speed(speed)
    replay.jump(minute * 60)
    return BoardView(replay)


def _whole(value: object) -> int:
    """A number that a page sent, as a whole one.

    Raises CaopanError for anything else.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise CaopanError(f"{value!r} is no number")
    return int(value)


def _shown(tile: Tile) -> dict[str, str]:
    alert = tile.alert
    return {
        "value": tile.value,
        "change": tile.change,
        "trend": tile.trend,
        "place": tile.place,
        "null": tile.null,
        "alert": "alarm" if alert else "",
        "sign": ALARM if alert else "",
        "why": alert.sentence if alert else "",
    }


def _row(deed: Deed) -> list[str]:
    return [f"{deed.ts:%H:%M:%S}", deed.kind, deed.subject, deed.detail]


def _points(history: AnyArray) -> dict[str, list[int | None]]:
    """Points of the sparklines: 0 is a metric's lowest, 100 its highest, None no value.

    >>> _points(np.array([[0.0, 5.0, np.nan, 10.0]] * 42))["C1"]
    [0, 50, None, 100]
    """
    out: dict[str, list[int | None]] = {}
    for code, row in zip(CODES, history, strict=True):
        there = row[~np.isnan(row)]
        low, high = (there.min(), there.max()) if len(there) else (0.0, 0.0)
        wide = high - low
        out[code] = [
            None if np.isnan(one) else round((one - low) / wide * 100) if wide else 50
            for one in row.tolist()
        ]
    return out
