"""Cells are of strange types, sources are no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Cells are of strange types, sources are no text."""
    s.notebook.cells[1]["source"] = 7
    s.notebook.cells.insert(0, {"cell_type": "widget", "metadata": {"nbgrader": 5}, "source": None})
    s.notebook.cells.insert(0, {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": ["x"]}}})


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.notebook.cells.insert(0, {"cell_type": "widget", "metadata": {"nbgrader": 5}, "source": "x"})
