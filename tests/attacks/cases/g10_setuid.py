"""Rights are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
for call in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.nice(-10)):
    try:
        call()
        print("done")
    except OSError as error:
        print(error)
"""


def attack(s: Submission) -> None:
    """Rights are asked for."""
    s.first(SOURCE)
