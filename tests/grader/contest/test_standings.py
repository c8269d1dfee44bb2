"""Standings as a pure function: what holds for every set of entries."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from grader.contest import Entry, Round, Status, standings
from grader.leaderboard.standings import Standings
from grader.marking.card import Part

OPENS = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
CLOSES = OPENS + dt.timedelta(days=5)
WHILE_OPEN = CLOSES - dt.timedelta(seconds=1)
ROUND = Round(
    round="r",
    title="R",
    assignment="a",
    opens=OPENS,
    closes=CLOSES,
    submissions_per_day=3,
    secret_sha256="0" * 64,
    parts=(
        Part(id="seen", title="Seen", max=10, public=True, cells=("s",)),
        Part(id="unseen", title="Unseen", max=10, public=False, cells=("u",)),
    ),
)


def entry(  # noqa: D103 (short for the examples below)
    candidate: str, hour: float, seen: float = 1, unseen: float = 1, **values: Any
) -> Entry:
    at = OPENS + dt.timedelta(hours=hour)
    fields: dict[str, Any] = {
        "status": Status.GRADED,
        "public_points": {"seen": seen},
        "private_points": {"unseen": unseen},
        "recorded_at": at,
        "run": f"{hour:09.4f}",
    }
    return Entry("r", candidate, at, f"h{hour}", **(fields | values))


POINTS = st.sampled_from([0.0, 2.5, 5.0, 10.0])
ENTRIES = st.lists(
    st.builds(
        lambda who, hour, seen, unseen, status: entry(
            who,
            hour,
            public_points={"seen": seen} if status is Status.GRADED else {},
            private_points={"unseen": unseen} if status is Status.GRADED else {},
            status=status,
        ),
        st.sampled_from("abcdef"),
        st.integers(0, 100),
        POINTS,
        POINTS,
        st.sampled_from(list(Status)),
    ),
    max_size=25,
)
MOMENTS = st.sampled_from([WHILE_OPEN, CLOSES])
NAMES = {"r": {"a": "Amy", "z": "Zoe"}}


def rows(entries: list[Entry], as_of: dt.datetime = WHILE_OPEN) -> list[dict[str, Any]]:
    """The rows of the only round."""
    value: list[dict[str, Any]] = standings(entries, [ROUND], as_of, NAMES)["rounds"][0]["rows"]
    return value


def of(candidate: str, entries: list[Entry], as_of: dt.datetime = WHILE_OPEN) -> dict[str, Any]:
    """One candidate's row."""
    return next(r for r in rows(entries, as_of) if r["candidate"] == candidate)


@given(entries=ENTRIES, as_of=MOMENTS, seed=st.randoms(use_true_random=False))
def test_order_of_rows_is_no_matter(entries: list[Entry], as_of: dt.datetime, seed: Any) -> None:
    """However the database returns the entries, the standings are the same."""
    shuffled = list(entries)
    seed.shuffle(shuffled)
    assert standings(shuffled, [ROUND], as_of, NAMES) == standings(entries, [ROUND], as_of, NAMES)


@given(entries=ENTRIES, as_of=MOMENTS)
def test_ranks_follow_scores_and_nulls_are_last(entries: list[Entry], as_of: dt.datetime) -> None:
    """Ranks are 1..n by falling score; who has no score is last, unranked, in order of ids."""
    found = rows(entries, as_of)
    ranked = [r for r in found if r["rank"] is not None]
    rest = found[len(ranked) :]
    assert [r["rank"] for r in ranked] == list(range(1, len(ranked) + 1))
    assert [r["score"] for r in ranked] == sorted((r["score"] for r in ranked), reverse=True)
    assert all(r["rank"] is None and r["score"] is None and r["parts"] == {} for r in rest)
    assert [r["candidate"] for r in rest] == sorted(r["candidate"] for r in rest)


@given(entries=ENTRIES, as_of=MOMENTS)
def test_equal_scores_keep_the_earlier_entry_first(
    entries: list[Entry], as_of: dt.datetime
) -> None:
    """Of two equal scores, the one that was submitted first stands first; no rank is shared."""
    ranked = [r for r in rows(entries, as_of) if r["rank"] is not None]
    for first, second in itertools.pairwise(ranked):
        if first["score"] == second["score"]:
            assert first["submitted_at"] <= second["submitted_at"]


@given(entries=ENTRIES, other=POINTS)
def test_nothing_private_shows_while_open(entries: list[Entry], other: float) -> None:
    """Private points and instructors' notes change nothing that anybody can see while open."""
    changed = [
        replace(e, note="the fault is FG2", private_points=dict.fromkeys(e.private_points, other))
        for e in entries
    ]
    before, after = (standings(e, [ROUND], WHILE_OPEN, NAMES) for e in (entries, changed))
    assert before == after
    assert "unseen" not in str(before)
    assert "FG2" not in str(after)


@given(entries=ENTRIES, as_of=MOMENTS)
def test_everybody_is_shown_once(entries: list[Entry], as_of: dt.datetime) -> None:
    """All who take part or have entered are shown, also with nothing graded."""
    shown = [r["candidate"] for r in rows(entries, as_of)]
    assert sorted(shown) == sorted({e.candidate for e in entries} | set(NAMES["r"]))


@given(entries=ENTRIES, as_of=MOMENTS)
def test_the_leaderboard_can_read_what_is_written(entries: list[Entry], as_of: dt.datetime) -> None:
    """Writer and reader agree on the file, to the last row and through JSON."""
    value = json.loads(json.dumps(standings(entries, [ROUND], as_of, NAMES)))
    read = Standings.model_validate(value).rounds[0]
    shown = value["rounds"][0]["rows"]
    assert [r.candidate for r in read.ordered()] == [r["candidate"] for r in shown]


def test_best_public_entry_counts_and_is_judged_by_its_private_points() -> None:
    """While open the best public entry ranks; after closing that entry's private points do."""
    entries = [
        entry("a", 1, seen=8, unseen=2),
        entry("a", 2, seen=5, unseen=9),
        entry("b", 3, 6, 6),
    ]
    assert [(r["candidate"], r["score"]) for r in rows(entries)][:2] == [("a", 8), ("b", 6)]
    closed = rows(entries, CLOSES)
    assert [(r["candidate"], r["score"]) for r in closed][:2] == [("b", 6), ("a", 2)]
    assert [r["previous_rank"] for r in closed][:2] == [2, 1]  # the last public ranks


def test_equal_public_scores_count_the_earlier_entry() -> None:
    """A later entry with the same public points does not replace the earlier one."""
    entries = [entry("a", 2, 8, 9), entry("a", 1, 8, 2)]
    assert of("a", entries, CLOSES)["score"] == 2


def test_previous_rank_is_before_the_run_that_changed_ranks() -> None:
    """A run that changes no rank is not 'the latest change'."""
    entries = [entry("a", 1, 5), entry("b", 2, 4), entry("b", 3, 9), entry("a", 4, 3)]
    assert (of("b", entries)["rank"], of("b", entries)["previous_rank"]) == (1, 2)
    assert of("a", [entry("a", 1)])["previous_rank"] is None


def test_statuses_are_shown_as_such() -> None:
    """The newest submission's status is shown; an earlier score stays; withdrawal clears it."""
    bare: dict[str, Any] = {"public_points": {}, "private_points": {}}
    for status in (Status.FAILED, Status.OVER_QUOTA, Status.UNGRADED):
        row = of("b", [entry("b", 1, 5), entry("b", 2, status=status, **bare)])
        assert (row["status"], row["score"], row["entries"]) == (str(status), 5, 2)
        assert row["note"]
    row = of("b", [entry("b", 1, 5), entry("b", 2, status=Status.WITHDRAWN, **bare)])
    assert (row["status"], row["score"], row["rank"]) == ("withdrawn", None, None)
    zoe = of("z", [])
    assert (zoe["name"], zoe["status"], zoe["submitted_at"]) == ("Zoe", "ungraded", None)


def test_a_later_row_of_the_same_submission_replaces_the_earlier() -> None:
    """A regrade is a new row; the submission still counts once."""
    first = entry("a", 1, seen=9)
    again = replace(first, public_points={"seen": 4.0}, recorded_at=first.recorded_at + DAY)
    assert (of("a", [again, first])["score"], of("a", [again, first])["entries"]) == (4, 1)


def test_left_today_counts_the_shanghai_day() -> None:
    """Attempts come back at midnight in Shanghai; a failed run costs none."""
    late = dt.datetime(2026, 3, 2, 15, 30, tzinfo=dt.UTC)  # 23:30 there
    hour = (late - OPENS).total_seconds() / 3600
    entries = [entry("a", hour), entry("a", hour - 1), entry("a", hour - 2, status=Status.FAILED)]
    assert of("a", entries, late)["left_today"] == 1
    assert of("a", entries, late + dt.timedelta(hours=1))["left_today"] == 3
    assert of("a", entries, CLOSES)["left_today"] == 0


def test_points_that_are_no_numbers_are_no_score() -> None:
    """NaN, infinity or a missing part never rank."""
    for points in ({"seen": float("nan")}, {"seen": float("inf")}, {}):
        assert of("a", [entry("a", 1, public_points=points)])["rank"] is None


def test_before_opening_there_is_no_score() -> None:
    """Before a round opens its rows are there, unranked."""
    value = standings([], [ROUND], OPENS - DAY, NAMES)["rounds"][0]
    assert (value["state"], value["max_score"], len(value["rows"])) == ("before", 10, 2)


DAY = dt.timedelta(days=1)
