"""Tables of a variant come with the submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Tables of a variant come with the submission."""
    (s.folder / "datasets" / "mine").mkdir(parents=True)
    (s.folder / "datasets" / "mine" / "merchant.json").write_text("{}")
