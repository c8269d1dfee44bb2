"""Publishing a contest: standings.json, withdrawals."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from grader.contest.entries import Entry, Status, append, new_run, read_entries
from grader.contest.rounds import Round, in_shanghai, read_rounds
from grader.contest.standings import standings
from grader.marking.card import has_variants
from grader.marking.course import Course, course_at
from grader.marking.roster import known_students, refuse_unknown
from grader.marking.variants import has_variant

if TYPE_CHECKING:
    from pathlib import Path


def write_standings(course_root: Course | Path | str, as_of: dt.datetime | None = None) -> Path:
    """Write ``work/contest/standings.json`` anew, replaced in one step.

    Everybody who holds tables of a round's assignment takes part in the round.

    Args:
        course_root: the course.
        as_of: the moment, now by default; Asia/Shanghai where it has no zone.

    Returns:
        The file's path.

    Raises:
        CaopanError: a bad rounds file, another course's gradebook, a disk that takes no file.
    """
    from grader.files import write_atomically

    course = course_at(course_root)
    moment = in_shanghai(as_of or dt.datetime.now(dt.UTC))
    rounds = read_rounds(course)
    students = known_students(course) if rounds else {}
    names = {r.round: _taking_part(course, r, students) for r in rounds}
    entries = read_entries(course) if rounds else []
    value = standings(entries, rounds, moment, names)
    write_atomically(course.standings_file, json.dumps(value, ensure_ascii=False, indent=1))
    return course.standings_file


def withdraw(
    course_root: Course | Path | str,
    contest_round: str,
    candidate: str,
    as_of: dt.datetime | None = None,
) -> None:
    """Record that a candidate withdraws from a round; earlier entries stay as they are.

    Raises:
        CaopanError: no such round, an unknown student, or withdrawn already.
    """
    course = course_at(course_root)
    find_round(course, contest_round)
    refuse_unknown(course, [candidate])
    own = [e for e in read_entries(course, contest_round) if e.candidate == candidate]
    if any(e.status is Status.WITHDRAWN for e in own):
        raise CaopanError(f"round {contest_round}: {candidate!r} has withdrawn already.")
    moment = in_shanghai(as_of or dt.datetime.now(dt.UTC))
    row = Entry(contest_round, candidate, moment, "", Status.WITHDRAWN, run=new_run())
    append(course, [row])


def find_round(course: Course, name: str) -> Round:
    """Find a round by its id.

    Raises:
        CaopanError: there is none; says which there are.
    """
    rounds = read_rounds(course)
    for contest_round in rounds:
        if contest_round.round == name:
            return contest_round
    raise CaopanError(
        f"{course.rounds_file}: no round {name!r}; rounds here: "
        f"{', '.join(r.round for r in rounds) or 'none'}."
    )


def _taking_part(course: Course, contest_round: Round, students: dict[str, str]) -> dict[str, str]:
    if not has_variants(course, contest_round.assignment):
        return students
    return {
        student: name
        for student, name in students.items()
        if has_variant(course, contest_round.assignment, student)
    }
