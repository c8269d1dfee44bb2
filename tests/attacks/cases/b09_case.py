"""The case is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
try:
    from grader.marking import case
    print(case())
except BaseException as error:
    print(error)
import sys
print(getattr(sys.modules.get("grader.marking.cases"), "_given", None))
"""


def attack(s: Submission) -> None:
    """The case is asked for."""
    s.first(SOURCE)
