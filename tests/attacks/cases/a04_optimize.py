"""Cells are compiled without asserts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import builtins, functools
get_ipython().compile.flags |= 0
real = builtins.compile
builtins.compile = functools.partial(real, optimize=2)
get_ipython().compile.__class__.__call__ = lambda self, s, f, m: real(s, f, m, optimize=2)
"""


def attack(s: Submission) -> None:
    """Cells are compiled without asserts."""
    s.first(SOURCE)
