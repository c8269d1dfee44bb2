"""An answer has a million keys that collide."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
revenue = {k * (2**61 - 1): 0 for k in range(200_000)}
"""


def attack(s: Submission) -> None:
    """An answer has a million keys that collide."""
    s.late(SOURCE)
