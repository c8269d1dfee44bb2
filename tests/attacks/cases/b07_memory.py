"""The memory of the first process is searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import re
for process in ("1", "self"):
    try:
        with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb") as memory:
            for line in maps.read().splitlines()[:400]:
                low, high = (int(x, 16) for x in line.split()[0].split("-"))
                if "rw" in line and high - low < 50_000_000:
                    try:
                        memory.seek(low)
                        print(set(re.findall(rb"canary-[0-9a-f]{16}", memory.read(high - low))))
                    except (OSError, ValueError):
                        pass
    except OSError as error:
        print(error)
"""


def attack(s: Submission) -> None:
    """The memory of the first process is searched."""
    s.first(SOURCE)
