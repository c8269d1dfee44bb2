"""Standings: a pure function of a round's entries and a moment.

The convention is the one of the well-known forecasting contests. While a round is open,
candidates are ranked by the public points of their best entry. When it closes, that same entry
(the one with the best public points, the earliest among equals) is ranked by its private points:
chosen by what its author could see, judged by what nobody could. Equal scores keep the earlier
entry first. Whoever has no score comes last, unranked and marked.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.contest.entries import Entry, Status
from grader.contest.quota import latest_events, used_on
from grader.contest.rounds import Round, State, in_shanghai
from grader.marking.course import COURSE_ID

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from grader.marking.card import Part

SCHEMA = 1
# What readers see of a status; an entry's own note is for the instructor and never shown.
NOTES = {
    Status.GRADED: "",
    Status.UNGRADED: "newest submission is not graded",
    Status.FAILED: "newest submission could not be graded",
    Status.OVER_QUOTA: "newest submission is over the day's quota: kept, not graded",
    Status.WITHDRAWN: "withdrawn",
}
NOTHING_YET = "nothing submitted yet"


def standings(
    entries: Iterable[Entry],
    rounds: Sequence[Round],
    as_of: dt.datetime,
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """Compute what everybody may see, as the value of ``standings.json``.

    Args:
        entries: rows of all rounds, in any order.
        rounds: the rounds.
        as_of: the moment; later submissions are not looked at.
        names: per round id, the candidates who take part: id → display name. A candidate who
            stands only in ``entries`` is shown by id.

    Returns:
        Plain values, ready for JSON; the same for every order of ``entries``.
    """
    of_round: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.submitted_at <= as_of:
            of_round[entry.round].append(entry)
    return {
        "schema": SCHEMA,
        "course": COURSE_ID,
        "generated_at": in_shanghai(as_of).isoformat(timespec="seconds"),
        "rounds": [
            _standing(of_round[r.round], r, as_of, (names or {}).get(r.round, {})) for r in rounds
        ],
    }


def _standing(
    entries: list[Entry], contest_round: Round, as_of: dt.datetime, names: Mapping[str, str]
) -> dict[str, Any]:
    state = contest_round.state(as_of)
    public = state is not State.CLOSED
    parts = contest_round.visible(public=public)
    people = _candidates(entries, contest_round, names)
    ranks = _ranks(people.values(), parts)
    before = _previous_ranks(entries, contest_round, ranks, public=public)
    rows = [
        _row(c, parts, ranks, before, contest_round=contest_round, as_of=as_of)
        for c in people.values()
    ]
    rows.sort(key=lambda r: (r["rank"] is None, r["rank"] or 0, r["candidate"]))
    return {
        "round": contest_round.round,
        "title": contest_round.title,
        "title_zh": contest_round.title_zh,
        "assignment": contest_round.assignment,
        "state": str(state),
        "opens_at": contest_round.opens.isoformat(),
        "closes_at": contest_round.closes.isoformat(),
        "submissions_per_day": contest_round.submissions_per_day,
        "standing": "public" if public else "private",
        "secret_sha256": contest_round.secret_sha256,
        "max_score": sum(p.max for p in parts),
        "parts": [
            {"id": p.id, "title": p.title, "title_zh": p.title_zh, "max": p.max} for p in parts
        ],
        "rows": rows,
    }


@dataclass(frozen=True)
class _Candidate:
    """A candidate's submissions in a round, each at its latest event, in time order."""

    id: str
    name: str
    submissions: tuple[Entry, ...]
    withdrawn: bool
    counted: Entry | None


def _candidates(
    entries: Iterable[Entry], contest_round: Round, names: Mapping[str, str]
) -> dict[str, _Candidate]:
    own: dict[str, list[Entry]] = {candidate: [] for candidate in names}
    for entry in latest_events(entries):
        own.setdefault(entry.candidate, []).append(entry)
    return {c: _candidate(c, names.get(c, c), own[c], contest_round) for c in sorted(own)}


def _candidate(candidate: str, name: str, own: Sequence[Entry], contest_round: Round) -> _Candidate:
    withdrawn = any(e.status is Status.WITHDRAWN for e in own)
    submissions = tuple(e for e in own if e.status is not Status.WITHDRAWN)
    public = contest_round.visible(public=True)
    scored = [
        (-score, e.submitted_at, e.content_hash, e)
        for e in submissions
        if (score := _score(e, public)) is not None
    ]
    best = min(scored, key=lambda item: item[:3])[3] if scored and not withdrawn else None
    return _Candidate(candidate, name, submissions, withdrawn, best)


def _points(entry: Entry, parts: Sequence[Part]) -> dict[str, float]:
    has: dict[str, float] = {**entry.public_points, **entry.private_points}
    return {p.id: has[p.id] for p in parts if p.id in has}


def _score(entry: Entry, parts: Sequence[Part]) -> float | None:
    """Add up the points of an entry; None unless it is graded and all of them are numbers."""
    points = _points(entry, parts)
    complete = entry.status is Status.GRADED and len(points) == len(parts)
    if not complete or not all(math.isfinite(p) for p in points.values()):
        return None
    return math.fsum(points.values())


def _ranks(people: Iterable[_Candidate], parts: Sequence[Part]) -> dict[str, int]:
    order = sorted(
        (-score, c.counted.submitted_at, c.id)
        for c in people
        if c.counted is not None and (score := _score(c.counted, parts)) is not None
    )
    return {candidate: rank for rank, (_, _, candidate) in enumerate(order, start=1)}


def _previous_ranks(
    entries: Sequence[Entry], contest_round: Round, now: Mapping[str, int], *, public: bool
) -> Mapping[str, int]:
    """Give the ranks before their latest change.

    Closing is such a change: then they are the last public ranks. Else they are the ranks before
    the latest grading run that changed any.
    """
    seen = contest_round.visible(public=True)
    if not public:
        return _ranks(_candidates(entries, contest_round, {}).values(), seen)
    for run in sorted({e.run for e in entries}, reverse=True):
        earlier = [e for e in entries if e.run < run]
        ranks = _ranks(_candidates(earlier, contest_round, {}).values(), seen)
        if ranks != now:
            return ranks
    return {}


def _row(
    person: _Candidate,
    parts: Sequence[Part],
    ranks: Mapping[str, int],
    before: Mapping[str, int],
    *,
    contest_round: Round,
    as_of: dt.datetime,
) -> dict[str, Any]:
    newest = person.submissions[-1] if person.submissions else None
    status = Status.WITHDRAWN if person.withdrawn else newest.status if newest else Status.UNGRADED
    counted = person.counted if person.id in ranks else None
    shown = counted or newest
    return {
        "rank": ranks.get(person.id),
        "candidate": person.id,
        "name": person.name,
        "score": _score(counted, parts) if counted else None,
        "parts": _points(counted, parts) if counted else {},
        "previous_rank": before.get(person.id),
        "entries": len(person.submissions),
        "left_today": _left_today(person, contest_round, as_of),
        "submitted_at": in_shanghai(shown.submitted_at).isoformat() if shown else None,
        "status": str(status),
        "note": NOTES[status] if person.withdrawn or newest else NOTHING_YET,
    }


def _left_today(person: _Candidate, contest_round: Round, as_of: dt.datetime) -> int:
    if person.withdrawn or contest_round.state(as_of) is not State.OPEN:
        return 0
    used = used_on(contest_round, person.submissions, as_of)
    return max(0, contest_round.submissions_per_day - used)
