"""The exchange of this course: a trainee fetches the own tables with an assignment."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import (
    ExchangeFetchAssignment,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
)
from nbgrader.utils import get_username

from caopan.errors import CaopanError
from grader.marking.card import has_variants
from grader.marking.course import Course, checked_id
from grader.marking.handout import refuse_while_open
from grader.marking.pool import Pool
from grader.marking.variants import has_tables, write_variants


class FetchOwnTables(ExchangeFetchAssignment):  # type: ignore[misc]
    """Fetch an assignment, and with it ``datasets/mine``: this trainee's tables and no others.

    Where the trainee has none yet, they are made if this process may read the course's secret
    (the whole house on one desk); else fetching refuses and says whom to ask.
    """

    def init_dest(self) -> None:
        """Find the place, and make sure that the tables are there before anything is copied."""
        super().init_dest()
        given = self.coursedir.student_id
        trainee = checked_id(get_username() if given in ("", "*") else given)
        self.tables = self._tables(Course(Path(self.coursedir.root)), trainee)

    def copy_files(self) -> None:
        """Copy the release, then the tables; neither is left half-copied."""
        super().copy_files()
        if self.tables is None:
            return
        target = Path(self.dest_path) / "datasets"
        if target.exists():
            return
        with tempfile.TemporaryDirectory(dir=self.dest_path, prefix=".fetch-") as scratch:
            shutil.copytree(self.tables, Path(scratch) / "datasets")
            (Path(scratch) / "datasets").rename(target)

    def _tables(self, course: Course, trainee: str) -> Path | None:
        assignment = self.coursedir.assignment_id
        if not has_variants(course, assignment):
            return None
        if not has_tables(course, assignment, trainee):
            try:
                write_variants(course, assignment, [trainee])
            except CaopanError as error:
                self.fail(
                    f"{assignment}: no tables for {trainee!r} yet ({error}) "
                    f"Ask the instructor to run `grader variants {assignment} --student {trainee}`."
                )
        return course.variants(assignment, trainee)


class ReleaseWithVariants(ExchangeReleaseAssignment):  # type: ignore[misc]
    """Release an assignment, and write the tables of every student of the gradebook."""

    def copy_files(self) -> None:
        """Write the missing variants first: a release that can't be fetched helps nobody."""
        from grader.marking.roster import known_students

        course = Course(Path(self.coursedir.root))
        assignment = self.coursedir.assignment_id
        if has_variants(course, assignment):
            with Pool(course) as pool:
                write_variants(
                    course, assignment, known_students(course), progress=self._say, pool=pool
                )
        super().copy_files()

    def _say(self, *args: Any) -> None:
        self.log.info("%s: %s of %s", *args)


class ReleaseFeedbackAfterClose(ExchangeReleaseFeedback):  # type: ignore[misc]
    """Release feedback, but never a contest's while its round is open, whoever asks."""

    def init_src(self) -> None:
        """Find the feedback, unless it has to wait."""
        try:
            refuse_while_open(Course(Path(self.coursedir.root)), self.coursedir.assignment_id)
        except CaopanError as error:
            self.fail(str(error))
        super().init_src()
