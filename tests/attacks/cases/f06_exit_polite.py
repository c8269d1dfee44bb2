"""exit() and quit() are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
exit()
quit()
"""


def attack(s: Submission) -> None:
    """exit() and quit() are called."""
    s.first(SOURCE)


def honest(s: Submission) -> None:
    """The same shape, without the abuse."""
    s.first("exit()")
