"""Quotas: which submissions of a round are graded."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.contest import Entry, Round, Status
from grader.contest.quota import latest_events, refusal
from grader.contest.rounds import in_shanghai
from grader.marking.card import Part

OPENS = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
ROUND = Round(
    round="r",
    title="R",
    assignment="a",
    opens=OPENS,
    closes=OPENS + dt.timedelta(days=5),
    submissions_per_day=2,
    secret_sha256="0" * 64,
    parts=(
        Part(id="seen", title="Seen", max=10, public=True, cells=("s",)),
        Part(id="unseen", title="Unseen", max=10, public=False, cells=("u",)),
    ),
)


def event(hours: float, status: Status = Status.GRADED) -> Entry:
    """One candidate's submission some hours after the opening."""
    at = OPENS + dt.timedelta(hours=hours)
    return Entry("r", "amy", at, str(hours), status, recorded_at=at)


@given(hours=st.lists(st.integers(0, 119), max_size=30))
def test_no_day_ever_has_more_than_the_quota(hours: list[int]) -> None:
    """Whatever the times, taken in order, each Shanghai day grades its quota and no more."""
    own: list[Entry] = []
    for hour in sorted(hours):
        at = OPENS + dt.timedelta(hours=hour, seconds=len(own))
        refused = refusal(ROUND, own, at)
        status = refused.status if refused else Status.GRADED
        own.append(Entry("r", "amy", at, "", status, recorded_at=at))
    days = [in_shanghai(e.submitted_at).date() for e in own]
    for day in set(days):
        graded = sum(d == day and e.status is Status.GRADED for d, e in zip(days, own, strict=True))
        assert graded == min(2, days.count(day))


@pytest.mark.parametrize(
    ("own", "hours", "refused"),
    [
        ([], -0.1, "before the round opened"),
        ([], 0, None),
        ([], 120, "after the round closed"),
        ([event(0), event(1)], 2, "over the quota of 2 a day"),
        ([event(0), event(1)], 15, None),  # midnight in Shanghai
        ([event(0, Status.FAILED), event(1)], 2, None),
        ([event(0), event(1, Status.OVER_QUOTA)], 2, None),
        ([event(-1, Status.UNGRADED), event(1)], 2, None),  # came before the opening
        ([event(1, Status.WITHDRAWN)], 2, "had withdrawn"),
    ],
)
def test_what_is_refused_and_why(own: list[Entry], hours: float, refused: str | None) -> None:
    """Time first, then the day's quota; failed and refused submissions use up nothing."""
    said = refusal(ROUND, own, OPENS + dt.timedelta(hours=hours))
    assert (said is None) if refused is None else (said is not None and refused in said.note)


def test_the_latest_event_of_a_submission_counts() -> None:
    """Received, then graded: one submission, graded, in whatever order the rows come."""
    received = event(0, Status.UNGRADED)
    graded = Entry("r", "amy", received.submitted_at, "0", Status.GRADED, recorded_at=OPENS + DAY)
    assert latest_events([graded, received]) == latest_events([received, graded]) == [graded]


DAY = dt.timedelta(days=1)
