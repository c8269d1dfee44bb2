"""The environment of every process is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import glob, os
print(dict(os.environ))
for name in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
    try:
        print(open(name, "rb").read())
    except OSError:
        pass
"""


def attack(s: Submission) -> None:
    """The environment of every process is read."""
    s.first(SOURCE)
