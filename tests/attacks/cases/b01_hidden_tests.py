"""Hidden tests are looked for beside the notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import glob
for name in glob.glob("**/*", recursive=True) + glob.glob(".*"):
    try:
        print(open(name, errors="replace").read())
    except OSError:
        pass
"""


def attack(s: Submission) -> None:
    """Hidden tests are looked for beside the notebook."""
    s.first(SOURCE)
