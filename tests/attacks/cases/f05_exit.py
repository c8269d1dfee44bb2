"""The process ends itself before the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
os._exit(0)
"""


def attack(s: Submission) -> None:
    """The process ends itself before the tests."""
    s.first(SOURCE)
