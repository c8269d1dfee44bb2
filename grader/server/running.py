"""One running server: start its process, wait until it answers, stop it."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from caopan.errors import CaopanError
from grader.server import places
from grader.server.settings import APPS, Settings

_ANSWERS = 90.0  # seconds until a server that does not answer is given up
_STOPS = 15.0  # seconds that a server gets to end its kernels
_VOILA = "/voila/static/voila.js"
_ONWARD = {"/formgrader": "/formgrader/manage_assignments"}  # where an address leads to
_LIVE = {"/leaderboard", *(f"/{app.name}" for app in APPS)}  # they lead to pages with a kernel


class Running:
    """A server process.

    Args:
        settings: what to serve, and where.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.log = settings.work / "logs" / f"server-{settings.role}.log"
        self.process = self._launch()

    def _launch(self) -> subprocess.Popen[str]:
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("w", encoding="utf-8") as log:
                process = subprocess.Popen(
                    # -P: files in the served folder are never imported by the server
                    [sys.executable, "-P", "-m", "grader.server.process"],
                    cwd=self.settings.served,
                    env=places.environment(self.settings, os.environ),
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    text=True,
                    start_new_session=True,  # Ctrl-C reaches the parent alone, which stops it
                )
        except OSError as error:
            raise CaopanError(
                f"{self.log}: the server cannot start ({error.strerror}); "
                "give write permission there, then start again."
            ) from error
        self._tell(process)
        return process

    def _tell(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        # a process that died at once is reported by wait_until_it_answers
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(self.settings.model_dump_json() + "\n")
            process.stdin.flush()

    def wait_until_it_answers(self, seconds: float = _ANSWERS) -> None:
        """Ask all addresses until each gives its page.

        Raises:
            CaopanError: the server ended, or does not answer in time.
        """
        deadline = time.monotonic() + seconds
        waiting = [*(_ONWARD.get(path, path) for path in self.settings.paths.values()), _VOILA]
        while waiting:
            self.check()
            waiting = [path for path in waiting if not self._answers(path)]
            if waiting and time.monotonic() > deadline:
                raise CaopanError(
                    f"the server does not answer at {self.settings.origin}{waiting[0]} "
                    f"after {seconds:.0f} s; read {self.log} and start again."
                )
            time.sleep(0.1 if waiting else 0)

    def check(self) -> None:
        """Raise CaopanError if the process has ended by itself."""
        if self.process.poll() is not None:
            raise CaopanError(
                f"the server ended by itself ({_last_line(self.log)}); "
                f"read {self.log} and start again."
            )

    def _answers(self, path: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.settings.port, timeout=30)
        try:
            headers = {"Authorization": f"token {self.settings.token}"}
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            # following them to their live pages would take a reader's seat
            onward = path in _LIVE and answer.status == http.client.FOUND
            return answer.status == http.client.OK or onward
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """End the server and its kernels, without a question; calling it twice is fine."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(_STOPS)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return "no log"
    return next(
        (line.strip()[:200] for line in reversed(lines) if line.strip()), "its log is empty"
    )
