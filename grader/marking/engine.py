"""Grading a class: intake from the exchange, stock nbgrader in two processes, feedback, standings.

The engine of the next issue replaces :mod:`grader.marking.worker`; intake, quotas, reports and
the order of work stay.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.contest.entries import Entry, Status, append, new_run, read_entries
from grader.contest.quota import latest_events, refusal
from grader.contest.rounds import Round, read_rounds
from grader.marking.course import Course, course_at, prepare
from grader.marking.handout import register
from grader.marking.intake import Submission, collect, content_hash, inbound
from grader.marking.pool import Pool
from grader.marking.report import Outcome, Progress, Report
from grader.marking.roster import enrol, known_students, refuse_unknown
from grader.marking.variants import has_variant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from grader.marking.pool import Worker

# The note of a row that says that a submission has come in and waits.
RECEIVED = "received"
UNKNOWN = (
    "unknown student: not in the gradebook and without tables of this assignment; "
    "enrol them and write their variant, then grade again"
)


def grade(
    course_root: Course | Path | str,
    assignment: str,
    students: Iterable[str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    *,
    force: bool = False,
    jobs: int = 2,
    pool: Pool | None = None,
) -> Report:
    """Collect and grade what is new in the exchange, write feedback, refresh the standings.

    A contest's feedback is not written here: it would show private points (see
    :func:`grader.marking.release_feedback`).

    Of an ordinary assignment each student's newest submission is graded; of a contest's every
    one, in time order and under the quota. A submission that fails costs itself only.

    Args:
        course_root: the course.
        assignment: the assignment's name.
        students: only these; everybody by default.
        progress: called after each submission.
        force: grade again what is graded already.
        jobs: grading processes.
        pool: grading processes that are running already, in place of new ones.

    Returns:
        The outcomes, also written under ``work/reports``.

    Raises:
        CaopanError: unknown assignment or student, another course's gradebook, a bad rounds file,
            a disk that takes no files.
    """
    started, run = time.perf_counter(), new_run()
    course = prepare(course_at(course_root))
    contest_round = _round_of(course, assignment)
    register(course, assignment)
    chosen = None if students is None else sorted(set(students))
    if chosen is not None:
        refuse_unknown(course, chosen)
    batch = _Batch(course, assignment, run, contest_round, force)
    with nullcontext(pool) if pool else Pool(course, jobs) as workers:
        outcomes = batch.grade(inbound(course, assignment, chosen), workers, progress)
    report = Report(run, assignment, tuple(outcomes), round(time.perf_counter() - started, 2))
    report.write(course)
    _refresh_standings(course)
    return report


def _round_of(course: Course, assignment: str) -> Round | None:
    return next((r for r in read_rounds(course) if r.assignment == assignment), None)


def _refresh_standings(course: Course) -> None:
    from grader.contest.publish import write_standings

    write_standings(course)


@dataclass(frozen=True)
class _Batch:
    """One run over one assignment."""

    course: Course
    assignment: str
    run: str
    contest_round: Round | None
    force: bool

    def grade(
        self,
        found: dict[str, list[Submission]],
        pool: Pool,
        progress: Callable[[Progress], None] | None,
    ) -> list[Outcome]:
        """Grade all students' submissions, students side by side, each one's own in time order."""
        outcomes, plans = self._plan(found)
        total = sum(len(p) for p in plans)
        if self.contest_round:
            self._mark_received([s for p in plans for s in p])
        done: queue.SimpleQueue[Outcome | None] = queue.SimpleQueue()
        stop = threading.Event()
        failed = 0
        with ThreadPoolExecutor(pool.jobs) as threads:
            futures = [threads.submit(self._student, pool, p, done, stop) for p in plans]
            try:
                for number in range(1, total + 1):
                    outcome = done.get()
                    if outcome is None:  # a thread broke off: its error is raised below
                        break
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
        self, found: dict[str, list[Submission]]
    ) -> tuple[list[Outcome], list[list[Submission]]]:
        """Part what needs grading, a list a student, from what does not."""
        known = known_students(self.course)
        outcomes: list[Outcome] = []
        plans: list[list[Submission]] = []
        for student, submissions in found.items():
            if student not in known:
                if not has_variant(self.course, self.assignment, student):
                    outcomes += [_outcome(s, Status.FAILED, UNKNOWN) for s in submissions]
                    continue
                enrol(self.course, {student: ""})
            todo = submissions if self.contest_round else submissions[-1:]
            fresh = [s for s in todo if self.force or not self._settled(s)]
            outcomes += [Outcome(student, s.timestamp, "skipped") for s in todo if s not in fresh]
            plans += [fresh] if fresh else []
        return outcomes, plans

    def _settled(self, submission: Submission) -> bool:
        """Say whether an earlier run has dealt with a submission."""
        if self.contest_round is None:
            stamp = self.course.autograded(submission.student, self.assignment) / "timestamp.txt"
            return stamp.is_file() and stamp.read_text(encoding="utf-8") == submission.timestamp
        return any(
            e.submitted_at == submission.submitted_at and e.note != RECEIVED
            for e in self._events(submission.student)
        )

    def _events(self, student: str) -> list[Entry]:
        assert self.contest_round is not None
        rows = read_entries(self.course, self.contest_round.round)
        return latest_events(e for e in rows if e.candidate == student)

    def _mark_received(self, submissions: Sequence[Submission]) -> None:
        """Show new submissions as waiting before the first of them is graded."""
        append(self.course, [self._entry(s, Status.UNGRADED, RECEIVED) for s in submissions])
        if submissions:
            _refresh_standings(self.course)

    def _student(
        self,
        pool: Pool,
        plan: list[Submission],
        done: queue.SimpleQueue[Outcome | None],
        stop: threading.Event,
    ) -> None:
        """Deal with one student's submissions in order."""
        try:
            with pool.worker() as worker:
                for submission in plan:
                    if stop.is_set():
                        return
                    done.put(self._one(worker, submission))
        except BaseException:
            done.put(None)
            raise

    def _one(self, worker: Worker, submission: Submission) -> Outcome:
        if self.contest_round is not None:
            own = self._events(submission.student)
            earlier = [
                e
                for e in own
                if e.submitted_at < submission.submitted_at or e.status is Status.WITHDRAWN
            ]
            if refused := refusal(self.contest_round, earlier, submission.submitted_at):
                append(self.course, [self._entry(submission, *refused)])
                return _outcome(submission, refused.status, refused.note)
        collect(self.course, submission)
        answer = worker.ask(
            {
                "student": submission.student,
                "assignment": self.assignment,
                "run": self.run,
                "feedback": self.contest_round is None,
            }
        )
        status = Status.GRADED if answer["ok"] else Status.FAILED
        if status is Status.FAILED and self.contest_round is not None:
            append(self.course, [self._entry(submission, status, answer["reason"])])
        return _outcome(submission, status, answer["reason"], answer["seconds"])

    def _entry(self, submission: Submission, status: Status, note: str) -> Entry:
        assert self.contest_round is not None
        return Entry(
            round=self.contest_round.round,
            candidate=submission.student,
            submitted_at=submission.submitted_at,
            content_hash=content_hash(submission.folder),
            status=status,
            note=note,
            run=self.run,
            recorded_at=dt.datetime.now(dt.UTC),
        )


def _outcome(
    submission: Submission, status: Status, reason: str = "", seconds: float = 0.0
) -> Outcome:
    return Outcome(submission.student, submission.timestamp, str(status), reason, seconds)
