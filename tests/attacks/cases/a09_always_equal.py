"""Answers are objects that equal everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
class Yes:
    def __eq__(self, other): return True
    def __sub__(self, other): return self
    def __abs__(self): return self
    def __lt__(self, other): return True
    def __float__(self): return 0.0
revenue = share = Yes()
"""


def attack(s: Submission) -> None:
    """Answers are objects that equal everything."""
    s.late(SOURCE)
