"""A hook shows a full mark before each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
from IPython.display import publish_display_data
get_ipython().events.register("pre_run_cell", lambda info: get_ipython().displayhook(3.0))
get_ipython().events.register("post_run_cell", lambda r: get_ipython().displayhook(3.0))
"""


def attack(s: Submission) -> None:
    """A hook shows a full mark before each cell."""
    s.first(SOURCE)
