"""A module beside the notebook takes the place of the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """A module beside the notebook takes the place of the kernel."""
    for name in ("ipykernel_launcher", "IPython", "grader", "caopan", "random"):
        (s.folder / f"{name}.py").write_text("raise SystemExit")
