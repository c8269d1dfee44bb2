"""A dict subclass runs code when it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
class D(dict):
    def items(self):
        import os
        os._exit(0)
    __iter__ = keys = items
revenue = D(a=1)
class S(str):
    def __str__(self): raise SystemExit
    def encode(self, *a): raise SystemExit
share = S("1")
"""


def attack(s: Submission) -> None:
    """A dict subclass runs code when it is read."""
    s.late(SOURCE)
