"""Memory is taken until there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
hoard = []
while True:
    hoard.append(bytearray(50_000_000))
"""


def attack(s: Submission) -> None:
    """Memory is taken until there is none."""
    s.first(SOURCE)
