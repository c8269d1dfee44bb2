"""A tracer changes what tests see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import sys, threading
def tracer(frame, event, arg):
    frame.f_locals["_true"] = 100.0
    return tracer
sys.settrace(tracer)
threading.settrace(tracer)
"""


def attack(s: Submission) -> None:
    """A tracer changes what tests see."""
    s.first(SOURCE)
