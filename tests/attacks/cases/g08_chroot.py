"""Another root is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
os.makedirs("jail", exist_ok=True)
try:
    os.chroot("jail")
except OSError as error:
    print(error)
for _ in range(50):
    os.chdir("..")
print(os.listdir("."))
"""


def attack(s: Submission) -> None:
    """Another root is entered."""
    s.first(SOURCE)
