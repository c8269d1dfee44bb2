"""Running a cell is replaced by answering that all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
class Fine:
    success = True
    result = 100.0
    def raise_error(self): pass
ip = get_ipython()
ip.run_cell = lambda *a, **k: Fine()
type(ip).run_cell = lambda *a, **k: Fine()
"""


def attack(s: Submission) -> None:
    """Running a cell is replaced by answering that all is well."""
    s.first(SOURCE)
