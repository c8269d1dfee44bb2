"""The students of the gradebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from grader.marking.course import Course, checked_id, course_at, open_gradebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def enrol(course_root: Course | Path | str, names: Mapping[str, str]) -> None:
    """Add students to the gradebook, or change their names; no other student is touched.

    Args:
        course_root: the course.
        names: id → display name, in one string ("" keeps what is there).

    Raises:
        CaopanError: an id that cannot be used, or a gradebook that cannot be written.
    """
    course = course_at(course_root)
    for student in names:
        checked_id(student)
    with open_gradebook(course) as book:
        for student, name in names.items():
            book.update_or_create_student(student, **_parts(name))


def known_students(course_root: Course | Path | str) -> dict[str, str]:
    """Give id → display name (the id where there is none) of all students, in order of ids."""
    with open_gradebook(course_at(course_root)) as book:
        return {s.id: _display(s) for s in sorted(book.students, key=lambda s: str(s.id))}


def graded_students(course_root: Course | Path | str, assignment: str) -> list[str]:
    """List the ids of students whose submission of an assignment is graded."""
    course = course_at(course_root)
    return [s for s in known_students(course) if course.autograded(s, assignment).is_dir()]


def refuse_unknown(course_root: Course | Path | str, students: Iterable[str]) -> None:
    """Refuse ids that are not in the gradebook.

    Raises:
        CaopanError: names the first unknown one and what to do.
    """
    course = course_at(course_root)
    known = known_students(course)
    for student in students:
        if student not in known:
            raise CaopanError(
                f"student {student!r}: not in the gradebook of {course.root}; check the spelling "
                f"(known: {', '.join(list(known)[:5]) or 'nobody yet'}) or enrol them first."
            )


def _parts(name: str) -> dict[str, str]:
    """Split a display name as nbgrader keeps it; formgrader shows "last, first" and wants both.

    >>> _parts("慢云 Man Yun")
    {'first_name': '慢云', 'last_name': 'Man Yun'}
    >>> _parts("Amy")
    {'first_name': '', 'last_name': 'Amy'}
    """
    if not name:
        return {}
    first, _, last = name.partition(" ")
    return {"first_name": first if last else "", "last_name": last or name}


def _display(student: object) -> str:
    first, last = (getattr(student, f"{part}_name", None) or "" for part in ("first", "last"))
    return f"{first} {last}".strip() or str(getattr(student, "id", ""))
