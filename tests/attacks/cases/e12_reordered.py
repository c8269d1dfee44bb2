"""Tests stand before everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Tests stand before everything else."""
    cells = s.notebook.cells
    s.notebook.cells = sorted(cells, key=lambda c: not c.metadata.get("nbgrader", {}).get("grade"))


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.notebook.cells.append(s.notebook.cells.pop(s.place("vault-words")))
