"""The asynchronous runner is replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
async def fine(self, *a, **k):
    from IPython.core.interactiveshell import ExecutionResult
    return ExecutionResult(None)
type(get_ipython()).run_cell_async = fine
type(get_ipython()).run_code = fine
"""


def attack(s: Submission) -> None:
    """The asynchronous runner is replaced."""
    s.first(SOURCE)
