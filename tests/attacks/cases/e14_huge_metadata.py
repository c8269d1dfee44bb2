"""Metadata weigh ten megabytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Metadata weigh ten megabytes."""
    s.notebook.metadata["x"] = "y" * 10_000_000


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.notebook.metadata["x"] = "y" * 1_000_000
