"""Rounds open and close by themselves: the standings must follow without anybody grading."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from grader.contest.publish import write_standings
from grader.contest.rounds import in_shanghai, next_change, read_rounds
from grader.marking.course import Course, course_at


class Clock:
    """Write the standings anew when a round has opened or closed since the last look.

    Call it as often as you like; it looks every few seconds. The first look always writes, since
    a round may have changed while nobody looked.

    Args:
        course_root: the course.
        every: seconds between two looks.
    """

    def __init__(self, course_root: Course | Path | str, every: float = 5.0) -> None:
        self._course = course_at(course_root)
        self._every = dt.timedelta(seconds=every)
        self._seen: dt.datetime | None = None

    def __call__(self, as_of: dt.datetime | None = None) -> bool:
        """Look; say whether the standings were written.

        Raises:
            CaopanError: a bad rounds file, or a disk that takes no file.
        """
        now = in_shanghai(as_of or dt.datetime.now(dt.UTC))
        seen, due = self._seen, self._seen is None or now - self._seen >= self._every
        if not due:
            return False
        self._seen = now
        rounds = read_rounds(self._course)
        change = next_change(rounds, seen) if seen else None
        if not rounds or (seen is not None and (change is None or change > now)):
            return False
        write_standings(self._course, now)
        return True
