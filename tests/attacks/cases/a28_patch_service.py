"""The loop that serves the room is patched through the collector."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import gc, sys
for name, module in list(sys.modules.items()):
    if name.startswith("grader.rooms"):
        for key, value in list(vars(module).items()):
            if callable(value) and key in ("encode", "decode", "run", "send"):
                setattr(module, key, lambda *a, **k: b"")
for thing in gc.get_objects():
    if type(thing).__name__ in ("Student", "Line"):
        thing.__class__._fetch = lambda self, name: (b"v", b"cpv1")
"""


def attack(s: Submission) -> None:
    """The loop that serves the room is patched through the collector."""
    s.late(SOURCE)
