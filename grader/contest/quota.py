"""Which submissions of a round are graded: in time, and within the day's quota."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from grader.contest.entries import Entry, Status
from grader.contest.rounds import State, in_shanghai

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from grader.contest.rounds import Round

# A failed run costs no attempt: a crash on our side or a broken file must not use up a day.
USES_QUOTA = frozenset({Status.GRADED, Status.UNGRADED})


class Refusal(NamedTuple):
    """Why a submission is kept but not graded."""

    status: Status
    note: str


def latest_events(entries: Iterable[Entry]) -> list[Entry]:
    """Reduce rows to one a submission: its latest event, whatever the order of the rows."""
    latest: dict[tuple[str, str, dt.datetime, str], Entry] = {}
    for entry in entries:
        key = (entry.round, entry.candidate, entry.submitted_at, entry.content_hash)
        if key not in latest or _order(latest[key]) < _order(entry):
            latest[key] = entry
    return sorted(latest.values(), key=lambda e: (e.submitted_at, e.candidate, e.content_hash))


def used_on(contest_round: Round, own: Iterable[Entry], moment: dt.datetime) -> int:
    """Count one candidate's submissions that use up the quota of a moment's Shanghai day.

    Args:
        contest_round: the round.
        own: this candidate's latest events in it.
        moment: any moment of that day.
    """
    day = in_shanghai(moment).date()
    counted = (e.submitted_at for e in own if e.status in USES_QUOTA)
    return sum(
        contest_round.state(at) is State.OPEN and in_shanghai(at).date() == day for at in counted
    )


def refusal(contest_round: Round, own: Sequence[Entry], moment: dt.datetime) -> Refusal | None:
    """Say why a submission made at ``moment`` is not to be graded; None when it is.

    Args:
        contest_round: the round.
        own: this candidate's latest events of *earlier* submissions in it.
        moment: when the submission was made.
    """
    if any(e.status is Status.WITHDRAWN for e in own):
        return Refusal(Status.UNGRADED, "submitted after the candidate had withdrawn")
    if (state := contest_round.state(moment)) is not State.OPEN:
        when = "before the round opened" if state is State.BEFORE else "after the round closed"
        return Refusal(Status.UNGRADED, f"submitted {when}")
    quota = contest_round.submissions_per_day
    earlier = [e for e in own if e.submitted_at < moment]
    if used_on(contest_round, earlier, moment) >= quota:
        return Refusal(Status.OVER_QUOTA, f"over the quota of {quota} a day")
    return None


def _order(entry: Entry) -> tuple[object, ...]:
    points = (sorted(entry.public_points.items()), sorted(entry.private_points.items()))
    return (entry.recorded_at, entry.run, list(Status).index(entry.status), points, entry.note)
