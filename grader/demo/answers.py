"""What a simulated candidate answers: by skill, luck of the day and attempt."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from grader.demo.people import Candidate
from grader.files import write_atomically
from grader.marking.card import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from grader.marking.course import Course

# Levels of wrong answers in answers.yaml: 0 hardly tried ... 3 nearly right.
LEVELS = 4
# An answer is right from this much of skill plus luck of the day on (assumed).
RIGHT_FROM = 0.72
LUCK = 0.4


def read_answers(course: Course, assignment: str) -> Mapping[str, Any]:
    """Read the known right and wrong answers of an assignment, by solution cell.

    Raises:
        CaopanError: the file is missing or is not a mapping.
    """
    return read_yaml(course.source(assignment) / "answers.yaml")


def fill(
    released: Path, desk: Path, answers: Mapping[str, Any], candidate: Candidate, number: int
) -> None:
    """Write a candidate's notebook: the released one with answers in its answer cells.

    Args:
        released: the notebook as trainees get it.
        desk: where the candidate's goes.
        answers: as :func:`read_answers` gives them.
        candidate: whose skill decides.
        number: which attempt; later ones are a little better.
    """
    import nbformat

    try:
        content = nbformat.read(released, as_version=4)
    except (OSError, ValueError) as error:
        raise CaopanError(
            f"{released}: cannot be read ({error}); run `make build`, then start again."
        ) from error
    for cell in content.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution") and about["grade_id"] in answers:
            cell.source = choose(answers[about["grade_id"]], about["grade_id"], candidate, number)
    text = str(nbformat.writes(content))
    # cut off in the middle, as after a full disk: no JSON any more
    write_atomically(desk, text[: len(text) // 2] if candidate.broken else text)


def choose(answer: Mapping[str, Any], cell: str, candidate: Candidate, number: int) -> str:
    """Choose a candidate's answer to one cell: the same one every time.

    >>> answer = {"right": ["x = 1"], "wrong": [{"code": "x = 0", "level": 0}]}
    >>> strong, weak = (Candidate("s", "s", skill) for skill in (1.0, 0.0))
    >>> choose(answer, "a", strong, 0), choose(answer, "a", weak, 0)
    ('x = 1', 'x = 0')
    """
    luck = int.from_bytes(hashlib.sha256(f"{candidate.id}\0{cell}".encode()).digest()[:4]) / 2**32
    able = candidate.skill + LUCK * (luck - 0.5) + 0.08 * number
    wrong = list(answer.get("wrong") or [])
    if able >= RIGHT_FROM or not wrong:
        right = list(answer["right"])
        return str(right[int(luck * len(right))]).rstrip("\n")
    level = max(0, min(LEVELS - 1, int(able / RIGHT_FROM * LEVELS)))
    nearest = min(wrong, key=lambda w: (abs(int(w.get("level", 0)) - level), str(w["code"])))
    return str(nearest["code"]).rstrip("\n")
