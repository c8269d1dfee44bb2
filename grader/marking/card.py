"""What ``solutions/<assignment>/assignment.yaml`` says about an assignment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from caopan.errors import CaopanError

if TYPE_CHECKING:
    from pathlib import Path

    from grader.marking.course import Course


class Part(BaseModel):
    """One line of a contest's score: some grade cells, seen while the round is open or after."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    title: str
    title_zh: str = ""
    max: float = Field(gt=0)
    public: bool
    cells: tuple[str, ...] = Field(min_length=1)


class AssignmentCard(BaseModel):
    """An assignment: the merchant that its variants derive from, and what is in their tables.

    Attributes:
        title, title_zh: its name for people.
        merchant: the sample merchant that each trainee's own one derives from; none where the
            assignment is worked on the samples.
        more: further sample merchants; each trainee gets a variant of each of these, too, under the
            names mine-2, mine-3 and so on.
        days: length of the variants' history.
        sound: chance that nothing is wrong with a merchant; as likely as each fault where the line
            is missing.
        peers: whether a merchant's tables hold its peers by the day.
        event_sessions: the sessions with event tables, "mine-016-1" for example; without this
            line the market's own choice, and none where the list is empty.
        panel_one_in: event tables hold 1 in k users; the merchant's own k by default.
        bugs: whether data-quality bugs are planted in the tables.
        paid_trial: whether the last four weeks of the history are a trial of paid traffic: two
            budgets, with and without fans, take turns by the day. There are no event tables then.
        live_feed: whether the tables come as a collector gets them: some rows late, twice or never,
            and one feed jammed for some minutes of the last session with event tables.
        faults: the faults of a first round, one of which is planted and nothing else; all of them,
            among innocent circumstances, where the line is missing.
        severity: times the usual strength of the fault.
        public_seeds, private_seeds: how many seeds of luck plans are played under (assumed).
        parts: the lines of a contest's score; empty for an ordinary assignment.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    title_zh: str = ""
    merchant: str | None = None
    more: tuple[str, ...] = ()
    days: int = Field(default=30, ge=12, le=120)
    sound: float | None = Field(default=None, ge=0, le=1)
    peers: bool = False
    event_sessions: tuple[str, ...] | None = None
    panel_one_in: int | None = Field(default=None, ge=1)
    bugs: bool = False
    paid_trial: bool = False
    live_feed: bool = False
    faults: tuple[str, ...] | None = Field(default=None, min_length=1)
    severity: float = Field(default=1.0, gt=0, le=3)
    public_seeds: int = Field(default=16, ge=1)
    private_seeds: int = Field(default=32, ge=1)
    parts: tuple[Part, ...] = ()

    @property
    def contest(self) -> bool:
        """Whether this is a contest's assignment, whose every submission counts."""
        return bool(self.parts)


def read_card(course: Course, assignment: str) -> AssignmentCard:
    """Read an assignment's card.

    Raises:
        CaopanError: there is no such assignment, or its file is wrong (file, field, rule).
    """
    file = course.source(assignment) / "assignment.yaml"
    if not file.is_file():
        raise CaopanError(
            f"{file}: assignment {assignment!r} has no assignment.yaml; "
            f"assignments here: {', '.join(assignments(course)) or 'none'}."
        )
    value = read_yaml(file)
    try:
        return AssignmentCard.model_validate({"name": assignment, **value})
    except ValidationError as error:
        raise CaopanError(f"{file}: {first_problem(error)}") from error


def has_variants(course: Course, assignment: str) -> bool:
    """Say whether trainees of an assignment get tables of their own."""
    file = course.source(assignment) / "assignment.yaml"
    return file.is_file() and read_card(course, assignment).merchant is not None


def assignments(course: Course) -> list[str]:
    """List the names of all assignments of a course, in order."""
    return sorted(f.parent.name for f in (course.root / "solutions").glob("*/assignment.yaml"))


def read_yaml(file: Path) -> dict[str, Any]:
    """Read a YAML file that holds a mapping.

    Raises:
        CaopanError: it cannot be read, or holds something else (file, line).
    """
    try:
        value = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise CaopanError(f"{file}: cannot be read as YAML ({said}); correct that line.") from error
    if not isinstance(value, dict):
        raise CaopanError(f"{file}: must hold 'name: value' lines, not {type(value).__name__}.")
    return value


def first_problem(error: ValidationError) -> str:
    """Say a validation's first problem as 'field a.b: rule; got value'.

    >>> try:
    ...     Part(id="x", title="x", max=-1, public=True, cells=("a",))
    ... except ValidationError as error:
    ...     first_problem(error)
    'field max: Input should be greater than 0; got -1.'
    """
    problem = error.errors()[0]
    field = ".".join(str(part) for part in problem["loc"])
    got = "" if problem["type"] == "missing" else f"; got {problem['input']!r}"
    return f"field {field}: {problem['msg']}{got}."
