"""The truth is derived from everything that is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import glob
print(sorted(globals())[:50])
from caopan.market import sample
print(sample("fanhe").fault)
for name in glob.glob("datasets/**/*", recursive=True):
    print(name)
"""


def attack(s: Submission) -> None:
    """The truth is derived from everything that is installed."""
    s.first(SOURCE)
