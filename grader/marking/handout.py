"""The instructor's side of the exchange: register, release, give feedback back."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from grader.marking.card import assignments
from grader.marking.course import Course, course_at, nbgrader_config, open_gradebook, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def register(course_root: Course | Path | str, assignment: str) -> None:
    """Enter an assignment's cells into the gradebook; again only if its notebook has changed.

    This is ``nbgrader generate_assignment``, except that the release in ``exercises/``, which is
    built and committed, is left alone.

    Raises:
        CaopanError: no such assignment, not built yet, or nbgrader refuses it.
    """
    course = prepare(course_at(course_root))
    notebook = course.source(assignment) / f"{assignment}.ipynb"
    if not notebook.parent.is_dir():
        raise CaopanError(
            f"{course.root}: there is no assignment {assignment!r} "
            f"(assignments here: {', '.join(assignments(course)) or 'none'})."
        )
    if not notebook.is_file():
        raise CaopanError(f"{notebook}: assignment {assignment!r} is not built; run `make build`.")
    stamp = course.work / "generated" / f"{assignment}.sha256"
    digest = hashlib.sha256(notebook.read_bytes()).hexdigest()
    with open_gradebook(course) as book:
        there = any(a.name == assignment for a in book.assignments)
    if there and stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return
    _generate(course, assignment)
    from grader.files import write_atomically

    write_atomically(stamp, digest)


def release(course_root: Course | Path | str, assignment: str) -> None:
    """Put an assignment into the exchange, with a variant for every student of the gradebook.

    Doing it again replaces the release and keeps the variants.

    Raises:
        CaopanError: it is not built, a contest's has no round, or the exchange refuses it.
    """
    course = prepare(course_at(course_root))
    register(course, assignment)

    def give(app: Any) -> None:
        app.force = True

    run_exchange(course, "ReleaseAssignment", assignment, prepare_app=give)


def release_feedback(
    course_root: Course | Path | str, assignment: str, students: Iterable[str]
) -> None:
    """Write the feedback of some students and hand it back through the exchange.

    Args:
        course_root: the course.
        assignment: the assignment's name.
        students: ids of students who are graded.

    Raises:
        CaopanError: a student is not graded; or
            the assignment belongs to a contest round that is not closed: its feedback would show
            private points.
    """
    course = course_at(course_root)
    refuse_while_open(course, assignment)
    for student in students:
        _write_feedback(course, assignment, student)
        run_exchange(course, "ReleaseFeedback", assignment, student)


def refuse_while_open(course: Course, assignment: str) -> None:
    """Hold the feedback of a contest's assignment back until its round has closed.

    Raises:
        CaopanError: the round has not closed (which, when it does).
    """
    from grader.contest.rounds import State, in_shanghai, read_rounds

    now = in_shanghai(dt.datetime.now(dt.UTC))
    for contest_round in read_rounds(course):
        is_its = contest_round.assignment == assignment
        if is_its and contest_round.state(now) is not State.CLOSED:
            raise CaopanError(
                f"{assignment}: round {contest_round.round} closes at {contest_round.closes:%F %R};"
                " its feedback would show private points, so release it after that."
            )


def run_exchange(
    course: Course,
    what: str,
    assignment: str,
    student: str = "",
    *,
    config: Any = None,
    prepare_app: Any = None,
) -> None:
    """Run one of nbgrader's exchange actions in this process.

    Args:
        course: the course.
        what: its name in nbgrader's ``ExchangeFactory``.
        assignment: the assignment's name.
        student: whose; nobody's where the action needs none.
        config: settings in place of the course's own.
        prepare_app: called with the action before it starts.

    Raises:
        CaopanError: the exchange refuses, with its reason.
    """
    import logging

    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeError, ExchangeFactory

    config = config or nbgrader_config(course)
    folders = CourseDirectory(config=config, assignment_id=assignment)
    if student:
        folders.student_id = student
    authenticator = Authenticator(config=config)
    factory = ExchangeFactory(config=config)
    app = getattr(factory, what)(coursedir=folders, authenticator=authenticator, config=config)
    if prepare_app:
        prepare_app(app)
    level = app.log.level
    app.log.setLevel(logging.CRITICAL + 1)  # it logs what it then raises
    try:
        app.start()
    except (ExchangeError, OSError, RuntimeError) as error:
        raise CaopanError(f"{assignment}: the exchange refuses ({what}): {error}") from error
    finally:
        app.log.setLevel(level)


def _write_feedback(course: Course, assignment: str, student: str) -> None:
    from grader.marking.stock import make_api, reason_of

    if not course.autograded(student, assignment).is_dir():
        raise CaopanError(
            f"{assignment}: nothing of {student!r} is graded, so there is no feedback; grade first."
        )
    result = make_api(course).generate_feedback(assignment, student, force=True)
    if not result["success"]:
        raise CaopanError(f"{assignment}: no feedback for {student!r}: {reason_of(result)}.")


def _generate(course: Course, assignment: str) -> None:
    import logging

    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import capture_log

    from grader.marking.stock import reason_of

    config = nbgrader_config(course)
    config.CourseDirectory.release_directory = "work/generated"
    folders = CourseDirectory(config=config, assignment_id=assignment)
    app = GenerateAssignment(coursedir=folders, config=config)
    app.force, app.create_assignment = True, True
    app.log.setLevel(logging.INFO)
    result = capture_log(app)
    if not result["success"]:
        raise CaopanError(
            f"{course.source(assignment)}: nbgrader cannot generate the assignment "
            f"({reason_of(result)}); build it again and look at its cells."
        )
