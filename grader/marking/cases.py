"""A case: what the tests of a trainee's own variant may know, and the trainee may not."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caopan.market import Scenario
    from caopan.market.jam import Jam
    from caopan.market.measurement import Bug

CASE_VARIABLE = "CAOPAN_CASE"
DATASETS_VARIABLE = "CAOPAN_DATASETS"


@dataclass(frozen=True)
class Case:
    """One trainee's variant of one assignment, with its truth.

    Attributes:
        assignment: the assignment's name.
        trainee: the trainee's id.
        scenario: the merchant as it truly is.
        others: the trainee's further merchants, mine-2 and so on; empty where there is one.
        bugs: the data-quality bugs planted in the tables; empty where none are.
        jam: the jam of a live feed; None where the tables are no live feed's.
        public_seeds: luck under which plans are played for the public score.
        private_seeds: luck under which they are played for the private score.
    """

    assignment: str
    trainee: str
    scenario: Scenario
    bugs: tuple[Bug, ...]
    public_seeds: tuple[int, ...]
    private_seeds: tuple[int, ...]
    jam: Jam | None = None
    others: tuple[Scenario, ...] = ()

    @property
    def merchants(self) -> dict[str, Scenario]:
        """All merchants of the trainee, by the name under which their tables are loaded."""
        return {one.merchant: one for one in (self.scenario, *self.others)}

    def to_json(self) -> str:
        """Write the case as text; :meth:`from_json` reads it back."""
        value = {
            "assignment": self.assignment,
            "trainee": self.trainee,
            "scenario": json.loads(self.scenario.to_json()),
            "bugs": [{**asdict(b), "event_ids": sorted(b.event_ids)} for b in self.bugs],
            "public_seeds": list(self.public_seeds),
            "private_seeds": list(self.private_seeds),
            "jam": asdict(self.jam) if self.jam else None,
            "others": [json.loads(one.to_json()) for one in self.others],
        }
        return json.dumps(value, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Case:
        """Read what :meth:`to_json` wrote."""
        from caopan.market import Scenario
        from caopan.market.jam import Jam

        value = json.loads(text)
        return cls(
            assignment=value["assignment"],
            trainee=value["trainee"],
            scenario=Scenario.from_json(json.dumps(value["scenario"])),
            bugs=tuple(_bug(b) for b in value["bugs"]),
            public_seeds=tuple(value["public_seeds"]),
            private_seeds=tuple(value["private_seeds"]),
            jam=Jam(**value["jam"]) if value.get("jam") else None,
            others=tuple(Scenario.from_json(json.dumps(one)) for one in value.get("others", ())),
        )


def _bug(value: dict[str, Any]) -> Bug:
    from caopan.market.measurement import Bug

    return Bug(**{**value, "event_ids": tuple(value["event_ids"])})


_given: list[str] = []


def hand_over(text: str) -> None:
    """Give this process its case: a clean room gets it over a line of its own, never as a file."""
    _given[:] = [text]


def case() -> Case:
    """Give the case of the notebook that is being graded; for hidden tests only.

    Raises:
        CaopanError: no case is mounted, or it cannot be read.
    """
    if _given:
        return _parsed(_given[0], "the case that was handed over")
    named = os.environ.get(CASE_VARIABLE)
    if not named:
        raise CaopanError(
            "no case is mounted here: hidden tests run under `grader grade`, or under "
            "`with mounted(assignment)` while authoring."
        )
    return _read_case(named)


def _read_case(named: str) -> Case:
    try:
        return _parsed(Path(named).read_text(encoding="utf-8"), named)
    except OSError as error:
        raise CaopanError(_UNREADABLE.format(named, error)) from error


@lru_cache(maxsize=4)
def _parsed(text: str, named: str) -> Case:
    try:
        return Case.from_json(text)
    except (ValueError, KeyError, TypeError) as error:
        raise CaopanError(_UNREADABLE.format(named, error)) from error


_UNREADABLE = (
    "{}: not a case that can be read ({}); write the variants anew with "
    "`grader variants ASSIGNMENT --force`."
)


@contextmanager
def mounted(
    assignment: str, trainee: str = "author", course_root: Path | str | None = None
) -> Iterator[Case]:
    """Make the author's variant and mount its tables and its case, for a while.

    ``load(..., merchant="mine")`` and :func:`case` work inside, in this process and in kernels
    started from it. The author's secret is no secret, and never used for a trainee.

    Args:
        assignment: the assignment's name, as in ``solutions/``.
        trainee: whose variant; any name, the author's by default.
        course_root: where ``solutions/`` stands; found from the working directory by default.

    Raises:
        CaopanError: the assignment has no ``assignment.yaml``, or the market refuses it.
    """
    from grader.marking.course import course_at, environment, find_course

    course = course_at(course_root) if course_root else find_course()
    yaml = course.source(assignment) / "assignment.yaml"
    stamp = yaml.stat().st_mtime_ns if yaml.exists() else 0
    folder = _authors_variant(str(course.root), assignment, trainee, stamp)
    variables = {
        DATASETS_VARIABLE: str(folder / "datasets"),
        CASE_VARIABLE: str(folder / "case.json"),
    }
    with environment(variables):
        yield case()


_scratch: list[tempfile.TemporaryDirectory[str]] = []


@lru_cache(maxsize=8)
def _authors_variant(root: str, assignment: str, trainee: str, _stamp: int) -> Path:
    """Make a variant once a process: solutions' tests mount the same one many times."""
    from grader.marking.card import read_card
    from grader.marking.course import Course
    from grader.marking.variants import AUTHORS_SECRET, make_variants

    scratch = tempfile.TemporaryDirectory(prefix="caopan-author-")
    _scratch.append(scratch)  # removed when the process ends
    card = read_card(Course(Path(root)), assignment)
    made = make_variants(card, [trainee], AUTHORS_SECRET)[0]
    made.write(Path(scratch.name) / "datasets", Path(scratch.name) / "case.json")
    return Path(scratch.name)
