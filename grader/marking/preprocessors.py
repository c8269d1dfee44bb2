"""The second door to the rooms: nbgrader's own ``autograde`` and formgrader's button.

``nbgrader_config.py`` names these two stages in place of the stock ones::

    c.Autograde.sanitize_preprocessors = ["grader.marking.preprocessors.Restore"]
    c.Autograde.autograde_preprocessors = ["grader.marking.preprocessors.GradeInRooms", ...]
"""

from __future__ import annotations

import atexit
import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor

from grader.contest.entries import Entry, Status, new_run
from grader.contest.recorder import record
from grader.contest.rounds import read_rounds
from grader.marking.book import save
from grader.marking.course import Course, any_course
from grader.marking.crew import Crew
from grader.marking.intake import content_hash
from grader.marking.material import material
from grader.marking.paper import Marked, mark
from grader.marking.restore import read_notebook, restore
from grader.marking.sheet import read_sheets

if TYPE_CHECKING:
    from grader.contest.rounds import Round
    from grader.marking.sheet import Sheet


class Restore(NbGraderPreprocessor):  # type: ignore[misc]
    """Put back what is the instructor's; damaged metadata costs nobody else's grade."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Give the notebook as it will be run."""
        import nbformat

        notebook = read_notebook(nbformat.v4.writes(nb).encode())
        restore(notebook, _sheet(resources))
        return notebook, resources


class GradeInRooms(NbGraderPreprocessor):  # type: ignore[misc]
    """Run the notebook in both rooms and save its grades, in one transaction."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade; give the notebook with its outputs."""
        about = resources["nbgrader"]
        course, sheet = _course(), _sheet(resources)
        crew = _crew(course)
        given = material(course, about["assignment"], about["student"])
        with crew.zygote() as zygote:
            marked = mark(nb, sheet, zygote, crew.limits, given)
        self._save(course, about, marked)
        return marked.notebook, resources

    def _save(self, course: Course, about: dict[str, str], marked: Marked) -> None:
        late = AssignLatePenalties(parent=self)
        late.init_plugin()
        contest_round = _round(course, about["assignment"])

        def also(session: Any, submission: Any) -> None:
            if contest_round is not None:
                base = _entry(course, contest_round, about["student"], submission.timestamp)
                record(session, submission, contest_round, base)

        with Gradebook(about["db_url"], course.course_id) as book:
            papers, name = {about["notebook"]: marked}, about["notebook"]
            save(book, about["assignment"], about["student"], None, papers, late, also, only=name)


def _course() -> Course:
    """Give the course: nbgrader works in its root while it converts."""
    return any_course(Path.cwd())


def _sheet(resources: Any) -> Sheet:
    about = resources["nbgrader"]
    course = _course()
    with Gradebook(about["db_url"], course.course_id) as book:
        sheets = read_sheets(book, about["assignment"], course.source(about["assignment"]))
    return next(s for s in sheets if s.notebook == about["notebook"])


def _round(course: Course, assignment: str) -> Round | None:
    rounds = read_rounds(course) if course.ours else []
    return next((r for r in rounds if r.assignment == assignment), None)


def _entry(
    course: Course, contest_round: Round, candidate: str, timestamp: dt.datetime | None
) -> Entry:
    made = timestamp or dt.datetime.now(dt.UTC)
    return Entry(
        round=contest_round.round,
        candidate=candidate,
        submitted_at=made.replace(tzinfo=dt.UTC),
        content_hash=content_hash(course.submitted(candidate, contest_round.assignment)),
        status=Status.UNGRADED,
        run=new_run(),
    )


@lru_cache(maxsize=4)
def _crew(course: Course) -> Crew:
    """Keep one zygote a course as long as this process lives: formgrader grades one by one."""
    crew = Crew(course, jobs=1)
    atexit.register(crew.__exit__)
    return crew
