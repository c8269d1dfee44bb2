"""A hook shows NaN as a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
get_ipython().events.register("post_execute", lambda: get_ipython().displayhook(float("nan")))
"""


def attack(s: Submission) -> None:
    """A hook shows NaN as a result."""
    s.first(SOURCE)
