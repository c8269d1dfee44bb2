"""Files that Python and IPython run at start are handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0


def attack(s: Submission) -> None:
    """Files that Python and IPython run at start are handed in."""
    for name in ("sitecustomize.py", "usercustomize.py", "ipython_config.py", "conftest.py"):
        (s.folder / name).write_text("raise SystemExit")
