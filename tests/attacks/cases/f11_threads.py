"""Threads are started until no more can."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import threading, time
for _ in range(500):
    try:
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
    except RuntimeError:
        break
"""


def attack(s: Submission) -> None:
    """Threads are started until no more can."""
    s.first(SOURCE)
