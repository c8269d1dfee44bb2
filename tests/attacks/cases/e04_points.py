"""A test is worth a hundred."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """A test is worth a hundred."""
    for cell in s.notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader["points"] = 100


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.cell("vault-revenue-check").metadata.nbgrader["points"] = 100
