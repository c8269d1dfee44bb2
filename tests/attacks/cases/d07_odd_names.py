"""Files have odd names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Files have odd names."""
    for name in ("a\nb.ipynb", "..hidden.ipynb", "VAULT.ipynb", "vault .ipynb", "-rf.ipynb"):
        (s.folder / name).write_text("{}")


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    (s.folder / "notes\n.txt").write_text("x")
