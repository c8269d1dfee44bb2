"""A contest submission's grades, copied to its entries in the transaction that saves them.

Whoever grades, ``grader grade``, nbgrader's own ``autograde`` or formgrader's button, comes through
here: there is one path for scores.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from grader.contest.entries import Entry, Status, append_in, entries_in
from grader.contest.quota import latest_events, refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from grader.contest.rounds import Round
    from grader.marking.card import Part


def record(session: Any, submission: Any, contest_round: Round, base: Entry) -> None:
    """Append a contest entry with the grades that are about to be committed.

    Args:
        session: the transaction's.
        submission: nbgrader's row, its grades flushed.
        contest_round: the round that the assignment belongs to.
        base: the entry without grades; where its note says why the submission failed, it stays so.
    """
    if base.note:
        append_in(session, base)
        return
    session.expire_all()  # scores are computed by the database
    grades = {
        g.name: None if g.needs_manual_grade else float(g.score)
        for notebook in submission.notebooks
        for g in notebook.grades
    }
    public = _points(contest_round.visible(public=True), grades)
    private = _points(contest_round.visible(public=False), grades)
    rows = entries_in(session, contest_round.round)
    own = [e for e in rows if e.candidate == base.candidate]
    status, note = _judged(contest_round, own, base.submitted_at, public | private)
    kept = status is Status.GRADED
    entry = replace(
        base,
        status=status,
        note=note,
        engine=engine(),
        public_points=public if kept else {},
        private_points=private if kept else {},
    )
    append_in(session, entry)


def _points(parts: Sequence[Part], grades: Mapping[str, float | None]) -> dict[str, float]:
    """Add up the cells of each part; a part with an open cell is NaN."""
    sums = {}
    for part in parts:
        cells = [grades.get(cell) for cell in part.cells]
        sums[part.id] = math.fsum(math.nan if c is None else c for c in cells)
    return sums


def _judged(
    contest_round: Round,
    own: Sequence[Entry],
    submitted_at: dt.datetime,
    points: Mapping[str, float],
) -> tuple[Status, str]:
    earlier = [e for e in latest_events(own) if e.submitted_at < submitted_at]
    withdrawn = [e for e in own if e.status is Status.WITHDRAWN]
    if refused := refusal(contest_round, [*earlier, *withdrawn], submitted_at):
        return refused
    limits = {p.id: p.max for p in contest_round.parts}
    for part, value in points.items():
        if math.isnan(value):
            return Status.UNGRADED, f"part {part} waits for a person, or its cells are missing"
        if not 0 <= value <= limits[part]:
            return Status.FAILED, f"part {part} has {value:g} points of 0..{limits[part]:g}"
    return Status.GRADED, ""


def engine() -> str:
    """Name what grades, with its version."""
    from importlib.metadata import version

    return f"caopan rooms {version('caopan')}, nbgrader {version('nbgrader')}"
