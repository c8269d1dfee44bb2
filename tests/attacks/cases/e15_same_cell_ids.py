"""All cells have the same id."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """All cells have the same id."""
    for cell in s.notebook.cells:
        cell["id"] = "same"


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    for cell in s.notebook.cells:
        cell["id"] = "same"
