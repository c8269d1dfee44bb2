"""A round's submissions on their way through grading: what waits, what is refused, what is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.contest.entries import Entry, Status, append, read_entries
from grader.contest.quota import Refusal, latest_events, refusal
from grader.contest.recorder import record
from grader.marking.intake import Submission, content_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.contest.rounds import Round
    from grader.marking.course import Course

# The note of a row that says that a submission has come in and waits.
RECEIVED = "received"


@dataclass(frozen=True)
class RoundIntake:
    """One grading run's view of a round.

    Attributes:
        course: the course.
        contest_round: the round that the assignment belongs to.
        run: the grading run.
    """

    course: Course
    contest_round: Round
    run: str

    def settled(self, submission: Submission) -> bool:
        """Say whether an earlier run has dealt with a submission."""
        return any(
            e.submitted_at == submission.submitted_at and e.note != RECEIVED
            for e in self._events(submission.student)
        )

    def receive(self, submissions: Sequence[Submission]) -> None:
        """Show new submissions as waiting before the first of them is graded."""
        append(self.course, [self._entry(s, Status.UNGRADED, RECEIVED) for s in submissions])

    def refused(self, submission: Submission) -> Refusal | None:
        """Say why a submission is kept but not graded: too early, too late, over the quota."""
        earlier = [
            e
            for e in self._events(submission.student)
            if e.submitted_at < submission.submitted_at or e.status is Status.WITHDRAWN
        ]
        return refusal(self.contest_round, earlier, submission.submitted_at)

    def keep(self, submission: Submission, refused: Refusal) -> None:
        """Keep a submission that was refused."""
        append(self.course, [self._entry(submission, *refused)])

    def record(self, session: Any, row: Any, submission: Submission, failure: str) -> None:
        """Copy the grades that are about to be committed into an entry of the same transaction.

        Args:
            session: the transaction's.
            row: nbgrader's row of the submission.
            submission: what was graded.
            failure: why it could not be; "" where it was.
        """
        base = self._entry(submission, Status.FAILED, failure)
        record(session, row, self.contest_round, base)

    def _events(self, student: str) -> list[Entry]:
        rows = read_entries(self.course, self.contest_round.round)
        return latest_events(e for e in rows if e.candidate == student)

    def _entry(self, submission: Submission, status: Status, note: str) -> Entry:
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
