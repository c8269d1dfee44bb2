"""Many processes take memory together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os, time
for _ in range(20):
    if os.fork() == 0:
        hoard = bytearray(b"x") * 120_000_000
        time.sleep(30)
        os._exit(0)
time.sleep(5)
"""


def attack(s: Submission) -> None:
    """Many processes take memory together."""
    s.first(SOURCE)
