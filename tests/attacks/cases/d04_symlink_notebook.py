"""The notebook is a link to the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """The notebook is a link to the sources."""
    (s.folder / "vault.ipynb").symlink_to(s.root / "solutions" / "vault" / "vault.ipynb")
