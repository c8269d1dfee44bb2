"""The data that tests compute from are changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
shop["price"] = 0.0
shop["sold"] = 0
revenue = 0.0
"""


def attack(s: Submission) -> None:
    """The data that tests compute from are changed in place."""
    s.late(SOURCE)
