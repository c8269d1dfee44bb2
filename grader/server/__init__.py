"""One Jupyter server for lessons, grading and the leaderboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.server.house import start

__all__ = ["start"]


def __getattr__(name: str) -> Any:
    # the server's process imports this package; it does not need what starts it
    if name == "start":
        from grader.server.house import start

        return start
    raise AttributeError(name)
