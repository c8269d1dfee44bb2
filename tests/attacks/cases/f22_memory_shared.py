"""Many processes, started by a thread, take memory that no process owns alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import mmap, os, threading, time
def take():
    for _ in range(20):
        if os.fork() == 0:
            held = mmap.mmap(-1, 100_000_000)
            for place in range(0, 100_000_000, 4096):
                held[place] = 1
            time.sleep(30)
            os._exit(0)
thread = threading.Thread(target=take)
thread.start()
thread.join()
time.sleep(3)
"""


def attack(s: Submission) -> None:
    """Many processes, started by a thread, take memory that no process owns alone."""
    s.first(SOURCE)
