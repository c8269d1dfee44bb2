"""Every cell stays within its own time, and together they would take hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Every cell stays within its own time, and together they would take hours."""
    for _ in range(500):
        s.insert(0, "import time; time.sleep(2)")


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    for _ in range(50):
        s.insert(0, "pass")
