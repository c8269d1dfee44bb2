"""The contest: rounds, quotas, append-only entries, public and private standings."""

from grader.contest.clock import Clock
from grader.contest.entries import Entry, Status, append, read_entries
from grader.contest.publish import find_round, withdraw, write_standings
from grader.contest.rounds import Round, State, new_round, next_change, read_rounds
from grader.contest.standings import standings

__all__ = [
    "Clock",
    "Entry",
    "Round",
    "State",
    "Status",
    "append",
    "find_round",
    "new_round",
    "next_change",
    "read_entries",
    "read_rounds",
    "standings",
    "withdraw",
    "write_standings",
]
