"""The demonstration class: twelve simulated candidates, really graded.

Their notebooks are filled with answers of different quality from ``answers.yaml``, submitted
through the exchange, executed and graded like anybody's. Every step is skipped where its result is
there already, so a class that was interrupted is completed by starting it again. Only these
twelve are touched.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from grader.contest import new_round, read_rounds, withdraw, write_standings
from grader.contest.entries import Status, read_entries
from grader.demo.answers import fill, read_answers
from grader.demo.people import CLASS, MARK, Candidate
from grader.files import write_atomically
from grader.marking.card import has_variants
from grader.marking.course import ZONE, Course, course_at, prepare
from grader.marking.crew import Crew
from grader.marking.desk import fetch, submit
from grader.marking.engine import grade
from grader.marking.handout import release
from grader.marking.intake import inbound
from grader.marking.pool import Pool
from grader.marking.report import Progress
from grader.marking.roster import enrol, known_students
from grader.marking.variants import write_variants

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

LESSON = "01_operators_job"
CONTEST = "contest_warmup"
ROUND = "warmup"


def seed(
    course_root: Course | Path | str,
    progress: Callable[[int, int, str], None] | None = None,
    *,
    jobs: int = 2,
    now: dt.datetime | None = None,
    lesson: str = LESSON,
    contest: str = CONTEST,
    people: Sequence[Candidate] = CLASS,
) -> Path:
    """Bring the demonstration class onto the leaderboard.

    Args:
        course_root: a course whose assignments are built.
        progress: called with (done, of how many, what) after each variant and submission.
        jobs: processes that write variants, and submissions graded at the same time.
        now: the moment that simulated times count back from; kept from the first start.
        lesson, contest: the two assignments.
        people: the candidates.

    Returns:
        The standings file.

    Raises:
        CaopanError: an assignment is not built, an id belongs to somebody else, a disk refuses.
    """
    course = prepare(course_at(course_root))
    if is_complete(course):
        return write_standings(course)
    handed_in = sum(c.lessons + c.first + c.second for c in people)
    steps = _Steps(progress, 2 * len(people) + handed_in)
    _enrol(course, people)
    moment = _moment(course, now)
    with Pool(course, jobs) as pool, Crew(course, jobs) as crew:
        crew.warm_up()
        _Class(course, lesson, contest, tuple(people), moment, pool, crew, steps).run()
    _remember(course, complete=True)
    return write_standings(course)


def is_complete(course_root: Course | Path | str) -> bool:
    """Say whether the class was completed once in this course."""
    return bool(_state(course_at(course_root)).get("complete"))


@dataclass
class _Steps:
    """Adds the progress of all parts up to one bar."""

    progress: Callable[[int, int, str], None] | None
    total: int
    done: int = 0

    def say(self, what: str) -> None:
        """Count one more; two threads do."""
        self.done = min(self.done + 1, self.total)
        if self.progress:
            self.progress(self.done, self.total, what)

    def graded(self, step: Progress) -> None:
        self.say(step.what)


@dataclass(frozen=True)
class _Class:
    """One seeding of the class."""

    course: Course
    lesson: str
    contest: str
    people: tuple[Candidate, ...]
    moment: dt.datetime
    pool: Pool
    crew: Crew
    steps: _Steps

    def run(self) -> None:
        """Hand out, answer and grade: first two days of the contest, then the lesson.

        The leaderboard is what somebody who has just started the house looks at.
        """
        _open_round(self.course, self.contest, self.moment)
        self._hand_out(self.contest)
        self._day(self.contest, self._morning(), lambda c: range(c.first))
        last_hour = self.moment - dt.timedelta(hours=1)
        self._day(self.contest, last_hour, lambda c: range(c.first, c.first + c.second))
        self._withdraw()
        write_standings(self.course)
        self._hand_out(self.lesson)
        self._day(self.lesson, self._morning(), lambda c: range(c.lessons))

    def _write_variants(self, assignment: str) -> None:
        """Make the class's tables, some in each process."""
        if not has_variants(self.course, assignment):
            return
        ids = [candidate.id for candidate in self.people]
        write_variants(self.course, assignment, ids, progress=self._written, pool=self.pool)

    def _hand_out(self, assignment: str) -> None:
        self._write_variants(assignment)
        if not _is_released(self.course, assignment):
            release(self.course, assignment)
        for candidate in self.people:
            fetch(self.course, assignment, candidate.id, _desk(self.course, candidate))

    def _day(
        self, assignment: str, start: dt.datetime, numbers: Callable[[Candidate], Sequence[int]]
    ) -> None:
        """Submit a day's attempts from ``start`` on, then grade them."""
        self._submit(assignment, numbers, start)
        ids = [c.id for c in self.people]
        grade(self.course, assignment, ids, self.steps.graded, crew=self.crew)

    def _written(self, what: str, *_: int) -> None:
        self.steps.say(what)

    def _morning(self) -> dt.datetime:
        """Ten o'clock of the day before, in Shanghai."""
        day = self.moment.astimezone(ZONE) - dt.timedelta(days=1)
        return day.replace(hour=10, minute=0, second=0, microsecond=0)

    def _submit(
        self, assignment: str, numbers: Callable[[Candidate], Sequence[int]], start: dt.datetime
    ) -> None:
        """Submit what is not in the exchange yet, each at its simulated minute."""
        answers = read_answers(self.course, assignment)
        there = {s.submitted_at for own in inbound(self.course, assignment).values() for s in own}
        for place, candidate in enumerate(self.people):
            for number in numbers(candidate):
                at = start + dt.timedelta(minutes=4 * place, seconds=50 * number)
                if at in there:
                    continue
                desk = _desk(self.course, candidate)
                notebook = f"{assignment}/{assignment}.ipynb"
                released = self.course.root / "exercises" / notebook
                fill(released, desk / notebook, answers, candidate, number)
                submit(self.course, assignment, candidate.id, desk, at)

    def _withdraw(self) -> None:
        gone = {e.candidate for e in read_entries(self.course) if e.status is Status.WITHDRAWN}
        for contest_round in read_rounds(self.course):
            for candidate in self.people:
                is_its = contest_round.assignment == self.contest
                if is_its and candidate.withdraws and candidate.id not in gone:
                    withdraw(self.course, contest_round.round, candidate.id, self.moment)


def _enrol(course: Course, people: Sequence[Candidate]) -> None:
    known = known_students(course)
    for candidate in people:
        if MARK not in known.get(candidate.id, MARK):
            raise CaopanError(
                f"student {candidate.id!r} is somebody real in this gradebook; the demonstration "
                "class needs that id: rename the student or do without the class."
            )
    enrol(course, {c.id: c.name for c in people})


def _open_round(course: Course, contest: str, moment: dt.datetime) -> None:
    """Open the warm-up round two days back, unless the contest has a round already."""
    if any(r.assignment == contest for r in read_rounds(course)):
        return
    here = moment.astimezone(ZONE).replace(hour=9, minute=0, second=0, microsecond=0)
    new_round(
        course,
        ROUND,
        contest,
        here - dt.timedelta(days=2),
        here.replace(hour=18) + dt.timedelta(days=14),
    )


def _is_released(course: Course, assignment: str) -> bool:
    return (course.inbound.parent / "outbound" / assignment).is_dir()


def _desk(course: Course, candidate: Candidate) -> Path:
    return course.work / "demo" / "desks" / candidate.id


def _state_file(course: Course) -> Path:
    return course.work / "demo" / "class.json"


def _state(course: Course) -> dict[str, Any]:
    file = _state_file(course)
    try:
        value: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CaopanError(f"{file}: cannot be read ({error}); delete it, start again.") from error
    return value


def _remember(course: Course, **values: object) -> None:
    write_atomically(_state_file(course), json.dumps({**_state(course), **values}))


def _moment(course: Course, now: dt.datetime | None) -> dt.datetime:
    """Give the moment that simulated times count back from: fixed at the first start."""
    if "moment" not in _state(course):
        fresh = now or dt.datetime.now(dt.UTC)
        _remember(course, moment=fresh.astimezone(dt.UTC).isoformat())
    return dt.datetime.fromisoformat(_state(course)["moment"])
