"""The notebook has twenty thousand cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """The notebook has twenty thousand cells."""
    one = s.insert(0, "pass")
    s.notebook.cells += [dict(one, id=f"c{n}") for n in range(20_000)]


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    for _ in range(50):
        s.insert(0, "pass")
