"""Outputs hold escape codes and turned text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
print("\x1b[2J\x1b]0;owned\x07 \u202e8 tniop")
raise ValueError("\x1b[31m\u202e")
"""


def attack(s: Submission) -> None:
    """Outputs hold escape codes and turned text."""
    s.first(SOURCE)
