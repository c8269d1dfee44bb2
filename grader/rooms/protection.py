"""What keeps a room apart from everything else on this machine."""

from __future__ import annotations

from enum import StrEnum


class Protection(StrEnum):
    """From strong to none.

    NAMESPACES: own user, mount, process, network, ipc and host-name namespaces, a root that holds
    nothing but system and Python, no rights, a filter of system calls, limits.
    LANDLOCK: the kernel's file and network rules, the filter and the limits, in the one system.
    NONE: limits only; for machines that are a sandbox themselves.
    """

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    NONE = "none"
