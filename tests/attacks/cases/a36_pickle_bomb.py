"""An answer would run code if it were unpickled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
class P:
    def __reduce__(self):
        return (os.system, ("touch /tmp/" + MARK,))
revenue = P()
share = [P()]
"""


def attack(s: Submission) -> None:
    """An answer would run code if it were unpickled."""
    s.late(SOURCE)
