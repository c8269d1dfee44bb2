"""A hidden input is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
def margin(price, cost):
    import sys
    print("seen", price)
    print("seen", price, file=sys.stderr)
    return 0
"""


def attack(s: Submission) -> None:
    """A hidden input is printed."""
    s.in_margin(SOURCE)
