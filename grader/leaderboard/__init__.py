"""The contest's leaderboard: a page over ``standings.json``, never over the gradebook."""

from grader.leaderboard.render import render, signature
from grader.leaderboard.standings import Part, Round, Row, Standings
from grader.leaderboard.watch import Snapshot, Watch

__all__ = [
    "Part",
    "Round",
    "Row",
    "Snapshot",
    "Standings",
    "Watch",
    "render",
    "signature",
]
