"""nbgrader's own ``generate_assignment``, run apart from the course's gradebook.

Building must not depend on, or touch, the gradebook of a running course, so each build uses a
scratch course folder with a gradebook of its own.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from grader.authoring.notebooks import dump, read_source
from grader.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.authoring.build import Target

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
    config.CourseDirectory.db_url = f"sqlite:///{scratch}/gradebook.db"
    for target in assignments:
        name = str(target.assignment)
        write_atomically(
            scratch / "source" / name / f"{name}.ipynb", dump(read_source(target.source))
        )
        _generate(config, target)
        yield _checked(target, scratch / "release" / name / f"{name}.ipynb")


def _generate(config: object, target: Target) -> None:
    from nbgrader.converters import GenerateAssignment, NbGraderException
    from nbgrader.coursedir import CourseDirectory

    _find_alembic()
    course = CourseDirectory(config=config)
    course.assignment_id = target.assignment
    generator = GenerateAssignment(coursedir=course, config=config)
    generator.create_assignment = True
    generator.log.setLevel(logging.ERROR)
    try:
        generator.start()
    except (NbGraderException, SystemExit, RuntimeError) as error:
        raise CaopanError(f"{target.source}: nbgrader cannot release it: {error}") from error


def _find_alembic() -> None:
    # nbgrader calls the alembic program by name when it makes a gradebook
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", "")])


def _checked(target: Target, released: Path) -> bytes:
    import nbformat

    notebook = nbformat.read(released, as_version=4)
    left = [mark for mark in MARKS if mark in json.dumps(notebook)]
    if left:
        raise CaopanError(f"{target.source}: {left[0]!r} is left in the release; close the mark.")
    return dump(notebook)
