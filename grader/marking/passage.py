"""One submission's passage through the rooms: from its files to verdicts, or to a reason."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from grader.marking.intake import collect
from grader.marking.material import material
from grader.marking.paper import Marked, mark, unmarked
from grader.marking.restore import Unreadable, read_notebook
from grader.rooms.workshop import RoomsUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from grader.contest.quota import Refusal
    from grader.marking.course import Course
    from grader.marking.crew import Crew
    from grader.marking.intake import Submission
    from grader.marking.sheet import Sheet


@dataclass(frozen=True)
class Passed:
    """A submission that has been through, not yet in the gradebook.

    Attributes:
        submission: whose.
        marked: by notebook.
        reason: why it could not be graded; "" where it was.
        seconds: how long that took.
        refused: why it was not let in at all.
    """

    submission: Submission
    marked: dict[str, Marked] = field(default_factory=dict)
    reason: str = ""
    seconds: float = 0.0
    refused: Refusal | None = None


@dataclass(frozen=True)
class Passage:
    """The way that all submissions of a run go.

    Attributes:
        course, assignment: what is graded.
        sheets: the assignment's notebooks.
        crew: whose zygotes open the rooms.
    """

    course: Course
    assignment: str
    sheets: Sequence[Sheet]
    crew: Crew

    def through(self, submission: Submission) -> Passed:
        """Grade a submission; whatever is wrong with it costs itself only.

        Raises:
            RoomsUnavailable: no room can be opened, which is nobody's fault.
            CaopanError: the disk does not take the submission.
        """
        started = time.perf_counter()
        if self.course.ours:
            collect(self.course, submission)
        reason, marked = "", {}
        try:
            marked = self._marked(submission)
        except RoomsUnavailable:
            raise
        except CaopanError as problem:
            reason = str(problem)
        except Exception as problem:  # whatever it is about this one, the others go on
            reason = f"the grader failed on it ({type(problem).__name__}: {problem})"
        if reason:
            marked = {sheet.notebook: unmarked(sheet, reason) for sheet in self.sheets}
        return Passed(submission, marked, reason, round(time.perf_counter() - started, 3))

    def _marked(self, submission: Submission) -> dict[str, Marked]:
        given = material(self.course, self.assignment, submission.student)
        folder = self.course.submitted(submission.student, self.assignment)
        marked = {}
        with self.crew.zygote() as zygote:
            for sheet in self._handed_in(folder):
                notebook = read_notebook((folder / f"{sheet.notebook}.ipynb").read_bytes())
                marked[sheet.notebook] = mark(notebook, sheet, zygote, self.crew.limits, given)
        return marked

    def _handed_in(self, folder: Path) -> list[Sheet]:
        files = ((s, folder / f"{s.notebook}.ipynb") for s in self.sheets)
        there = [s for s, file in files if file.is_file() and not file.is_symlink()]
        if not there:
            raise Unreadable("it holds no notebook of this assignment")
        return there
