"""The secret of the course is read and used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
try:
    print(open(os.path.join(ROOT, "work", "secrets", "course.key")).read())
except OSError as error:
    print(error)
from grader.marking.secrets import read_key
from grader.marking.course import Course
from pathlib import Path
try:
    print(read_key(Course(Path(ROOT))))
except Exception as error:
    print(error)
"""


def attack(s: Submission) -> None:
    """The secret of the course is read and used."""
    s.first(SOURCE)
