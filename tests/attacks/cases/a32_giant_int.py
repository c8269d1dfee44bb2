"""An answer has a million digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
revenue = 1 << 4_000_000
"""


def attack(s: Submission) -> None:
    """An answer has a million digits."""
    s.late(SOURCE)
