"""The grader and its parents are killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os, signal
for process in (GRADER, os.getppid(), 1, -1):
    if process in (0, os.getpid()):
        continue
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(process, number)
        except OSError as error:
            print(error)
"""


def attack(s: Submission) -> None:
    """The grader and its parents are killed."""
    s.first(SOURCE)
