"""A zygote: a warm Python that holds no secret and forks rooms on demand.

Run as ``python -I -m grader.rooms.zygote FD``. It imports what answers and tests use, moves into a
house in which nothing else can be seen, and answers one order after another. It ends when the
supervisor hangs up; it is the first process of its namespace, so all rooms end with it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from grader.rooms import house, student, system
from grader.rooms.limits import MB, Limits
from grader.rooms.protection import Protection
from grader.rooms.warden import Order, keep
from grader.rooms.wire import Line

LARGEST_ORDER = 65536


def main() -> None:
    """Warm up, move in, fork rooms until the supervisor hangs up."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's to answer
    settings = json.loads(control.recv(LARGEST_ORDER))
    protection = Protection(settings["protection"])
    try:
        if protection is Protection.NAMESPACES:
            _leave()
        inside = warm_up(settings["modules"])
        if protection is Protection.NAMESPACES:
            house.move_in([Path(p) for p in settings["places"]])
    except Exception as error:
        control.send(json.dumps({"refused": f"{type(error).__name__}: {error}"}).encode())
        raise
    control.send(json.dumps({"threads": len(list(Path("/proc/self/task").iterdir()))}).encode())
    _serve(control, inside)


def warm_up(modules: list[str]) -> Any:
    """Import what rooms use, do the usual once, and make the shell that they inherit."""
    from grader.rooms import clean, codec, shell  # noqa: F401 (every fork needs them)

    inside = shell.make()
    for name in modules:
        importlib.import_module(name)
    _work_once(inside)
    gc.collect()
    gc.freeze()  # a collection in a room then leaves the shared pages alone
    return inside


# What answers do first costs most: readers, writers and grouping load parts of pandas, and drawing
# loads fonts. Done once here, it is there in every room.
_USUAL = """
import io
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import display
rows = "day,sku,price,sold\\n2026-01-01,A,1.5,3\\n2026-01-09,B,2.5,4\\n"
frame = pd.read_csv(io.StringIO(rows), parse_dates=["day"])
display(frame.head(), frame.groupby("sku")["sold"].sum().sort_values(ascending=False))
frame.set_index("day").resample("W")["sold"].sum().idxmax()
frame.merge(frame, on="sku").pivot_table(index="sku", values="sold_x", aggfunc="mean").describe()
pd.testing.assert_frame_equal(frame, frame.copy())
frame[frame["sku"].str.contains("A") & frame["price"].notna()].drop_duplicates().to_dict()
plt.plot([0, 1], label="x")
plt.legend()
plt.show()
"""


def _work_once(inside: Any) -> None:
    """Do what answers usually do, hand a frame over, and forget it."""
    from grader.rooms import codec

    inside.run_cell(_USUAL, silent=True)
    codec.decode(codec.encode(inside.user_ns.get("frame")))
    inside.reset(new_session=False)
    inside.execution_count = 1


def _leave() -> None:
    """Go on as the first process of an own namespace; what was the process waits outside.

    This comes before any library starts a thread: a process with threads can't change its user.
    """
    house.leave_for_own_namespaces()
    zygote = os.fork()
    if zygote:
        _, status = os.waitpid(zygote, 0)
        os._exit(abs(os.waitstatus_to_exitcode(status)))
    system.die_with_parent(signal.SIGKILL)


def _serve(control: socket.socket, inside: Any) -> None:
    while True:
        message, fds, _, _ = socket.recv_fds(control, LARGEST_ORDER, 2)
        _reap()
        if not message:
            os._exit(0)
        asked = json.loads(message)
        if os.fork() == 0:
            control.close()
            _open(asked, inside, socket.socket(fileno=fds[0]), socket.socket(fileno=fds[1]))
        for fd in fds:
            os.close(fd)


def _reap() -> None:
    """Let go of wardens that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _open(asked: dict[str, Any], inside: Any, end: socket.socket, leash: socket.socket) -> None:
    limits = Limits(**asked["limits"])
    order = Order(
        asked["kind"],
        Protection(asked["protection"]),
        limits,
        asked["folder"],
        tuple(asked["readable"]),
    )

    def work() -> None:
        home = str(Path.cwd())
        os.environ.update({"HOME": home, "TMPDIR": home if asked["folder"] else house.SCRATCH})
        sys.path.append(home)  # last: what lies beside a notebook never shadows what is installed
        line = Line(end, limits.message_mb * MB * 2)
        if order.kind == "student":
            student.Student(line, inside, limits.message_mb * MB).serve()
        else:
            from grader.rooms.clean import Clean

            Clean(line, inside, _brief).serve()

    keep(order, work, leash)


def _brief(text: str) -> None:
    from grader.marking.cases import hand_over

    hand_over(text)


if __name__ == "__main__":
    main()
