"""The notebook asks for another kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """The notebook asks for another kernel."""
    s.notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "x", "language": "bash"}


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "x"}
