"""A frame announces four gigabytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os, socket, struct
for fd in range(3, 64):
    try:
        s = socket.socket(fileno=os.dup(fd))
        s.send(struct.pack("<4sBxxxII", b"room", 3, 2, 2**32 - 1))
    except OSError:
        pass
"""


def attack(s: Submission) -> None:
    """A frame announces four gigabytes."""
    s.late(SOURCE)
