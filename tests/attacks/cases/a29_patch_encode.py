"""What is handed over is replaced by every value at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import sys
codec = sys.modules["grader.rooms.codec"]
real = codec.encode
codec.encode = lambda value, **k: real([0, 1, 2, value], **k)
"""


def attack(s: Submission) -> None:
    """What is handed over is replaced by every value at once."""
    s.late(SOURCE)
