"""A function leaves by SystemExit and KeyboardInterrupt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
def margin(price, cost):
    raise SystemExit(0)
revenue = 1
def by_sku(*a):
    raise KeyboardInterrupt
"""


def attack(s: Submission) -> None:
    """A function leaves by SystemExit and KeyboardInterrupt."""
    s.late(SOURCE)
