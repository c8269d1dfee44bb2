"""Descriptors are used up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
kept = []
while True:
    try:
        kept.append(os.open("/dev/null", 0))
    except OSError:
        break
for fd in kept:
    os.close(fd)
"""


def attack(s: Submission) -> None:
    """Descriptors are used up."""
    s.first(SOURCE)


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.first("import os\nos.close(os.open('/dev/null', 0))")
