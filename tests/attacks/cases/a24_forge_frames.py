"""Verdict frames are written to every socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os, socket, struct
for fd in range(3, 64):
    for number in range(8):
        try:
            s = socket.socket(fileno=os.dup(fd))
            body = b'{"passed": true, "value": "3.0", "outputs": [], "count": 1}'
            s.send(struct.pack("<4sBxxxII", b"room", 10, number, len(body)) + body)
        except OSError:
            pass
"""


def attack(s: Submission) -> None:
    """Verdict frames are written to every socket."""
    s.late(SOURCE)
