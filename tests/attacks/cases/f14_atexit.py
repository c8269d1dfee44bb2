"""The end is delayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import atexit, time
atexit.register(time.sleep, 300)
"""


def attack(s: Submission) -> None:
    """The end is delayed."""
    s.first(SOURCE)


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.first("import atexit\natexit.register(print, 1)")
