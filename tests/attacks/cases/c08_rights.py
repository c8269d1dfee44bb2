"""Rights and times of files outside are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault import Submission

DESERVES = 0.0
SOURCE = r"""
import os
for place in (ROOT, os.path.join(ROOT, "work", "gradebook.db"), ROOT + "/solutions/vault/vault.py", ROOT + "/nbgrader_config.py", HOMEDIR + "/notes.txt"):
    for call in (lambda: os.chmod(place, 0o777), lambda: os.utime(place, (1, 1)), lambda: os.chown(place, 0, 0), lambda: os.truncate(place, 0), lambda: os.rename(place, place + MARK), lambda: os.unlink(place)):
        try:
            call()
        except OSError as error:
            print(error)
"""


def attack(s: Submission) -> None:
    """Rights and times of files outside are changed."""
    s.first(SOURCE)
