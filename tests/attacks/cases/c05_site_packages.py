"""Installed packages are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import pandas, nbformat, grader, caopan, pathlib
for module in (pandas, nbformat, grader, caopan):
    place = pathlib.Path(module.__file__).parent
    for name in (MARK + ".py", "__init__.py"):
        try:
            with open(place / name, "a") as file:
                file.write("# " + MARK)
        except OSError:
            pass
"""


def attack(s: Submission) -> None:
    """Installed packages are changed."""
    s.first(SOURCE)
