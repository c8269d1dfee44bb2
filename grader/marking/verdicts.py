"""From what a cell did to points: nbgrader's rules, and ours where those are wrong.

Ours, all in favour of what the tests found: a warning on stderr costs nothing; a number that is
negative, not finite or above the cell's points is its author's mistake and gives no points until
a person has looked; NumPy numbers and Decimals are numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from grader.marking.sheet import SheetCell
    from grader.rooms.tested import Tested


class Outcome(StrEnum):
    """How a graded cell came to its points."""

    PASSED = "passed"
    PARTLY = "partly"
    FAILED = "failed"
    BLANK = "blank"
    PERSON = "person"
    AUTHOR_ERROR = "author-error"
    UNCARRIED = "uncarried"
    ROOM_CLOSED = "room-closed"
    CALL_TIMEOUT = "call-timeout"
    TEST_CLOSED = "test-closed"


@dataclass(frozen=True)
class Verdict:
    """One graded cell's points.

    Attributes:
        points: nbgrader's ``auto_score``; None where a person must mark.
        person: whether a person must look.
        outcome: how it came about.
        about: the answer or the number that the outcome is about.
    """

    points: float | None
    person: bool
    outcome: Outcome
    about: str = ""


def judge(tested: Tested, most: float) -> Verdict:
    """Give a test cell's verdict.

    Args:
        tested: what it did.
        most: the cell's points.

    >>> from grader.rooms.tested import Tested
    >>> judge(Tested([], 1, passed=True), 3).points
    3.0
    >>> judge(Tested([], 1, passed=True, value="2.5"), 3).points
    2.5
    >>> judge(Tested([], 1, passed=True, value="nan"), 3).outcome.value
    'author-error'
    """
    if tested.reason and not (tested.passed and tested.reason.value == Outcome.CALL_TIMEOUT.value):
        outcome = Outcome(tested.reason.value)
        # a test that did not come to its end may not be the answer's fault: a person looks
        person = outcome is Outcome.TEST_CLOSED
        return Verdict(0.0, person=person, outcome=outcome, about=tested.name)
    if not tested.passed:
        return Verdict(0.0, person=False, outcome=Outcome.FAILED)
    if tested.value is None:
        return Verdict(float(most), person=False, outcome=Outcome.PASSED)
    points = float(tested.value)
    if not math.isfinite(points) or not 0 <= points <= most:
        return Verdict(0.0, person=True, outcome=Outcome.AUTHOR_ERROR, about=tested.value)
    full = points == most
    return Verdict(points, person=False, outcome=Outcome.PASSED if full else Outcome.PARTLY)


def judge_written(cell: NotebookNode, wanted: SheetCell) -> Verdict:
    """Give the verdict on a cell that a person marks: nothing where it is as it was handed out."""
    from nbgrader.utils import compute_checksum

    if wanted.solution and wanted.checksum and compute_checksum(cell) == wanted.checksum:
        return Verdict(0.0, person=False, outcome=Outcome.BLANK)
    return Verdict(None, person=True, outcome=Outcome.PERSON)
