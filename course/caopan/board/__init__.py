"""The live board (盯盘): the 42 metrics that are watched while a merchant is live.

Their definitions are plain data; the streaming engine (and with it compiled code) is imported when
first asked for.

>>> from caopan.board import METRICS
>>> len(METRICS), METRICS["C10"].en, METRICS["C10"].denominator
(42, 'GMV per 1,000 views', 'views')
"""

from typing import TYPE_CHECKING, Any

from caopan.board.available import Available, available
from caopan.board.metric import CONVENTIONS, WINDOWS, Metric
from caopan.board.registry import CODES, METRICS

if TYPE_CHECKING:
    from caopan.board.alerts import Alert, Alerts, Rule
    from caopan.board.drilling import Drill
    from caopan.board.engine import Board
    from caopan.board.minutes import MinuteBoard
    from caopan.board.peering import curves_for
    from caopan.board.peers import PeerCurves
    from caopan.board.reading import Figure, Reading, Status
    from caopan.board.replaying import live, minutes_of
    from caopan.board.saving import load_board, save_board
    from caopan.board.view import watch

__all__ = [
    "CODES",
    "CONVENTIONS",
    "METRICS",
    "WINDOWS",
    "Alert",
    "Alerts",
    "Available",
    "Board",
    "Drill",
    "Figure",
    "Metric",
    "MinuteBoard",
    "PeerCurves",
    "Reading",
    "Rule",
    "Status",
    "available",
    "curves_for",
    "live",
    "load_board",
    "minutes_of",
    "save_board",
    "watch",
]

_LATER = {
    "Alert": "alerts",
    "Alerts": "alerts",
    "Board": "engine",
    "Drill": "drilling",
    "Figure": "reading",
    "MinuteBoard": "minutes",
    "PeerCurves": "peers",
    "Reading": "reading",
    "Rule": "alerts",
    "Status": "reading",
    "curves_for": "peering",
    "live": "replaying",
    "load_board": "saving",
    "minutes_of": "replaying",
    "save_board": "saving",
    "watch": "view",
}


def __getattr__(name: str) -> Any:
    """Import the engine's parts when they are first asked for."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"caopan.board.{_LATER[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
