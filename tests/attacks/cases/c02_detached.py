"""A process of its own waits and changes the gradebook later."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os, time, sqlite3
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for _ in range(50):
            time.sleep(0.1)
            try:
                base = sqlite3.connect(os.path.join(ROOT, "work", "gradebook.db"))
                base.execute("update grade set manual_score = 99")
                base.commit()
            except BaseException:
                pass
    os._exit(0)
"""


def attack(s: Submission) -> None:
    """A process of its own waits and changes the gradebook later."""
    s.first(SOURCE)
