"""What a room says it showed would become two gigabytes of objects in the supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import json
json.dumps = lambda *a, **k: '{"count": 1, "outputs": [' + "[]," * 2_000_000 + "[]]}"
"""


def attack(s: Submission) -> None:
    """What a room says it showed would become two gigabytes of objects in the supervisor."""
    s.first(SOURCE)
