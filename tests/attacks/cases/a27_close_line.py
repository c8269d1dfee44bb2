"""The line to the supervisor is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
os.closerange(3, 256)
"""


def attack(s: Submission) -> None:
    """The line to the supervisor is closed."""
    s.late(SOURCE)
