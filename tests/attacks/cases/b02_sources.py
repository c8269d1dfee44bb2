"""The sources with the answers are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
for name in ("solutions/vault/vault.py", "solutions/vault/vault.ipynb", "solutions/vault/answers.yaml"):
    for start in (ROOT + "/", "../../../", "../../../../"):
        try:
            print(open(start + name).read())
        except OSError:
            pass
"""


def attack(s: Submission) -> None:
    """The sources with the answers are read."""
    s.first(SOURCE)
