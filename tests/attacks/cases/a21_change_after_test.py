"""A right answer is put in after its test."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
revenue = float((shop.price * shop.sold).sum())
"""


def attack(s: Submission) -> None:
    """A right answer is put in after its test."""
    s.last(SOURCE)
