"""The disk is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
for number in range(200):
    try:
        open(f"fill{number}", "wb").write(bytes(10_000_000))
    except OSError:
        break
"""


def attack(s: Submission) -> None:
    """The disk is filled."""
    s.first(SOURCE)
