"""Outputs hold scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
from IPython.display import HTML, Javascript, display
display(HTML("<script>alert(1)</script>"), Javascript("alert(1)"))
"""


def attack(s: Submission) -> None:
    """Outputs hold scripts."""
    s.first(SOURCE)


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.first("from IPython.display import HTML\nHTML('<b>x</b>')")
