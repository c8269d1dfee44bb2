"""Batches written beside other work: encoding them, and the disk, take none of its time."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from caopan.commission.batches import Batch, put_batch

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class BatchWriter:
    """Writes the batches of a folder one after another in a thread of its own.

    Leaving it waits for what is being written and drops what was not begun: after an error nothing
    is written behind its back. Interrupted while it waits, it still waits: nothing may be written
    when another may hold the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._thread = ThreadPoolExecutor(1, "batches")
        self._batches: list[Future[Batch]] = []

    def put(self, name: str, table: Any) -> Future[Batch]:
        """Have a table written as ``put_batch`` does; what that raises, the result raises."""
        self._batches.append(self._thread.submit(put_batch, self.folder, name, table))
        return self._batches[-1]

    def __enter__(self) -> BatchWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: Any, trace: TracebackType | None
    ) -> None:
        try:
            self._thread.shutdown(wait=True, cancel_futures=True)
            # once interrupted, Python 3.11 takes a thread for ended that is not: ask for its work
            wait([one for one in self._batches if not one.cancelled()])
        except KeyboardInterrupt:
            self.__exit__(kind, value, trace)
            raise
