"""The interpreter is crashed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import ctypes
ctypes.string_at(0)
"""


def attack(s: Submission) -> None:
    """The interpreter is crashed."""
    s.first(SOURCE)
