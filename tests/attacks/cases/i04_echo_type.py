"""A hidden input comes back as the name of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
def margin(price, cost):
    raise type(f"Seen {price}", (Exception,), {})()
"""


def attack(s: Submission) -> None:
    """A hidden input comes back as the name of a type."""
    s.in_margin(SOURCE)
