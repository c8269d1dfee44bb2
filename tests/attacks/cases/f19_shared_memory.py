"""Memory is taken where no limit of a process counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import mmap, os
kept = []
try:
    for _ in range(100):
        kept.append(mmap.mmap(-1, 50_000_000))
        kept[-1].write(bytes(50_000_000))
except (OSError, ValueError, MemoryError) as error:
    print(error)
try:
    fd = os.memfd_create("x")
    os.write(fd, bytes(10**6))
except OSError as error:
    print(error)
"""


def attack(s: Submission) -> None:
    """Memory is taken where no limit of a process counts it."""
    s.first(SOURCE)
