"""The network is looked at through netlink and raw sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import socket
for family, kind in ((16, 3), (17, 3), (2, 3), (40, 1)):
    try:
        socket.socket(family, kind)
        print("made")
    except OSError as error:
        print(error)
"""


def attack(s: Submission) -> None:
    """The network is looked at through netlink and raw sockets."""
    s.first(SOURCE)
