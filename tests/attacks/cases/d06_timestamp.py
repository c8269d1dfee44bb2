"""The time of the submission is forged."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """The time of the submission is forged."""
    (s.folder / "timestamp.txt").write_text("2001-01-01 00:00:00 UTC")


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    (s.folder / "timestamp.txt").write_text("garbage")
