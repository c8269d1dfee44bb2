"""nbgrader's execution stage, with the trainee's tables and case mounted while it runs."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.preprocessors import Execute

from caopan.errors import CaopanError
from grader.marking.card import has_variants
from grader.marking.cases import CASE_VARIABLE, DATASETS_VARIABLE
from grader.marking.course import Course, environment
from grader.marking.secrets import write_private
from grader.marking.variants import has_variant

if TYPE_CHECKING:
    from collections.abc import Iterator


class ExecuteWithCase(Execute):  # type: ignore[misc]
    """Run a submission on trusted tables: what came with the submission is never read.

    Stock nbgrader runs tests and answer in one process, so an answer could read the case too;
    the two rooms of a later issue replace this stage.
    """

    def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
        """Execute all cells while tables and case are mounted, and clear both away afterwards."""
        about = resources["nbgrader"]
        folder = Path(resources["metadata"]["path"])
        # <root>/work/autograded/<trainee>/<assignment>: this course, whatever the variables say
        course = Course(folder.resolve().parents[3])
        with _mounted(course, about["assignment"], about["student"], folder):
            done: tuple[Any, Any] = super().preprocess(nb, resources, km=km)
        return done


@contextmanager
def _mounted(course: Course, assignment: str, trainee: str, folder: Path) -> Iterator[None]:
    """Put the tables beside the notebook and the case into a private file."""
    if not has_variants(course, assignment):
        yield
        return
    if not has_variant(course, assignment, trainee):
        raise CaopanError(
            f"{assignment}: no variant of {trainee!r} to grade against; the submission was not "
            f"made on tables of this course. Run `grader variants {assignment} --student "
            f"{trainee}` if it should be."
        )
    tables = folder / "datasets"
    shutil.rmtree(tables, ignore_errors=True)
    shutil.copytree(course.variants(assignment, trainee), tables)
    with tempfile.TemporaryDirectory(prefix="caopan-case-") as scratch:
        case_file = Path(scratch) / "case.json"
        write_private(case_file, course.truth(assignment, trainee).read_bytes())
        values = {CASE_VARIABLE: str(case_file), DATASETS_VARIABLE: str(tables)}
        try:
            with environment(values):
                yield
        finally:
            shutil.rmtree(tables, ignore_errors=True)
