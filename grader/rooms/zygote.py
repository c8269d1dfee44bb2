"""A zygote: a warm Python that holds no secret and forks rooms on demand.

Run as ``python -I -m grader.rooms.zygote FD``. It imports what answers and tests use, moves into a
house in which nothing else can be seen, and answers one order after another. It ends when the
supervisor hangs up; it is the first process of its namespace, so all rooms end with it.
"""

from __future__ import annotations

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
        inside = warm_up(settings["modules"])
        if protection is Protection.NAMESPACES:
            _move(settings["places"])
    except Exception as error:
        control.send(json.dumps({"refused": f"{type(error).__name__}: {error}"}).encode())
        raise
    control.send(json.dumps({"threads": len(list(Path("/proc/self/task").iterdir()))}).encode())
    _serve(control, inside)


def warm_up(modules: list[str]) -> Any:
    """Import what rooms use, draw a figure once, and make the shell that they inherit."""
    from grader.rooms import clean, codec, shell  # noqa: F401 (every fork needs them)

    inside = shell.make()
    for name in modules:
        importlib.import_module(name)
    _draw_once()
    return inside


def _draw_once() -> None:
    """Have fonts and the drawing library ready: the first figure costs ten times the next."""
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    figure.subplots().plot([0, 1], label="x")
    figure.legend()
    figure.savefig(io.BytesIO(), format="png")


def _move(places: list[str]) -> None:
    """Go on as the first process of an own namespace, in the house; the caller waits outside."""
    house.leave_for_own_namespaces()
    zygote = os.fork()
    if zygote:
        _, status = os.waitpid(zygote, 0)
        os._exit(abs(os.waitstatus_to_exitcode(status)))
    system.die_with_parent(signal.SIGKILL)
    house.move_in([Path(p) for p in places])


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
        os.environ.update({"HOME": home, "TMPDIR": "/tmp" if not asked["folder"] else home})
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
