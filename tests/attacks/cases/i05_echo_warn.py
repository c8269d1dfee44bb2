"""A hidden input comes back as a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
def margin(price, cost):
    import warnings
    warnings.warn(f"seen {price}")
    return 0
"""


def attack(s: Submission) -> None:
    """A hidden input comes back as a warning."""
    s.in_margin(SOURCE)
