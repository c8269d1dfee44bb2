"""Output never ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import sys
while True:
    print("x" * 1000, flush=True)
"""


def attack(s: Submission) -> None:
    """Output never ends."""
    s.first(SOURCE)
