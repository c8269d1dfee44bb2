"""Rare parts of the kernel are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for number in (250, 248, 321, 425, 298, 323, 310, 311, 304, 319, 175, 246, 169, 161, 155, 165):
    print(number, libc.syscall(number, 0, 0, 0, 0, 0), ctypes.get_errno())
"""


def attack(s: Submission) -> None:
    """Rare parts of the kernel are called."""
    s.first(SOURCE)
