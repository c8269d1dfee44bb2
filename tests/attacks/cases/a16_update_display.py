"""A later cell changes what an earlier one showed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
from IPython.display import display, HTML, update_display
h = display("x", display_id="same")
update_display("3.0", display_id="same")
h.update("3.0")
"""


def attack(s: Submission) -> None:
    """A later cell changes what an earlier one showed."""
    s.last(SOURCE)
