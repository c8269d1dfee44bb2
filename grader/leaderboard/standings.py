"""The one file that the leaderboard reads: ``standings.json``, public facts only."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from caopan.errors import CaopanError

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "UTC+8")

State = Literal["before", "open", "closed"]
Status = Literal["graded", "ungraded", "failed", "withdrawn", "over_quota"]
Score = Annotated[float, Field(allow_inf_nan=False)]


class _Fact(BaseModel):
    """What is read never changes; unknown keys of a later version are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Part(_Fact):
    """One visible part of a score, for instance the public half of a plan (in points)."""

    id: str = Field(min_length=1)
    title: str
    max: Score = Field(ge=0)


class Row(_Fact):
    """One candidate's line; ``score`` and ``rank`` are None together."""

    rank: int | None = Field(default=None, ge=1)
    candidate: str = Field(min_length=1)
    name: str
    score: Score | None = None
    parts: dict[str, Score] = Field(default_factory=dict)
    previous_rank: int | None = Field(default=None, ge=1)
    entries: int = Field(default=0, ge=0)
    left_today: int = Field(default=0, ge=0)
    submitted_at: AwareDatetime | None = None
    status: Status = "graded"
    note: str = ""

    @model_validator(mode="after")
    def _ranked_means_scored(self) -> Self:
        if (self.rank is None) != (self.score is None):
            raise ValueError(f"candidate {self.candidate!r}: a rank goes with a score")
        return self


class Round(_Fact):
    """One contest round with its standing."""

    round: str = Field(min_length=1)
    title: str
    title_zh: str = ""
    assignment: str = ""
    state: State
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    submissions_per_day: int = Field(default=0, ge=0)
    standing: Literal["public", "private"] = "public"
    secret_sha256: str = ""
    max_score: Score = Field(ge=0)
    parts: tuple[Part, ...] = ()
    rows: tuple[Row, ...] = ()

    @model_validator(mode="after")
    def _one_line_each(self) -> Self:
        for what, values in (
            ("candidate", [row.candidate for row in self.rows]),
            ("rank", [row.rank for row in self.rows if row.rank is not None]),
        ):
            twice = _first_twice(values)
            if twice is not None:
                raise ValueError(f"round {self.round!r}: {what} {twice!r} stands there twice")
        return self

    def ordered(self) -> list[Row]:
        """Rows by rank; those without a score come last, by candidate."""
        return sorted(self.rows, key=lambda row: (row.rank is None, row.rank or 0, row.candidate))

    def scores(self) -> list[float]:
        """All scores (points) in rising order.

        >>> example().rounds[0].scores()
        [18.25, 31.5]
        """
        return sorted(row.score for row in self.rows if row.score is not None)


class Standings(_Fact):
    """The whole file. ``Standings.empty()`` is what stands before the first round."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    course: str = "caopan"
    generated_at: AwareDatetime | None = None
    rounds: tuple[Round, ...] = ()

    @model_validator(mode="after")
    def _rounds_differ(self) -> Self:
        twice = _first_twice([each.round for each in self.rounds])
        if twice is not None:
            raise ValueError(f"round {twice!r} stands there twice")
        return self

    @classmethod
    def empty(cls) -> Standings:
        """A course without a round yet.

        >>> Standings.empty().rounds
        ()
        """
        return cls()

    @classmethod
    def parse(cls, text: str | bytes, *, where: str = "standings.json") -> Standings:
        """Read the text of a standings file.

        Raises:
            CaopanError: it is half-written, or not a standings file; the sentence says where.

        >>> Standings.parse('{"schema": 1, "rounds": []}').course
        'caopan'
        >>> Standings.parse('{"schema": 1, "rou')
        Traceback (most recent call last):
        ...
        caopan.errors.CaopanError: standings.json: broken (line 1, column 15); publish it again.
        """
        try:
            return cls.model_validate(json.loads(text))
        except json.JSONDecodeError as error:
            raise CaopanError(
                f"{where}: broken (line {error.lineno}, column {error.colno}); publish it again."
            ) from error
        except (ValueError, RecursionError) as error:
            raise CaopanError(
                f"{where}: not a standings file ({_where_wrong(error)}); publish it again."
            ) from error

    @classmethod
    def read(cls, path: Path) -> Standings:
        """Read a file; one that does not exist yet is an empty course.

        Raises:
            CaopanError: the file can not be read or is broken.

        >>> Standings.read(Path("no") / "such" / "file.json").rounds
        ()
        """
        try:
            return cls.parse(path.read_bytes(), where=path.name)
        except FileNotFoundError:
            return cls.empty()
        except OSError as error:
            raise CaopanError(
                f"{path.name}: cannot be read ({error.strerror}); give the server read permission."
            ) from error


def _first_twice(values: Iterable[Hashable]) -> Hashable | None:
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def _where_wrong(error: ValueError | RecursionError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        return f"{place}: {first['msg']}" if place else first["msg"]
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8 text"
    return "nested too deep" if isinstance(error, RecursionError) else "a number is too long"


def example() -> Standings:
    """A small standing, for examples and for looking at the page.

    >>> [row.name for row in example().rounds[0].ordered()]
    ['Lin Xia', 'Zhou An', 'Hu Po']
    """
    day = dt.datetime(2026, 11, 22, 9, tzinfo=SHANGHAI)
    parts = (Part(id="plan-public", title="Plan", max=20), Part(id="find", title="Find", max=20))
    rows = (
        Row(rank=1, candidate="c01", name="Lin Xia", score=31.5, previous_rank=2, left_today=2,
            parts={"plan-public": 15.5, "find": 16}, entries=2, submitted_at=day),
        Row(rank=2, candidate="c02", name="Zhou An", score=18.25, previous_rank=1, left_today=0,
            parts={"plan-public": 10.25, "find": 8}, entries=3, submitted_at=day),
        Row(candidate="c03", name="Hu Po", status="failed", entries=1, left_today=2),
    )  # fmt: skip
    warm_up = Round(
        round="warmup", title="Warm-up", title_zh="热身赛", state="open", max_score=40,
        opens_at=day, closes_at=day + dt.timedelta(days=3), submissions_per_day=3,
        parts=parts, rows=rows,
    )  # fmt: skip
    return Standings(generated_at=day, rounds=(warm_up,))
