"""Asking to stop is heard whatever the house does at that moment."""

import os
import signal
import threading
import time

import pytest

from grader.server.house import _asked_to_stop


def test_a_signal_never_waits_for_a_lock() -> None:
    """Two hundred signals, each at another moment of the waiting loop, are all heard."""

    def send(after: float) -> None:
        time.sleep(after)
        os.kill(os.getpid(), signal.SIGTERM)

    for number in range(200):
        sender = threading.Thread(target=send, args=(0.001 + number * 1e-5,), daemon=True)
        with _asked_to_stop() as stop, pytest.raises(KeyboardInterrupt):
            sender.start()
            deadline = time.monotonic() + 5
            while not stop.now and time.monotonic() < deadline:
                time.sleep(0.0001)
        assert stop.now
        sender.join()
