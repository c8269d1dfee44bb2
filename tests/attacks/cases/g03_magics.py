"""Magics run, load and write files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
get_ipython().run_line_magic("load_ext", "autoreload")
get_ipython().run_cell_magic("writefile", "/tmp/" + MARK, "x")
"""


def attack(s: Submission) -> None:
    """Magics run, load and write files."""
    s.first(SOURCE)
