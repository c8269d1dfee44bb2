"""What a grading run says: progress while it runs, a report at its end."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
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
        reason: why, where it is not graded, or why its room was closed early.
        seconds: how long grading took, wall time.
        peak_mb: the most memory that one of its rooms held.
        cpu_seconds: CPU of both rooms.
        mended: what was put right in the notebook before it ran.
        notes: what the answer printed and raised while tests ran: for the instructor alone.
        author_errors: tests that gave what can't be points.
        cells: what became of each graded cell, by grade id.
    """

    student: str
    submitted_at: str
    status: str
    reason: str = ""
    seconds: float = 0.0
    peak_mb: int = 0
    cpu_seconds: float = 0.0
    mended: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    author_errors: tuple[str, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)


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
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        write_atomically(file, text.encode("utf-8", "replace").decode())
        return file
