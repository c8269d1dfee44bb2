"""Asking to stop is heard whatever the house does at that moment."""

import contextlib
import os
import signal
import threading
import time

from grader.server.house import _Asked, _asked_to_stop


def send(after: float) -> None:
    """Ask this process to stop in a moment."""
    time.sleep(after)
    os.kill(os.getpid(), signal.SIGTERM)


def wait(stop: _Asked) -> None:
    """Wait as the house does, five seconds at most."""
    deadline = time.monotonic() + 5
    while not stop.now and time.monotonic() < deadline:
        time.sleep(0.0001)


def test_a_signal_never_waits_for_a_lock() -> None:
    """Two hundred signals, each at another moment of the waiting loop, are all heard."""
    for number in range(200):
        sender = threading.Thread(target=send, args=(0.001 + number * 1e-5,), daemon=True)
        # the signal may come as early as inside of start()
        with _asked_to_stop() as stop, contextlib.suppress(KeyboardInterrupt):
            sender.start()
            wait(stop)
        assert stop.now
        sender.join()
