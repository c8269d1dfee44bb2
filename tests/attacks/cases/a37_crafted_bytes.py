"""The codec writes crafted bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import sys, struct
codec = sys.modules["grader.rooms.codec"]
header = b'["n","<f8",[1000000000],0]'
codec.encode = lambda *a, **k: b"cpv1" + len(header).to_bytes(4) + (1).to_bytes(4) + (8).to_bytes(8) + header + bytes(8)
"""


def attack(s: Submission) -> None:
    """The codec writes crafted bytes."""
    s.late(SOURCE)
