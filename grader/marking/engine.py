"""Grading a class: intake, both rooms, gradebook, report, standings.

Threads run submissions side by side, one zygote each; the gradebook is written by the caller's
thread alone, one transaction a submission.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from grader.contest.entries import Entry, Status, append, new_run, read_entries
from grader.contest.quota import latest_events, refusal
from grader.contest.rounds import Round, read_rounds
from grader.marking.book import needs_person, save
from grader.marking.course import Course, course_at, open_gradebook, prepare
from grader.marking.crew import Crew
from grader.marking.handout import register
from grader.marking.intake import Submission, collect, content_hash, handed_in, inbound
from grader.marking.material import graded_folder, material
from grader.marking.paper import Marked, mark, unmarked
from grader.marking.report import Outcome, Progress, Report
from grader.marking.restore import Unreadable, read_notebook
from grader.marking.roster import enrol, known_students
from grader.marking.sheet import Sheet, read_sheets
from grader.marking.variants import has_variant
from grader.rooms.workshop import RoomsUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

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
    crew: Crew | None = None,
) -> Report:
    """Grade what is new of an assignment in the two rooms, refresh the standings.

    Of an ordinary assignment each student's newest submission is graded; of a contest's every
    one, in time order and under the quota. A submission that fails costs itself only.

    Args:
        course_root: the course; any nbgrader course whose tests are safe in the clean room.
        assignment: the assignment's name.
        students: only these; everybody by default.
        progress: called after each submission.
        force: grade again what is graded already.
        jobs: submissions graded at the same time.
        crew: zygotes that are running already, in place of new ones.

    Returns:
        The outcomes, also written under ``work/reports``.

    Raises:
        CaopanError: unknown assignment or student, tests that are not safe, another course's
            gradebook, a bad rounds file, a disk that takes no files, nothing that protects.
    """
    started, run = time.perf_counter(), new_run()
    course = course_at(course_root)
    contest_round = _prepared(course, assignment)
    chosen = None if students is None else sorted(set(students))
    found = inbound(course, assignment, chosen) if course.ours else handed_in(course, assignment)
    with open_gradebook(course) as book:
        sheets = read_sheets(book, assignment, course.source(assignment))
    _refuse_strangers(course, chosen, found)
    if chosen is not None:
        found = {s: own for s, own in found.items() if s in chosen}
    with nullcontext(crew) if crew else Crew(course, jobs) as workers:
        batch = _Batch(course, assignment, run, contest_round, force, sheets, workers)
        outcomes = batch.grade(found, progress)
    report = Report(run, assignment, tuple(outcomes), round(time.perf_counter() - started, 2))
    report.write(course)
    if course.ours:
        _refresh_standings(course)
    return report


def _prepared(course: Course, assignment: str) -> Round | None:
    """Have the assignment in the gradebook; give its contest round, if it has one."""
    if not course.ours:
        return None
    prepare(course)
    contest_round = next((r for r in read_rounds(course) if r.assignment == assignment), None)
    register(course, assignment)
    return contest_round


def _refuse_strangers(
    course: Course, chosen: Sequence[str] | None, found: dict[str, list[Submission]]
) -> None:
    known = known_students(course)
    for student in chosen or ():
        if student not in known and (course.ours or student not in found):
            raise CaopanError(
                f"student {student!r}: not in the gradebook of {course.root}; check the spelling "
                f"(known: {', '.join(list(known)[:5]) or 'nobody yet'}) or enrol them first."
            )


def _refresh_standings(course: Course) -> None:
    from grader.contest.publish import write_standings

    write_standings(course)


@dataclass(frozen=True)
class _Done:
    """One submission that has been through the rooms, not yet in the gradebook."""

    submission: Submission
    marked: dict[str, Marked]
    reason: str
    seconds: float


@dataclass
class _Batch:
    """One run over one assignment."""

    course: Course
    assignment: str
    run: str
    contest_round: Round | None
    force: bool
    sheets: list[Sheet]
    crew: Crew

    def grade(
        self,
        found: dict[str, list[Submission]],
        progress: Callable[[Progress], None] | None,
    ) -> list[Outcome]:
        """Grade all students' submissions, students side by side, each one's own in time order."""
        outcomes, plans = self._plan(found)
        total = sum(len(p) for p in plans)
        if self.contest_round:
            self._mark_received([s for p in plans for s in p])
        done: queue.SimpleQueue[_Step] = queue.SimpleQueue()
        stop = threading.Event()
        failed = 0
        with open_gradebook(self.course) as book, ThreadPoolExecutor(self.crew.jobs) as threads:
            self._late = _late_penalties(self.course)
            futures = [threads.submit(self._student, p, done, stop) for p in plans]
            try:
                for number in range(1, total + 1):
                    step = done.get()
                    if step is None:  # a thread broke off: its error is raised below
                        break
                    outcome = self._settle(book, step)
                    outcomes.append(outcome)
                    failed += outcome.status == Status.FAILED
                    if progress:
                        progress(Progress(number, total, failed, outcome.student))
            finally:
                stop.set()  # after Ctrl-C: the submissions at hand are finished, no others begun
        for future in futures:
            future.result()
        return sorted(outcomes, key=lambda o: (o.student, o.submitted_at))

    # --- what is to be done -----------------------------------------------------------------

    def _plan(
        self, found: dict[str, list[Submission]]
    ) -> tuple[list[Outcome], list[list[Submission]]]:
        """Part what needs grading, a list a student, from what does not."""
        known = known_students(self.course)
        outcomes: list[Outcome] = []
        plans: list[list[Submission]] = []
        for student, submissions in found.items():
            if self.course.ours and student not in known:
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
            folder = self.course.autograded(submission.student, self.assignment)
            stamp = folder / "timestamp.txt"
            if not stamp.is_file():
                return folder.is_dir() and not submission.timestamp
            return stamp.read_text(encoding="utf-8").strip() == submission.timestamp
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

    # --- in a thread ------------------------------------------------------------------------

    def _student(
        self, plan: list[Submission], done: queue.SimpleQueue[_Step], stop: threading.Event
    ) -> None:
        """Put one student's submissions through the rooms, in order."""
        try:
            for submission in plan:
                if stop.is_set():
                    return
                settled = threading.Event()
                done.put((self._through_rooms(submission), settled))
                while not settled.wait(0.5):  # the next one's quota depends on this one
                    if stop.is_set():
                        return
        except BaseException:
            done.put(None)
            raise

    def _through_rooms(self, submission: Submission) -> _Done | Outcome:
        """Grade a submission, or say why it is not graded at all."""
        if refused := self._refused(submission):
            return refused
        started = time.perf_counter()
        reason, marked = "", {}
        if self.course.ours:
            collect(self.course, submission)
        try:
            given = material(self.course, self.assignment, submission.student)
            folder = self.course.submitted(submission.student, self.assignment)
            with self.crew.zygote() as zygote:
                for sheet in self._handed_in(folder):
                    notebook = read_notebook((folder / f"{sheet.notebook}.ipynb").read_bytes())
                    marked[sheet.notebook] = mark(notebook, sheet, zygote, self.crew.limits, given)
        except RoomsUnavailable:
            raise
        except CaopanError as problem:
            reason = str(problem)
        except Exception as problem:  # whatever it is about this one, the others go on
            reason = f"the grader failed on it ({type(problem).__name__}: {problem})"
        if reason:
            marked = {sheet.notebook: unmarked(sheet, reason) for sheet in self.sheets}
        return _Done(submission, marked, reason, round(time.perf_counter() - started, 3))

    def _handed_in(self, folder: Path) -> list[Sheet]:
        files = ((s, folder / f"{s.notebook}.ipynb") for s in self.sheets)
        there = [s for s, file in files if file.is_file() and not file.is_symlink()]
        if not there:
            raise Unreadable("it holds no notebook of this assignment")
        return there

    def _refused(self, submission: Submission) -> Outcome | None:
        if self.contest_round is None:
            return None
        own = self._events(submission.student)
        earlier = [
            e
            for e in own
            if e.submitted_at < submission.submitted_at or e.status is Status.WITHDRAWN
        ]
        refused = refusal(self.contest_round, earlier, submission.submitted_at)
        return refused and _outcome(submission, refused.status, refused.note)

    # --- in the caller's thread ---------------------------------------------------------------

    def _settle(self, book: Any, step: _Step) -> Outcome:
        """Write a submission's rows, its entry and its graded folder."""
        assert step is not None
        done, settled = step
        try:
            if isinstance(done, Outcome):
                self._append_refusal(done)
                return done
            return self._saved(book, done)
        finally:
            settled.set()

    def _append_refusal(self, outcome: Outcome) -> None:
        submission = next(
            s
            for s in inbound(self.course, self.assignment, [outcome.student])[outcome.student]
            if s.timestamp == outcome.submitted_at
        )
        status = Status(outcome.status)
        append(self.course, [self._entry(submission, status, outcome.reason)])

    def _saved(self, book: Any, done: _Done) -> Outcome:
        submission = done.submission
        student = submission.student
        also = None
        if self.contest_round is not None:
            also = self._recorder(done)
        with (
            _in_words(self.course),
            graded_folder(self.course, self.assignment, student, done.marked),
        ):
            save(
                book,
                self.assignment,
                student,
                submission.submitted_at.astimezone(dt.UTC).replace(tzinfo=None)
                if submission.timestamp
                else None,
                done.marked,
                self._late,
                also,
            )
        status = Status.FAILED if done.reason else Status.GRADED
        return _outcome(submission, status, done.reason, done.seconds, done.marked)

    def _recorder(self, done: _Done) -> Callable[[Any, Any], None]:
        """Give what copies the grades to the contest's entries, in their own transaction."""
        from grader.contest.recorder import record

        assert self.contest_round is not None
        base = self._entry(done.submission, Status.FAILED, done.reason)
        contest_round = self.contest_round

        def also(session: Any, submission: Any) -> None:
            record(session, submission, contest_round, base)

        return also

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


# What a thread hands over: a result and the event that says that it is settled; None: it broke off.
_Step = tuple[_Done | Outcome, threading.Event] | None


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

    from grader.marking.course import nbgrader_config

    there = (course.root / "nbgrader_config.py").is_file()
    stage = AssignLatePenalties(config=nbgrader_config(course)) if there else AssignLatePenalties()
    stage.init_plugin()
    return stage


def _outcome(
    submission: Submission,
    status: Status,
    reason: str = "",
    seconds: float = 0.0,
    marked: dict[str, Marked] | None = None,
) -> Outcome:
    papers = marked or {}
    return Outcome(
        submission.student,
        submission.timestamp,
        str(status),
        reason or "; ".join(f"room closed: {p.closed}" for p in papers.values() if p.closed),
        seconds,
        peak_mb=max((p.peak_mb for p in papers.values()), default=0),
        cpu_seconds=round(sum(p.cpu_seconds for p in papers.values()), 4),
        mended=tuple(m for p in papers.values() for m in p.mended),
        notes=tuple(n for p in papers.values() for n in p.notes),
        author_errors=tuple(needs_person(papers)),
        cells={n: str(v.outcome) for p in papers.values() for n, v in p.verdicts.items()},
    )
