"""One writer at a time: a lock on a folder that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from caopan.errors import CaopanError


class Lock:
    """Held from the moment it is made until it is released, or the process ends in whatever way.

    Raises CaopanError if another process holds it, or the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._at = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as problem:
            raise CaopanError(
                f"cannot write {folder}: {problem.strerror}; choose a writable folder"
            ) from problem
        try:
            fcntl.flock(self._at, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            os.close(self._at)
            raise CaopanError(
                f"{folder}: another process has this ledger open; close it there first"
            ) from problem

    @property
    def held(self) -> bool:
        """Whether it is still held."""
        return self._at >= 0

    def release(self) -> None:
        """Let another process have it; a second time does nothing."""
        if self._at >= 0:
            os.close(self._at)
            self._at = -1
