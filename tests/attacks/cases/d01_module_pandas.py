"""A module beside the notebook takes the place of pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """A module beside the notebook takes the place of pandas."""
    (s.folder / "pandas.py").write_text("def read_csv(*a): raise SystemExit")
    (s.folder / "rapidfuzz.py").write_text("raise SystemExit")


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    (s.folder / "pandas.py").write_text("raise SystemExit")
