"""Other files are links to secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Other files are links to secrets."""
    (s.folder / "key.txt").symlink_to(s.root / "work" / "secrets" / "course.key")
    (s.folder / "shop.csv").symlink_to(s.root / "work" / "gradebook.db")
    s.first(
        "for n in ('key.txt', 'shop.csv'):\n    try:\n        print(open(n).read())\n    except OSError:\n        pass"
    )
