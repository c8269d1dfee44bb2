"""The answers are sent away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import socket
for family, place in ((socket.AF_INET, ("127.0.0.1", 8888)), (socket.AF_INET6, ("::1", 8888)), (socket.AF_UNIX, "/run/x")):
    try:
        s = socket.socket(family)
        s.settimeout(1)
        s.connect(place)
        print("connected")
    except OSError as error:
        print(error)
try:
    socket.getaddrinfo("localhost", 80)
except OSError as error:
    print(error)
"""


def attack(s: Submission) -> None:
    """The answers are sent away."""
    s.first(SOURCE)
