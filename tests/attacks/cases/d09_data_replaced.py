"""The data of the assignment come with the submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """The data of the assignment come with the submission."""
    (s.folder / "shop.csv").write_text("sku,price,sold\nA,1,1\n")
    s.answer("vault-revenue", "revenue = 1.0")
