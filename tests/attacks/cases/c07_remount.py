"""The read-only system is made writable."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for place in (b"/", b"/usr", b"/proc", b"/room"):
    libc.mount(b"none", place, None, 32, None)
try:
    open("/usr/" + MARK, "w").write("x")
except OSError as error:
    print(error)
"""


def attack(s: Submission) -> None:
    """The read-only system is made writable."""
    s.first(SOURCE)
