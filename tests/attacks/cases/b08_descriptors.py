"""Every open descriptor is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
for fd in range(64):
    try:
        print(fd, os.readlink(f"/proc/self/fd/{fd}"))
        os.set_blocking(fd, False)
        print(os.pread(fd, 100_000, 0))
    except OSError as error:
        print(error)
"""


def attack(s: Submission) -> None:
    """Every open descriptor is read."""
    s.first(SOURCE)
