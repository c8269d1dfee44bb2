"""A loop catches whatever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""


def attack(s: Submission) -> None:
    """A loop catches whatever comes."""
    s.first(SOURCE)
