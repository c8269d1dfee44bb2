"""The process aborts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
os.abort()
"""


def attack(s: Submission) -> None:
    """The process aborts."""
    s.first(SOURCE)
