"""The test cells are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """The test cells are deleted."""
    s.notebook.cells = [
        c for c in s.notebook.cells if not c.metadata.get("nbgrader", {}).get("grade")
    ]


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.notebook.cells = [
        c for c in s.notebook.cells if not c.metadata.get("nbgrader", {}).get("grade")
    ]
