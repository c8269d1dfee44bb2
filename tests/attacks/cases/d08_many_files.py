"""Ten thousand files are handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Ten thousand files are handed in."""
    for number in range(3000):
        (s.folder / f"{number}.txt").write_text("x")
    (s.folder / "big.ipynb").write_bytes(bytes(30_000_000))
