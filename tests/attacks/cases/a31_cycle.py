"""An answer holds itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
revenue = {}
revenue["me"] = revenue
share = [revenue]
"""


def attack(s: Submission) -> None:
    """An answer holds itself."""
    s.late(SOURCE)
