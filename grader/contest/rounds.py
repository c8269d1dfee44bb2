"""The contest's rounds: one strict YAML file, and a secret each."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from caopan.errors import CaopanError
from grader.marking.card import Part, first_problem, read_card, read_yaml
from grader.marking.course import ZONE, Course, checked_id, course_at
from grader.marking.secrets import key_file, make_key, published

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class State(StrEnum):
    """Where a round stands at a moment."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


def in_shanghai(moment: dt.datetime) -> dt.datetime:
    """Give a moment in Asia/Shanghai; a time without a zone is taken as Shanghai's.

    >>> in_shanghai(dt.datetime(2026, 1, 2, 9, 0)).isoformat()
    '2026-01-02T09:00:00+08:00'
    """
    return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)


Moment = Annotated[dt.datetime, AfterValidator(in_shanghai)]


class Round(BaseModel):
    """One round of the contest.

    Attributes:
        round: its id, also the name of its secret.
        assignment: what is solved; an assignment belongs to one round.
        opens, closes: Asia/Shanghai; a submission at ``closes`` exactly is too late.
        submissions_per_day: how many are graded a candidate and Shanghai day.
        secret_sha256: hash of the secret, published before the round opens.
        parts: the lines of the score; public ones score while open, the others after.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    round: str
    title: str
    title_zh: str = ""
    assignment: str
    opens: Moment
    closes: Moment
    submissions_per_day: int = Field(ge=1, le=100)
    secret_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    parts: tuple[Part, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Round:
        if self.closes <= self.opens:
            raise ValueError("closes must be later than opens")
        for public in (True, False):
            if not self.visible(public=public):
                raise ValueError("parts must hold at least one public and one private part")
        ids = [p.id for p in self.parts]
        if len(set(ids)) < len(ids):
            raise ValueError("parts must have different ids")
        return self

    def state(self, as_of: dt.datetime) -> State:
        """Say where the round stands at a moment."""
        if as_of < self.opens:
            return State.BEFORE
        return State.OPEN if as_of < self.closes else State.CLOSED

    def visible(self, *, public: bool) -> tuple[Part, ...]:
        """Give the public or the private parts."""
        return tuple(p for p in self.parts if p.public is public)


def read_rounds(course_root: Course | Path | str) -> list[Round]:
    """Read the rounds file; without one there are no rounds.

    Raises:
        CaopanError: the file is wrong (file, round, field, rule).
    """
    file = course_at(course_root).rounds_file
    if not file.is_file():
        return []
    value = read_yaml(file)
    if set(value) != {"rounds"} or not isinstance(value["rounds"], list):
        raise CaopanError(f"{file}: must hold one list named 'rounds' and nothing else.")
    rounds = [_checked(file, number, item) for number, item in enumerate(value["rounds"], start=1)]
    for field in ("round", "assignment"):
        _refuse_repeats(file, field, [getattr(r, field) for r in rounds])
    return rounds


def new_round(
    course_root: Course | Path | str,
    name: str,
    assignment: str,
    opens: dt.datetime,
    closes: dt.datetime,
    *,
    submissions_per_day: int = 3,
    title: str = "",
    title_zh: str = "",
) -> Round:
    """Add a round: make its secret, publish the secret's hash, take the parts from the assignment.

    Args:
        course_root: the course.
        name: the round's id.
        assignment: a contest's assignment (its ``assignment.yaml`` has ``parts``).
        opens, closes: Asia/Shanghai where they have no zone.
        submissions_per_day: the quota.
        title, title_zh: the assignment's own by default.

    Raises:
        CaopanError: the round or the assignment is taken, or a value breaks a rule.
    """
    course = course_at(course_root)
    card = read_card(course, assignment)
    if not card.contest:
        raise CaopanError(
            f"{course.source(assignment)}/assignment.yaml: names no parts, so it cannot be a "
            "round; add parts with their cells."
        )
    rounds = read_rounds(course)
    taken = [r.round for r in rounds if name == r.round or assignment == r.assignment]
    if taken or key_file(course, checked_id(name)).exists():
        raise CaopanError(
            f"{course.rounds_file}: round {name!r} or assignment {assignment!r} is taken already; "
            "choose another name or remove that round and its secret first."
        )
    fields = {
        "round": name,
        "title": title or card.title,
        "title_zh": title_zh or card.title_zh,
        "assignment": assignment,
        "opens": opens,
        "closes": closes,
        "submissions_per_day": submissions_per_day,
        "secret_sha256": "0" * 64,
        "parts": [p.model_dump() for p in card.parts],
    }
    _checked(course.rounds_file, len(rounds) + 1, fields)  # before a secret is made
    fields["secret_sha256"] = published(make_key(course, name))
    added = _checked(course.rounds_file, len(rounds) + 1, fields)
    try:
        _write_rounds(course, [*rounds, added])
    except CaopanError:
        key_file(course, name).unlink()  # a secret without its round would block the name
        raise
    return added


def next_change(rounds: Sequence[Round], as_of: dt.datetime) -> dt.datetime | None:
    """Give the next moment at which a round opens or closes; None when none will."""
    moments = (m for r in rounds for m in (r.opens, r.closes) if m > as_of)
    return min(moments, default=None)


def _write_rounds(course: Course, rounds: Sequence[Round]) -> None:
    from grader.files import write_atomically

    plain = [r.model_dump(mode="json") for r in rounds]
    text = yaml.safe_dump({"rounds": plain}, allow_unicode=True, sort_keys=False, width=100)
    write_atomically(course.rounds_file, text)


def _checked(file: Path, number: int, item: Any) -> Round:
    name = item.get("round", f"number {number}") if isinstance(item, dict) else f"number {number}"
    try:
        return Round.model_validate(item)
    except ValidationError as error:
        raise CaopanError(f"{file}: round {name}: {first_problem(error)}") from error


def _refuse_repeats(file: Path, field: str, values: list[str]) -> None:
    twice = sorted({v for v in values if values.count(v) > 1})
    if twice:
        raise CaopanError(f"{file}: field {field}: {twice[0]!r} stands in two rounds; keep one.")
