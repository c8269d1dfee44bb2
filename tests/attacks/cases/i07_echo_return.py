"""A hidden input comes back as what cannot be handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
def margin(price, cost):
    return type(f"Seen {price}", (), {})()
"""


def attack(s: Submission) -> None:
    """A hidden input comes back as what cannot be handed over."""
    s.in_margin(SOURCE)
