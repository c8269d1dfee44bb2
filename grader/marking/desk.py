"""The trainee's side of the exchange, in Python: fetch and submit, as the buttons do it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.marking.course import Course, checked_id, course_at, nbgrader_config
from grader.marking.handout import run_exchange

if TYPE_CHECKING:
    from collections.abc import Callable


def fetch(course_root: Course | Path | str, assignment: str, student: str, desk: Path) -> Path:
    """Fetch an assignment with the student's own tables; what is fetched already stays.

    Args:
        course_root: the course.
        assignment: a released assignment.
        student: the trainee's id.
        desk: the trainee's folder.

    Returns:
        ``desk/<assignment>``.

    Raises:
        CaopanError: it is not released, or there are no tables for this trainee.
    """
    folder = desk / assignment
    if not folder.exists():
        _run(course_at(course_root), "FetchAssignment", assignment, student, desk)
    return folder


def submit(
    course_root: Course | Path | str,
    assignment: str,
    student: str,
    desk: Path,
    at: dt.datetime | None = None,
) -> None:
    """Submit ``desk/<assignment>``.

    Args:
        course_root: the course.
        assignment: a fetched assignment.
        student: the trainee's id.
        desk: the trainee's folder.
        at: another time than now, for simulated trainees.

    Raises:
        CaopanError: nothing is fetched, or the exchange refuses.
    """
    moment = at.astimezone(dt.UTC) if at else None

    def set_time(app: Any) -> None:
        if moment is not None:
            app.timestamp_format = moment.strftime("%Y-%m-%d %H:%M:%S.%f UTC")

    _run(course_at(course_root), "Submit", assignment, student, desk, prepare_app=set_time)


def _run(
    course: Course,
    what: str,
    assignment: str,
    student: str,
    desk: Path,
    *,
    prepare_app: Callable[[Any], None] | None = None,
) -> None:
    desk.mkdir(parents=True, exist_ok=True)
    config = nbgrader_config(course)
    config.Exchange.assignment_dir = str(desk)
    config.Exchange.cache = str(desk / ".cache")
    run_exchange(
        course, what, assignment, checked_id(student), config=config, prepare_app=prepare_app
    )
