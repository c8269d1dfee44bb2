"""An answer is nested ten thousand deep."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
revenue = []
for _ in range(10_000):
    revenue = [revenue]
"""


def attack(s: Submission) -> None:
    """An answer is nested ten thousand deep."""
    s.late(SOURCE)
