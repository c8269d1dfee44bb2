"""A display claims to be a huge image."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
from IPython.display import publish_display_data
publish_display_data({"image/png": "A" * 20_000_000, "text/plain": "x"})
"""


def attack(s: Submission) -> None:
    """A display claims to be a huge image."""
    s.first(SOURCE)
