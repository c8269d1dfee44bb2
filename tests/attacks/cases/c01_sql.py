"""Points are written into the gradebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
import sqlite3
try:
    base = sqlite3.connect(os.path.join(ROOT, "work", "gradebook.db"))
    base.execute("update grade set manual_score = 99, auto_score = 99")
    base.commit()
except sqlite3.Error as error:
    print(error)
"""


def attack(s: Submission) -> None:
    """Points are written into the gradebook."""
    s.first(SOURCE)
