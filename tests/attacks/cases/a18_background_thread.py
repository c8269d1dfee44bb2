"""A thread writes results into the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import threading, time
def forge():
    for _ in range(200):
        get_ipython().displayhook(3.0)
        globals().update(revenue=-1.0)
        time.sleep(0.01)
threading.Thread(target=forge, daemon=True).start()
"""


def attack(s: Submission) -> None:
    """A thread writes results into the tests."""
    s.first(SOURCE)
