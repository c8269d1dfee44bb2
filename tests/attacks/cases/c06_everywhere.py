"""Marks are left in every folder that takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
for top in ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/etc", "/usr/local", ROOT, HOMEDIR, "/room"):
    try:
        open(os.path.join(top, MARK), "w").write("x")
    except OSError:
        pass
"""


def attack(s: Submission) -> None:
    """Marks are left in every folder that takes them."""
    s.first(SOURCE)
