"""A test cell says that it is an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """A test cell says that it is an answer."""
    for cell in s.notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader.update(solution=True, locked=False)
            cell.source = "1.0"


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.cell("vault-revenue-check").metadata.nbgrader.update(grade=False)
