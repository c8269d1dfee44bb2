"""The last stage of autograding a contest's assignment: copy its grades to the entries.

It runs at the end of ``autograde_preprocessors``, when stock nbgrader has committed the grades of
the notebook (it commits cell by cell, so this cannot be the same transaction; the engine of a
later issue writes both in one). It also runs when somebody uses nbgrader's own ``autograde`` or
formgrader's button, so that there is one path for scores.
"""

from __future__ import annotations

import datetime as dt
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.preprocessors import NbGraderPreprocessor

from grader.contest.entries import Entry, Status, append, new_run, read_entries
from grader.contest.quota import latest_events, refusal
from grader.contest.rounds import Round, read_rounds
from grader.marking.course import Course, open_gradebook
from grader.marking.intake import content_hash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.marking.card import Part

RUN_VARIABLE = "CAOPAN_RUN"


class RecordEntry(NbGraderPreprocessor):  # type: ignore[misc]
    """Append a contest entry with the grades that were just saved; other assignments pass by."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Copy the grades; the notebook itself is left as it is."""
        about = resources["nbgrader"]
        # <root>/work/autograded/<trainee>/<assignment>
        course = Course(Path(resources["metadata"]["path"]).resolve().parents[3])
        for contest_round in read_rounds(course):
            if contest_round.assignment == about["assignment"]:
                append(course, [_entry(course, contest_round, about["student"])])
        return nb, resources


def _entry(course: Course, contest_round: Round, candidate: str) -> Entry:
    submitted_at, grades = _saved(course, contest_round.assignment, candidate)
    public = _points(contest_round.visible(public=True), grades)
    private = _points(contest_round.visible(public=False), grades)
    status, note = _judged(course, contest_round, candidate, submitted_at, public | private)
    kept = status is Status.GRADED
    return Entry(
        round=contest_round.round,
        candidate=candidate,
        submitted_at=submitted_at,
        content_hash=content_hash(course.submitted(candidate, contest_round.assignment)),
        status=status,
        engine=_engine(),
        public_points=public if kept else {},
        private_points=private if kept else {},
        note=note,
        run=os.environ.get(RUN_VARIABLE) or new_run(),
    )


def _saved(
    course: Course, assignment: str, candidate: str
) -> tuple[dt.datetime, dict[str, float | None]]:
    """Read a submission's time and its grades by cell; None where a person must grade."""
    with open_gradebook(course) as book:
        submission = book.find_submission(assignment, candidate)
        made = (submission.timestamp or dt.datetime.now(dt.UTC)).replace(tzinfo=dt.UTC)
        grades = [g for notebook in submission.notebooks for g in notebook.grades]
        return made, {g.name: None if g.needs_manual_grade else float(g.score) for g in grades}


def _points(parts: Sequence[Part], grades: Mapping[str, float | None]) -> dict[str, float]:
    """Add up the cells of each part; a part with an open cell is NaN."""
    sums = {}
    for part in parts:
        cells = [grades.get(cell) for cell in part.cells]
        sums[part.id] = math.fsum(math.nan if c is None else c for c in cells)
    return sums


def _judged(
    course: Course,
    contest_round: Round,
    candidate: str,
    submitted_at: dt.datetime,
    points: Mapping[str, float],
) -> tuple[Status, str]:
    own = [e for e in read_entries(course, contest_round.round) if e.candidate == candidate]
    earlier = [e for e in latest_events(own) if e.submitted_at < submitted_at]
    withdrawn = [e for e in own if e.status is Status.WITHDRAWN]
    if refused := refusal(contest_round, [*earlier, *withdrawn], submitted_at):
        return refused
    limits = {p.id: p.max for p in contest_round.parts}
    for part, value in points.items():
        if math.isnan(value):
            return Status.UNGRADED, f"part {part} waits for a person, or its cells are missing"
        if not 0 <= value <= limits[part]:
            return Status.FAILED, f"part {part} has {value:g} points of 0..{limits[part]:g}"
    return Status.GRADED, ""


def _engine() -> str:
    import nbgrader

    return f"nbgrader {nbgrader.__version__} (stock)"
