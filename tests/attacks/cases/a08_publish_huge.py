"""A hook shows a thousand points."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
get_ipython().events.register("post_execute", lambda: get_ipython().displayhook(1000))
"""


def attack(s: Submission) -> None:
    """A hook shows a thousand points."""
    s.first(SOURCE)
