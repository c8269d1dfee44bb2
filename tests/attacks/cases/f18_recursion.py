"""The stack is used up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import sys
sys.setrecursionlimit(10**8)
def down(n):
    return down(n + 1)
down(0)
"""


def attack(s: Submission) -> None:
    """The stack is used up."""
    s.first(SOURCE)
