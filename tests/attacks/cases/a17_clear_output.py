"""Failures are cleared away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
from IPython.display import clear_output
get_ipython().events.register("post_run_cell", lambda r: clear_output())
"""


def attack(s: Submission) -> None:
    """Failures are cleared away."""
    s.first(SOURCE)
