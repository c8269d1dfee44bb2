"""Many submissions: threads bring them through the rooms, one thread writes the gradebook."""

from __future__ import annotations

import datetime as dt
import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from grader.contest.entries import Status
from grader.marking.book import needs_person, save
from grader.marking.course import nbgrader_config, open_gradebook
from grader.marking.material import graded_folder
from grader.marking.passage import Passage, Passed
from grader.marking.report import Outcome, Progress
from grader.marking.roster import enrol, known_students
from grader.marking.variants import has_variant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from grader.contest.intake import RoundIntake
    from grader.marking.course import Course
    from grader.marking.intake import Submission

UNKNOWN = (
    "unknown student: not in the gradebook and without tables of this assignment; "
    "enrol them and write their variant, then grade again"
)
# What a thread hands over: a submission and the event that says that its rows are written; None
# where the thread broke off.
_Step = tuple[Passed, threading.Event] | None


@dataclass(frozen=True)
class Batch:
    """One run over one assignment.

    Attributes:
        passage: the way through the rooms.
        intake: a contest round's rules; None for an ordinary assignment.
        force: grade again what is graded already.
    """

    passage: Passage
    intake: RoundIntake | None
    force: bool

    @property
    def course(self) -> Course:
        """The course that is graded."""
        return self.passage.course

    @property
    def assignment(self) -> str:
        """The assignment that is graded."""
        return self.passage.assignment

    def grade(
        self,
        found: Mapping[str, list[Submission]],
        progress: Callable[[Progress], None] | None,
    ) -> list[Outcome]:
        """Grade all students' submissions, students side by side, each one's own in time order."""
        outcomes, plans = self._plan(found)
        total = sum(len(p) for p in plans)
        done: queue.SimpleQueue[_Step] = queue.SimpleQueue()
        stop = threading.Event()
        jobs = self.passage.crew.jobs
        failed = 0
        with open_gradebook(self.course) as book, ThreadPoolExecutor(jobs) as threads:
            write = partial(self._written, book, _late_penalties(self.course))
            futures = [threads.submit(self._student, p, done, stop) for p in plans]
            try:
                for number in range(1, total + 1):
                    step = done.get()
                    if step is None:  # a thread broke off: its error is raised below
                        break
                    outcome = _settle(write, step)
                    outcomes.append(outcome)
                    failed += outcome.status == Status.FAILED
                    if progress:
                        progress(Progress(number, total, failed, outcome.student))
            finally:
                stop.set()  # after Ctrl-C: the submissions at hand are finished, no others begun
        for future in futures:
            future.result()
        return sorted(outcomes, key=lambda o: (o.student, o.submitted_at))

    def _plan(
        self, found: Mapping[str, list[Submission]]
    ) -> tuple[list[Outcome], list[list[Submission]]]:
        """Part what needs grading, a list a student, from what does not."""
        known = known_students(self.course)
        outcomes: list[Outcome] = []
        plans: list[list[Submission]] = []
        for student, submissions in found.items():
            if self.course.ours and student not in known:
                if not has_variant(self.course, self.assignment, student):
                    outcomes += [_outcome(Passed(s, reason=UNKNOWN)) for s in submissions]
                    continue
                enrol(self.course, {student: ""})
            todo = submissions if self.intake else submissions[-1:]
            fresh = [s for s in todo if self.force or not self._settled(s)]
            outcomes += [Outcome(student, s.timestamp, "skipped") for s in todo if s not in fresh]
            plans += [fresh] if fresh else []
        if self.intake and plans:
            self.intake.receive([s for p in plans for s in p])
            refresh_standings(self.course)
        return outcomes, plans

    def _settled(self, submission: Submission) -> bool:
        """Say whether an earlier run has dealt with a submission."""
        if self.intake is not None:
            return self.intake.settled(submission)
        folder = self.course.autograded(submission.student, self.assignment)
        stamp = folder / "timestamp.txt"
        if not stamp.is_file():
            return folder.is_dir() and not submission.timestamp
        return stamp.read_text(encoding="utf-8").strip() == submission.timestamp

    def _student(
        self, plan: list[Submission], done: queue.SimpleQueue[_Step], stop: threading.Event
    ) -> None:
        """Put one student's submissions through the rooms, in order: a thread's work."""
        try:
            for submission in plan:
                if stop.is_set():
                    return
                refused = self.intake and self.intake.refused(submission)
                passed = (
                    Passed(submission, refused=refused)
                    if refused
                    else self.passage.through(submission)
                )
                settled = threading.Event()
                done.put((passed, settled))
                while not settled.wait(0.5):  # the next one's quota depends on this one
                    if stop.is_set():
                        return
        except BaseException:
            done.put(None)
            raise

    def _written(self, book: Any, late: Any, passed: Passed) -> Outcome:
        """Write a submission's rows, its entry and its graded folder, or none of them."""
        submission = passed.submission
        if passed.refused and self.intake:
            self.intake.keep(submission, passed.refused)
            return _outcome(passed)
        also = None
        if self.intake is not None:
            also = partial(self.intake.record, submission=submission, failure=passed.reason)
        moment = submission.submitted_at.astimezone(dt.UTC).replace(tzinfo=None)
        student, marked = submission.student, passed.marked
        with _in_words(self.course), graded_folder(self.course, self.assignment, student, marked):
            when = moment if submission.timestamp else None
            save(book, self.assignment, student, when, marked, late, also)
        return _outcome(passed)


def refresh_standings(course: Course) -> None:
    """Write what the leaderboard shows."""
    from grader.contest.publish import write_standings

    write_standings(course)


def _settle(write: Callable[[Passed], Outcome], step: tuple[Passed, threading.Event]) -> Outcome:
    """Write a submission; let its thread go on whatever happens."""
    passed, settled = step
    try:
        return write(passed)
    finally:
        settled.set()


@contextmanager
def _in_words(course: Course) -> Iterator[None]:
    """Say a database's refusal as a person would."""
    from sqlalchemy.exc import DatabaseError

    try:
        yield
    except DatabaseError as error:
        raise CaopanError(
            f"{course.gradebook_url}: grades cannot be written ({error.orig}); end other programs "
            "that use the gradebook, make room, then grade again: nothing is half-written."
        ) from error


def _late_penalties(course: Course) -> Any:
    """Make nbgrader's late-penalty stage with the plugin that the course names."""
    from nbgrader.preprocessors import AssignLatePenalties

    there = (course.root / "nbgrader_config.py").is_file()
    stage = AssignLatePenalties(config=nbgrader_config(course)) if there else AssignLatePenalties()
    stage.init_plugin()
    return stage


def _outcome(passed: Passed) -> Outcome:
    """Say what became of a submission, for the report."""
    papers, refused = passed.marked.values(), passed.refused
    closed = "; ".join(f"room closed: {p.closed}" for p in papers if p.closed)
    status = refused.status if refused else Status.FAILED if passed.reason else Status.GRADED
    return Outcome(
        passed.submission.student,
        passed.submission.timestamp,
        str(status),
        (refused.note if refused else passed.reason) or closed,
        passed.seconds,
        peak_mb=max((p.peak_mb for p in papers), default=0),
        cpu_seconds=round(sum(p.cpu_seconds for p in papers), 4),
        mended=tuple(m for p in papers for m in p.mended),
        notes=tuple(n for p in papers for n in p.notes),
        author_errors=tuple(needs_person(passed.marked)),
        cells={n: str(v.outcome) for p in papers for n, v in p.verdicts.items()},
    )
