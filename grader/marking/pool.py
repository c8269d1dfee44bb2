"""A few processes that write variants side by side."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from grader.marking.course import ROOT_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from grader.marking.course import Course

# The house is sized for two cores.
JOBS = 2
# A share of a class is a dozen shops; each takes about a second (assumed).
SECONDS_A_SHARE = 600.0


class Worker:
    """One process, started when first needed."""

    def __init__(self, course: Course, limit: float = SECONDS_A_SHARE) -> None:
        self._course = course
        self._limit = limit
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process, which imports the market while others work."""
        log = self._course.work / "grading.log"
        try:
            stderr = log.open("ab")
        except OSError as error:
            raise CaopanError(
                f"{log}: no variants ({error.strerror}); give write permission there."
            ) from error
        with stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "grader.marking.worker", str(self._course.root)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={**os.environ, ROOT_VARIABLE: str(self._course.root)},
                start_new_session=True,  # its own group: Ctrl-C reaches us first, we end it
            )

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Have one share done; a process that dies or hangs is an answer, too."""
        if self._process is None:
            self.start()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            return self._fallen("the process ended unexpectedly")
        if not select.select([process.stdout], [], [], self._limit)[0]:
            return self._fallen(f"it ran longer than {self._limit:g} s")
        line = process.stdout.readline()
        if not line:
            return self._fallen("the process was killed while it ran (memory?)")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            pass
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()

    def _fallen(self, reason: str) -> dict[str, Any]:
        process = self._process
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        self.close()
        return {"ok": False, "reason": reason, "seconds": self._limit}


class Pool:
    """Workers to borrow, one for each thread.

    Use it as a context manager: all processes end with it, also after Ctrl-C.
    """

    def __init__(self, course: Course, jobs: int = JOBS) -> None:
        self.jobs = jobs
        self._workers = [Worker(course) for _ in range(jobs)]
        self._free: queue.SimpleQueue[Worker] = queue.SimpleQueue()

    def __enter__(self) -> Pool:
        for worker in self._workers:
            self._free.put(worker)
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.close()

    @contextlib.contextmanager
    def worker(self) -> Iterator[Worker]:
        """Borrow a free worker."""
        borrowed = self._free.get()
        try:
            yield borrowed
        finally:
            self._free.put(borrowed)

    def write_variants(
        self,
        assignment: str,
        shares: Sequence[Sequence[str]],
        *,
        force: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Write variants side by side.

        Args:
            assignment: the assignment's name.
            shares: trainees, each entry the work of one process at a time.
            force: write anew even where one is.
            progress: called with how many more are done after each share.

        Raises:
            CaopanError: the first sentence of a share that failed; the others are finished.
        """

        def one(share: Sequence[str]) -> str:
            with self.worker() as worker:
                request = {"assignment": assignment, "variants": list(share), "force": force}
                return str(worker.ask(request)["reason"])

        with ThreadPoolExecutor(self.jobs) as threads:
            reasons = []
            for share, reason in zip(shares, threads.map(one, shares), strict=True):
                reasons += [reason] if reason else []
                if progress:
                    progress(len(share))
        if reasons:
            raise CaopanError(reasons[0])
