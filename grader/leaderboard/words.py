"""The page's words: times, places, statuses, numbers."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from grader.leaderboard.standings import SHANGHAI, Round, Row, Status

Phase = Literal["before", "opening", "open", "closing", "closed"]

STATUS_WORDS: dict[Status, str] = {
    "graded": "",
    "ungraded": "Waiting to be graded",
    "failed": "Could not be graded",
    "withdrawn": "Withdrawn",
    "over_quota": "Over the day’s limit, not graded",
}
"""What a status means; a row's own note says it more precisely."""

PHASE_WORDS: dict[Phase, str] = {
    "before": "Not open yet",
    "opening": "Opening now",
    "open": "Open",
    "closing": "Closing, last entries are graded",
    "closed": "Closed",
}


def phase(contest_round: Round, now: dt.datetime) -> Phase:
    """Say where a round stands; the file's state wins, the clock only announces the next one.

    >>> from grader.leaderboard.standings import example
    >>> warm_up = example().rounds[0]
    >>> phase(warm_up, warm_up.opens_at), phase(warm_up, warm_up.closes_at)
    ('open', 'closing')
    """
    if contest_round.state == "before" and now >= contest_round.opens_at:
        return "opening"
    if contest_round.state == "open" and now >= contest_round.closes_at:
        return "closing"
    return contest_round.state


def moment(when: dt.datetime) -> str:
    """Write a time as people in the course read it.

    >>> moment(dt.datetime(2026, 11, 22, 1, 5, tzinfo=dt.UTC))
    '22 Nov 2026, 09:05'
    """
    local = when.astimezone(SHANGHAI)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def short_moment(when: dt.datetime) -> str:
    """Write a time without its year, for a table.

    >>> short_moment(dt.datetime(2026, 11, 21, 12, 26, tzinfo=dt.UTC))
    '21 Nov, 20:26'
    """
    local = when.astimezone(SHANGHAI)
    return f"{local.day} {_MONTHS[local.month - 1]}, {local:%H:%M}"


def countdown(seconds: float) -> str:
    """Write a duration as days and a clock; the page's script writes the same.

    >>> countdown(93_784), countdown(59.4), countdown(-3)
    ('1 d 02:03:04', '00:00:59', '00:00:00')
    """
    days, rest = divmod(max(0, int(seconds)), 86_400)
    clock = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return f"{days} d {clock}" if days else clock


def digits(contest_round: Round) -> int:
    """Decimals that tell this round's scores apart: none for whole points, else two.

    >>> from grader.leaderboard.standings import example
    >>> digits(example().rounds[0])
    2
    """
    values = [v for row in contest_round.rows for v in (row.score, *row.parts.values())]
    return 2 if any(v is not None and round(v, 2) != int(v) for v in values) else 0


def number(value: float, decimals: int) -> str:
    """Write a score; a maximum goes without decimals that say nothing.

    >>> number(3.456, 2), number(10.0, 0), number(-0.001, 2)
    ('3.46', '10', '0.00')
    """
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def points(value: float) -> str:
    """Write a maximum as short as it goes.

    >>> points(40.0), points(12.5)
    ('40', '12.5')
    """
    return f"{value:g}"


def change(row: Row) -> tuple[str, str]:
    """Return a row's change since last time as (symbol, words).

    >>> change(Row(candidate="a", name="A", rank=2, score=1, previous_rank=5))
    ('▲ 3', 'up 3 places')
    >>> change(Row(candidate="a", name="A", rank=2, score=1))
    ('new', 'new in the standing')
    """
    if row.rank is None:
        return "", ""
    if row.previous_rank is None:
        return "new", "new in the standing"
    step = row.previous_rank - row.rank
    if step == 0:
        return "–", "no change"
    place = "place" if abs(step) == 1 else "places"
    return (
        (f"▲ {step}", f"up {step} {place}") if step > 0 else (f"▼ {-step}", f"down {-step} {place}")
    )


def said(row: Row) -> str:
    """Say a row's status in words, nothing when all is well.

    >>> said(Row(candidate="a", name="A", status="failed"))
    'Could not be graded'
    >>> said(Row(candidate="a", name="A", status="ungraded", note="nothing submitted yet"))
    'Nothing submitted yet'
    """
    words = row.note or STATUS_WORDS[row.status]
    return words[:1].upper() + words[1:]


def left_today(
    contest_round: Round, row: Row, generated_at: dt.datetime | None, now: dt.datetime
) -> int:
    """Submissions that a candidate has left today; a new day in Shanghai gives all back.

    >>> from grader.leaderboard.standings import example
    >>> board = example(); warm_up = board.rounds[0]; second = warm_up.rows[1]
    >>> day = board.generated_at
    >>> [left_today(warm_up, second, day, day + dt.timedelta(hours=h)) for h in (1, 24)]
    [0, 3]
    """
    if generated_at is not None:
        written, today = (t.astimezone(SHANGHAI).date() for t in (generated_at, now))
        if today > written:
            return contest_round.submissions_per_day
    return row.left_today


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
