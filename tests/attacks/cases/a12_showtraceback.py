"""Tracebacks are swallowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
ip = get_ipython()
ip.showtraceback = lambda *a, **k: None
ip._showtraceback = lambda *a, **k: None
type(ip)._showtraceback = lambda *a, **k: None
"""


def attack(s: Submission) -> None:
    """Tracebacks are swallowed."""
    s.first(SOURCE)
