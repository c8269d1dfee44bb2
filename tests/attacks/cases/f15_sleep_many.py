"""Each of many cells sleeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import time
get_ipython().events.register("pre_run_cell", lambda info: time.sleep(2.5))
time.sleep(2.5)
"""


def attack(s: Submission) -> None:
    """Each of many cells sleeps."""
    s.first(SOURCE)
