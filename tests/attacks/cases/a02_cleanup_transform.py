"""Every later cell is rewritten to pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
ip = get_ipython()
ip.input_transformers_cleanup.append(lambda lines: ["pass\n"])
ip.input_transformers_post.append(lambda lines: ["pass\n"])
"""


def attack(s: Submission) -> None:
    """Every later cell is rewritten to pass."""
    s.first(SOURCE)
