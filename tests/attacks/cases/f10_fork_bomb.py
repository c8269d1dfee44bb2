"""Processes fork until no more can."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os, time
for _ in range(300):
    try:
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
    except OSError:
        break
"""


def attack(s: Submission) -> None:
    """Processes fork until no more can."""
    s.first(SOURCE)
