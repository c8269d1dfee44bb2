"""A hidden input comes back as an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
def margin(price, cost):
    raise ValueError(f"seen {price}")
"""


def attack(s: Submission) -> None:
    """A hidden input comes back as an exception."""
    s.in_margin(SOURCE)
