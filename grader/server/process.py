"""The server's own process: ``python -m grader.server.process``, settings on standard input.

The pipe stays open as long as the one who started it lives; when it closes, the server stops, so
that nothing is left behind whatever ends the terminal.
"""

from __future__ import annotations

import os
import signal
import sys
import threading


def main() -> None:
    """Read the settings, start the server, stop when the pipe closes."""
    from jupyter_server.serverapp import ServerApp

    from grader.server.config import config
    from grader.server.settings import Settings

    settings = Settings.model_validate_json(sys.stdin.readline())
    threading.Thread(target=_stop_at_end_of_pipe, daemon=True).start()
    ServerApp.launch_instance(argv=[], config=config(settings))


def _stop_at_end_of_pipe() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
