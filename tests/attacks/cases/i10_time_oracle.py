"""An answer tries values while it is tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import time
def margin(price, cost):
    time.sleep(0.2)
    return price
"""


def attack(s: Submission) -> None:
    """An answer tries values while it is tested."""
    s.in_margin(SOURCE)
