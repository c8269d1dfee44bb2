"""nbgrader's own ``generate_assignment``, run apart from the course's gradebook.

Building must not depend on, or touch, the gradebook of a running course, so each build uses a
scratch course folder without one.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from grader.authoring.notebooks import dump, read_source
from grader.files import write_atomically
from grader.rooms.names import Cell, problems, role_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.authoring.build import Target

# nbgrader's own stub, an exception, greets a trainee's first run with a traceback; this one also
# stands for the body of a function.
CODE_STUB = {"python": "...  # Your code here"}
# Left in a release, each of these would hand a trainee the answer or a test.
MARKS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


def release(assignments: Sequence[Target], scratch: Path) -> Iterator[bytes]:
    """Give each assignment's released notebook, in the order asked for.

    Args:
        assignments: targets whose ``assignment`` is set.
        scratch: an empty folder for the throw-away course.

    Raises:
        CaopanError: nbgrader refuses a notebook, or a mark of a solution is left in the release.
    """
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(scratch)
    config.ClearSolutions.code_stub = CODE_STUB
    for target in assignments:
        name = str(target.assignment)
        _refuse_unsafe(target)
        write_atomically(
            scratch / "source" / name / f"{name}.ipynb", dump(read_source(target.source))
        )
        _generate(config, target)
        yield _checked(target, scratch / "release" / name / f"{name}.ipynb")


def _refuse_unsafe(target: Target) -> None:
    """Refuse tests that the clean room could not keep apart from answers."""
    cells = [
        Cell(about["grade_id"], cell.source, role_of(about, cell.cell_type))
        for cell in read_source(target.source).cells
        if cell.cell_type == "code" and (about := cell.metadata.get("nbgrader"))
    ]
    try:
        said = problems(cells)
    except CaopanError as error:
        raise CaopanError(f"{target.source}: {error}") from error
    if said:
        more = f" (and {len(said) - 1} more)" if len(said) > 1 else ""
        raise CaopanError(f"{target.source}: {said[0]}{more}")


def _generate(config: object, target: Target) -> None:
    from nbgrader.converters import GenerateAssignment, NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells

    course = CourseDirectory(config=config)
    course.assignment_id = target.assignment
    generator = GenerateAssignment(coursedir=course, config=config)
    generator.no_database = True
    generator.preprocessors = [p for p in generator.preprocessors if p is not SaveCells]
    said = _Said()
    generator.log.addHandler(said)
    try:
        generator.start()
    except (NbGraderException, SystemExit, RuntimeError) as error:
        raise CaopanError(f"{target.source}: nbgrader cannot release it: {said.cause}") from error
    finally:
        generator.log.removeHandler(said)


class _Said(logging.Handler):
    """Keep the cause of a failure: nbgrader logs it and raises only "see above"."""

    cause = "no reason was logged"

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage().strip()
        if words.startswith("Traceback"):
            self.cause = words.splitlines()[-1]


def _checked(target: Target, released: Path) -> bytes:
    import nbformat

    notebook = nbformat.read(released, as_version=4)
    left = [mark for mark in MARKS if mark in json.dumps(notebook)]
    if left:
        raise CaopanError(f"{target.source}: {left[0]!r} is left in the release; close the mark.")
    return dump(notebook)
