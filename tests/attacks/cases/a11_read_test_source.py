"""The text of the test is read from history and frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import sys
def margin(price, cost):
    found = []
    frame = sys._getframe()
    while frame:
        found.append(str(frame.f_locals)[:2000])
        frame = frame.f_back
    text = " ".join(found) + str(get_ipython().user_ns.get("In", ""))
    if ("7919" + ".25 - 17.5") in text:
        return (price - cost) / price
    return 0.0
"""


def attack(s: Submission) -> None:
    """The text of the test is read from history and frames."""
    s.in_margin(SOURCE)
