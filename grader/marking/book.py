"""A submission's rows in nbgrader's gradebook, and its contest entry, in one transaction."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from grader.marking.verdicts import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from grader.marking.paper import Marked

NO_RESPONSE = "No response."


def save(
    book: Any,
    assignment: str,
    student: str,
    timestamp: dt.datetime | None,
    marked: Mapping[str, Marked],
    late: Any,
    also: Callable[[Any, Any], None] | None = None,
    *,
    only: str | None = None,
) -> None:
    """Write grades, comments and late penalties: all of them or, on an error, nothing.

    The rows are nbgrader's own: a manual score stays, and is flagged for a second look.

    Args:
        book: nbgrader's ``Gradebook``, its schema there.
        assignment, student: whose submission; the student is added where missing.
        timestamp: when it was handed in (UTC, naive), if known.
        marked: by notebook; a notebook of the assignment that is missing here gets zero.
        late: nbgrader's ``AssignLatePenalties``.
        also: writes more in the same transaction, given the session and the submission.
        only: touch this notebook's rows alone.
    """
    session = book.db
    try:
        submission = _submission(book, assignment, student)
        if timestamp is not None:
            submission.timestamp = timestamp
        for notebook in submission.notebooks:
            if only is not None and notebook.name != only:
                continue
            found = marked.get(notebook.name)
            if found is None:
                _nothing(notebook)
            else:
                _grades(notebook, found)
                _comments(notebook, found)
        session.flush()
        for notebook in submission.notebooks:
            if notebook.name in marked:
                _penalty(session, submission, notebook, student, late)
        if also is not None:
            session.flush()
            also(session, submission)
        session.commit()
    except BaseException:
        session.rollback()
        raise


def _submission(book: Any, assignment: str, student: str) -> Any:
    """Find a submission, or make it with a row for each graded cell, as nbgrader does."""
    from nbgrader.api import (
        Assignment,
        Comment,
        Grade,
        Student,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    session = book.db
    task = session.query(Assignment).filter_by(name=assignment).one()
    person = session.query(Student).filter_by(id=student).one_or_none()
    if person is None:
        person = Student(id=student)
        session.add(person)
    found = (
        session.query(SubmittedAssignment)
        .filter_by(assignment_id=task.id, student_id=student)
        .one_or_none()
    )
    if found is not None:
        return found
    made = SubmittedAssignment(assignment=task, student=person)
    with session.no_autoflush:
        for notebook in task.notebooks:
            submitted = SubmittedNotebook(notebook=notebook, assignment=made)
            graded = [*notebook.grade_cells, *notebook.task_cells]
            said = [*notebook.solution_cells, *notebook.task_cells]
            session.add_all(Grade(cell_id=cell.id, notebook=submitted) for cell in graded)
            session.add_all(Comment(cell_id=cell.id, notebook=submitted) for cell in said)
        session.add(made)
    session.flush()
    return made


def _nothing(notebook: Any) -> None:
    """A notebook that was not handed in is worth nothing."""
    for grade in notebook.grades:
        grade.auto_score, grade.needs_manual_grade = 0, False


def _grades(notebook: Any, found: Marked) -> None:
    for grade in notebook.grades:
        verdict = found.verdicts.get(grade.name)
        if verdict is None:  # a task: a person's from the start
            continue
        grade.auto_score = verdict.points
        by_hand = grade.manual_score is not None or verdict.points is None
        grade.needs_manual_grade = by_hand or verdict.person


def _comments(notebook: Any, found: Marked) -> None:
    from nbgrader.utils import compute_checksum, is_task

    cells = {
        about["grade_id"]: cell
        for cell in found.notebook.cells
        if (about := cell.metadata.get("nbgrader"))
    }
    for comment in notebook.comments:
        cell = cells.get(comment.name)
        if cell is None:
            continue
        blank = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
        comment.auto_comment = NO_RESPONSE if blank and not is_task(cell) else None


def _penalty(session: Any, submission: Any, notebook: Any, student: str, late: Any) -> None:
    """Set the late penalty as nbgrader's stage does, from the plugin that the course names."""
    notebook.late_submission_penalty = None
    seconds = submission.total_seconds_late
    if seconds <= 0:
        return
    session.flush()
    session.refresh(notebook)
    penalty = late.plugin_inst.late_submission_penalty(student, notebook.score, seconds)
    if penalty is not None:
        notebook.late_submission_penalty = late._check_late_penalty(notebook, penalty)


def needs_person(marked: Mapping[str, Marked]) -> list[str]:
    """Name the graded cells whose author made a mistake."""
    return [
        f"{name}: the test ended with {verdict.about}, which can't be points"
        for one in marked.values()
        for name, verdict in one.verdicts.items()
        if verdict.outcome is Outcome.AUTHOR_ERROR
    ]
