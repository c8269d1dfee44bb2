"""What lies in a room's working folder, and what a graded folder holds."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from grader.files import folder_in_place
from grader.marking.card import has_variants
from grader.marking.intake import MAX_FILE_BYTES
from grader.marking.paper import Material
from grader.marking.variants import has_variant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.marking.course import Course
    from grader.marking.paper import Marked

# nbgrader's marks of a submission: they stay outside of the room.
MARKS = ("timestamp.txt", "submission_secret.txt")
# The sources of this project's assignments: never beside an answer.
_OURS_IGNORED = ("*.py", "*.yaml", "*.yml", "*.md", "datasets")
_IGNORED = (".ipynb_checkpoints", "__pycache__", "*.pyc", "feedback", "*.ipynb")


def material(course: Course, assignment: str, student: str) -> Material:
    """Collect what both rooms get, and the case that only the clean room gets.

    A submission's own files are there, too; the assignment's stand above them.

    Raises:
        CaopanError: the assignment has variants and this trainee has none.
    """
    files = {} if course.ours else _files(course.submitted(student, assignment), course)
    files = {n: c for n, c in files.items() if n not in MARKS}
    files |= _files(course.source(assignment), course)
    if not (course.ours and has_variants(course, assignment)):
        return Material(files)
    if not has_variant(course, assignment, student):
        raise CaopanError(
            f"{assignment}: no variant of {student!r} to grade against; the submission was not "
            f"made on tables of this course. Run `grader variants {assignment} --student "
            f"{student}` if it should be."
        )
    tables = course.variants(assignment, student)
    files |= {
        f"datasets/{file.relative_to(tables).as_posix()}": file.read_bytes()
        for file in sorted(tables.rglob("*"))
        if file.is_file()
    }
    return Material(files, course.truth(assignment, student).read_text(encoding="utf-8"))


def _files(folder: Path, course: Course) -> dict[str, bytes]:
    """Read the regular files of a folder that are not ignored; links are not followed."""
    patterns = (*_IGNORED, *(_OURS_IGNORED if course.ours else course.folders.ignore))
    found: dict[str, bytes] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not _ignored(f, patterns)]
        for name in sorted(n for n in names if not _ignored(n, patterns)):
            file = Path(place, name)
            regular = file.is_file() and not file.is_symlink()
            if regular and file.stat().st_size <= MAX_FILE_BYTES:
                found[file.relative_to(folder).as_posix()] = file.read_bytes()
    return found


def _ignored(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


@contextmanager
def graded_folder(
    course: Course, assignment: str, student: str, marked: Mapping[str, Marked]
) -> Iterator[None]:
    """Prepare ``autograded/<student>/<assignment>``; put it in place when the block has ended well.

    Raises:
        CaopanError: the disk does not take it; what stood there before stays.
    """
    target = course.autograded(student, assignment)
    try:
        with folder_in_place(target) as fresh:
            _write(fresh, course, assignment, student, marked)
            yield
    except OSError as error:
        raise CaopanError(
            f"{target}: the graded notebook cannot be written ({error.strerror}); make room or "
            "give write permission there, then grade again."
        ) from error


def _write(
    fresh: Path, course: Course, assignment: str, student: str, marked: Mapping[str, Marked]
) -> None:
    import nbformat

    submitted = course.submitted(student, assignment)
    for name in MARKS:
        if (submitted / name).is_file() and not (submitted / name).is_symlink():
            shutil.copyfile(submitted / name, fresh / name)
    files = {} if course.ours else _files(submitted, course)
    for name, content in {**files, **_files(course.source(assignment), course)}.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_bytes(content)
    for name, one in marked.items():
        text = nbformat.v4.writes(one.notebook)
        (fresh / f"{name}.ipynb").write_text(f"{text}\n", encoding="utf-8")
    for file in fresh.rglob("*"):
        if file.is_file():
            file.chmod(0o444)  # as nbgrader leaves them
