"""Failures are handled as successes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)
"""


def attack(s: Submission) -> None:
    """Failures are handled as successes."""
    s.first(SOURCE)
