"""An answer lies about its class."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
class Liar:
    @property
    def __class__(self): return float
    def __array__(self, *a, **k): raise SystemExit
    def __float__(self): return 1.0
    def __reduce__(self): raise SystemExit
revenue = share = Liar()
"""


def attack(s: Submission) -> None:
    """An answer lies about its class."""
    s.late(SOURCE)
