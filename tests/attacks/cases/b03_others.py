"""Submissions of others are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import glob
for name in glob.glob(ROOT + "/work/**/*.ipynb", recursive=True):
    try:
        print(open(name).read())
    except OSError:
        pass
"""


def attack(s: Submission) -> None:
    """Submissions of others are read."""
    s.first(SOURCE)
