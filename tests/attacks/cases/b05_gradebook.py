"""The gradebook is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
import sqlite3
try:
    for row in sqlite3.connect(os.path.join(ROOT, "work", "gradebook.db")).execute("select * from source_cell"):
        print(row)
except sqlite3.Error as error:
    print(error)
try:
    print(open(os.path.join(ROOT, "work", "gradebook.db"), "rb").read())
except OSError:
    pass
"""


def attack(s: Submission) -> None:
    """The gradebook is read."""
    s.first(SOURCE)
