"""What a grading run says: progress while it runs, a report at its end."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from grader.marking.course import Course


@dataclass(frozen=True)
class Progress:
    """How far a run is: ``done`` of ``total``, ``failed`` among them, ``what`` came last."""

    done: int
    total: int
    failed: int
    what: str


@dataclass(frozen=True)
class Outcome:
    """What became of one submission.

    Attributes:
        student: whose.
        submitted_at: when, as ISO text.
        status: graded, failed, over_quota, ungraded or skipped (nothing new).
        reason: why, where it is not graded.
        seconds: how long grading took.
    """

    student: str
    submitted_at: str
    status: str
    reason: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Report:
    """All outcomes of a run, in order of students and times."""

    run: str
    assignment: str
    outcomes: tuple[Outcome, ...]
    seconds: float

    def count(self, status: str) -> int:
        """Count the submissions with a status."""
        return sum(o.status == status for o in self.outcomes)

    def write(self, course: Course) -> Path:
        """Write ``work/reports/<run>-<assignment>.json``."""
        from grader.files import write_atomically

        file = course.work / "reports" / f"{self.run}-{self.assignment}.json"
        write_atomically(file, json.dumps(asdict(self), ensure_ascii=False, indent=1))
        return file
