"""The zygotes of a run, one for each submission that is graded at the same time."""

from __future__ import annotations

import contextlib
import os
import queue
from typing import TYPE_CHECKING

from grader.rooms.limits import Limits
from grader.rooms.probe import protection
from grader.rooms.workshop import MODULES, OURS, Zygote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.marking.course import Course
    from grader.rooms.protection import Protection

TRUST_VARIABLE = "CAOPAN_TRUST_OUTER_SANDBOX"


class Crew:
    """Zygotes to borrow. Use it as a context manager: all rooms end with it, also after Ctrl-C.

    Args:
        course: whose sample merchants rooms may read.
        jobs: submissions graded at the same time.
        limits: of each room.
        kept_apart_by: a protection other than the strongest that works.

    Raises:
        CaopanError: nothing protects this machine.
    """

    def __init__(
        self,
        course: Course,
        jobs: int = 2,
        limits: Limits | None = None,
        kept_apart_by: Protection | None = None,
    ) -> None:
        self.jobs = jobs
        self.limits = limits or Limits()
        trusted = os.environ.get(TRUST_VARIABLE) == "1"
        chosen = kept_apart_by or protection(trust_outer_sandbox=trusted)
        places = [course.root / "datasets"] if course.ours else []
        modules = (*MODULES, *OURS) if course.ours else MODULES
        self._zygotes = [Zygote(chosen, places, modules) for _ in range(jobs)]
        self._free: queue.SimpleQueue[Zygote] = queue.SimpleQueue()
        for zygote in self._zygotes:
            self._free.put(zygote)

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for zygote in self._zygotes:
            zygote.close()

    def warm_up(self) -> None:
        """Start all zygotes now: they import while the caller prepares work."""
        for zygote in self._zygotes:
            zygote.start()

    @contextlib.contextmanager
    def zygote(self) -> Iterator[Zygote]:
        """Borrow a free zygote."""
        borrowed = self._free.get()
        try:
            yield borrowed
        finally:
            self._free.put(borrowed)
