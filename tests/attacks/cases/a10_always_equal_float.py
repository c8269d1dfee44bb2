"""Answers are numbers whose comparisons lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Answers are numbers whose comparisons lie."""
    s.answer(
        "vault-revenue",
        "class F(float):\n    def __eq__(self, o): return True\n    def __lt__(self, o): return True\n    def __sub__(self, o): return F(0)\n    def __abs__(self): return F(0)\nrevenue = F(1)",
    )
    s.answer("vault-share", "share = revenue")
