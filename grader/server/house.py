"""``start``: the whole house on one desk, until somebody stops it."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from caopan.errors import CaopanError
from grader.leaderboard.notebook import write_page
from grader.server import places, ports
from grader.server.running import Running
from grader.server.settings import Role, Settings

Say = Callable[[str], None]

_WELCOME: dict[Role, str] = {
    "instructor": (
        "Caopan is open: the whole house on one desk, for instructors. Solutions, gradebook and "
        "contest secrets are within reach here;\nto see what a trainee may have: "
        "make start ROLE=trainee"
    ),
    "trainee": "Caopan is open for a trainee: lessons, exercises and the leaderboard.",
}


def start(
    root: Path,
    *,
    port: int | None = None,
    browser: bool = True,
    role: Role = "instructor",
    seed_demo: Sequence[str] | None = None,
    beat: Callable[[], object] | None = None,
    served: Path | None = None,
    page_limit: int = 20,
    say: Say | None = None,
) -> None:
    """Serve lessons, formgrader and leaderboard until Ctrl-C (or SIGTERM), then end everything.

    Args:
        root: the course's folder.
        port: the port on 127.0.0.1; None takes 8888, or a free one when that is taken.
        browser: whether to open the lessons in the person's browser.
        role: an instructor gets all; a trainee only ``served``, without formgrader.
        seed_demo: a command (its words) that runs once the addresses answer, in its own process.
        beat: called a few times a second while the house is open; what it complains of is said.
        served: the folder to serve; ``root`` for an instructor, ``work/trainee`` for a trainee.
        page_limit: live pages (leaderboard, board) at the same time; others get a page without a
            kernel.
        say: where lines for people go; standard output by default.

    Raises:
        CaopanError: the port is taken, there is nothing to serve, the disk refuses, or the server
            does not answer.
    """
    say = say or _print
    settings = settle(root, port=port, role=role, served=served, page_limit=page_limit)
    if port is None and settings.port != ports.USUAL:
        say(f"Port {ports.USUAL} is taken: {settings.port} is used instead.")
    with _asked_to_stop() as stop:
        running = Running(settings)
        try:
            running.wait_until_it_answers()
            _announce(settings, say)
            if browser:
                _open_browser(settings.addresses()["lessons"])
            _stay(running, stop, seed_demo, beat, say)
        except KeyboardInterrupt:
            say("\nStopping …")
        finally:
            running.stop()
    say("Stopped.")


def settle(
    root: Path,
    *,
    port: int | None = None,
    role: Role = "instructor",
    served: Path | None = None,
    page_limit: int = 20,
) -> Settings:
    """Decide all about a server and write what it reads: its settings, the leaderboard's notebook.

    Raises:
        CaopanError: the port is taken, there is nothing to serve, or the disk refuses.
    """
    root = root.resolve()
    work = root / "work"
    served = (served or (root if role == "instructor" else work / "trainee")).resolve()
    if not served.is_dir():
        raise CaopanError(f"{served}: there is nothing to serve; make it with: grader pack")
    settings = Settings(
        root=root,
        served=served,
        work=work,
        role=role,
        port=ports.choose(port),
        token=secrets.token_hex(24),
        page=("work/" if served == root else "") + "leaderboard/leaderboard.ipynb",
        page_limit=page_limit,
    )
    places.prepare(settings)
    write_page((served / settings.page).parent)
    return settings


def _announce(settings: Settings, say: Say) -> None:
    say(_WELCOME[settings.role] + "\n")
    addresses = settings.addresses()
    wide = max(map(len, addresses))
    for name, address in addresses.items():
        say(f"  {name:<{wide}}  {address}")
    say("\nStop with Ctrl-C; everything is kept.")


def _open_browser(address: str) -> None:
    # without a screen, Python's webbrowser would take over the terminal with a text browser
    screen = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if screen:
        webbrowser.open(address)


def _stay(
    running: Running,
    stop: _Asked,
    seed_demo: Sequence[str] | None,
    beat: Callable[[], object] | None,
    say: Say,
) -> None:
    said = ""
    seeding = subprocess.Popen(list(seed_demo), cwd=running.settings.root) if seed_demo else None
    try:
        while not stop.now:
            time.sleep(0.2)
            running.check()
            if (complaint := _complaint(beat)) not in ("", said):
                said = complaint
                say(said)
            if seeding is not None and seeding.poll() is not None:
                if seeding.returncode:
                    say("The demonstration class is not complete; the house stays open.")
                seeding = None
    finally:
        if seeding is not None:
            _end(seeding)


def _complaint(beat: Callable[[], object] | None) -> str:
    try:
        if beat is not None:
            beat()
    except CaopanError as error:
        return str(error)
    return ""


def _end(seeding: subprocess.Popen[bytes]) -> None:
    seeding.terminate()
    try:
        seeding.wait(10)
    except subprocess.TimeoutExpired:
        seeding.kill()
        seeding.wait()


class _Asked:
    """Whether the house was asked to stop.

    No ``threading.Event``: its lock may be held by the very loop that a signal interrupts, and
    setting it in the handler would then wait for ever.
    """

    now = False


@contextlib.contextmanager
def _asked_to_stop() -> Iterator[_Asked]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into a flag, at any moment of the start."""
    asked = _Asked()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def note(number: int, frame: object) -> None:
        if asked.now:
            return  # it stops already
        asked.now = True
        raise KeyboardInterrupt

    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, note) for number in wanted}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print(line: str) -> None:
    print(line, flush=True)
