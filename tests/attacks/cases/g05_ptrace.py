"""The grader is traced and its memory written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for process in (GRADER, 1):
    print(libc.ptrace(16, process, 0, 0), ctypes.get_errno())
    try:
        open(f"/proc/{process}/mem", "r+b").write(b"x")
    except OSError as error:
        print(error)
"""


def attack(s: Submission) -> None:
    """The grader is traced and its memory written."""
    s.first(SOURCE)
