"""Grading an assignment: what came in, through both rooms, into gradebook, report and standings."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

from grader.contest.entries import new_run
from grader.contest.intake import RoundIntake
from grader.contest.rounds import read_rounds
from grader.marking.batch import Batch, refresh_standings
from grader.marking.course import Course, course_at, open_gradebook, prepare
from grader.marking.crew import Crew
from grader.marking.handout import register
from grader.marking.intake import handed_in, inbound
from grader.marking.passage import Passage
from grader.marking.report import Progress, Report
from grader.marking.roster import refuse_unknown
from grader.marking.sheet import read_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


def grade(
    course_root: Course | Path | str,
    assignment: str,
    students: Iterable[str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    *,
    force: bool = False,
    jobs: int = 2,
    crew: Crew | None = None,
) -> Report:
    """Grade what is new of an assignment in the two rooms, refresh the standings.

    Of an ordinary assignment each student's newest submission is graded; of a contest's every
    one, in time order and under the quota. A submission that fails costs itself only.

    Args:
        course_root: the course; any nbgrader course whose tests are safe in the clean room.
        assignment: the assignment's name.
        students: only these; everybody by default.
        progress: called after each submission.
        force: grade again what is graded already.
        jobs: submissions graded at the same time.
        crew: zygotes that are running already, in place of new ones.

    Returns:
        The outcomes, also written under ``work/reports``.

    Raises:
        CaopanError: unknown assignment or student, tests that are not safe, another course's
            gradebook, a bad rounds file, a disk that takes no files, nothing that protects.
    """
    started, run = time.perf_counter(), new_run()
    course = course_at(course_root)
    intake = _prepared(course, assignment, run)
    chosen = None if students is None else sorted(set(students))
    found = inbound(course, assignment) if course.ours else handed_in(course, assignment)
    with open_gradebook(course) as book:
        sheets = read_sheets(book, assignment, course.source(assignment))
    if chosen is not None:
        # elsewhere whoever has handed in is known
        refuse_unknown(course, [s for s in chosen if course.ours or s not in found])
        found = {student: own for student, own in found.items() if student in chosen}
    with nullcontext(crew) if crew else Crew(course, jobs) as workers:
        passage = Passage(course, assignment, sheets, workers)
        outcomes = Batch(passage, intake, force).grade(found, progress)
    report = Report(run, assignment, tuple(outcomes), round(time.perf_counter() - started, 2))
    report.write(course)
    if course.ours:
        refresh_standings(course)
    return report


def _prepared(course: Course, assignment: str, run: str) -> RoundIntake | None:
    """Have the assignment in the gradebook; give its contest round's rules, if it has one."""
    if not course.ours:
        return None
    prepare(course)
    contest_round = next((r for r in read_rounds(course) if r.assignment == assignment), None)
    register(course, assignment)
    return RoundIntake(course, contest_round, run) if contest_round else None
