"""Three hundred megabytes are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
for _ in range(300):
    print("x" * 1_000_000)
"""


def attack(s: Submission) -> None:
    """Three hundred megabytes are printed."""
    s.first(SOURCE)
