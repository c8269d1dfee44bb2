"""The supervisor's side: start a zygote, have it open rooms, talk to them, end them."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from caopan.errors import CaopanError
from grader.rooms import house
from grader.rooms.limits import MB, Limits
from grader.rooms.protection import Protection
from grader.rooms.wire import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

# What answers and tests of this course import anyway; a foreign course may use less.
MODULES: Final = (
    "numpy",
    "pandas",
    "pyarrow.parquet",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
)
OURS: Final = (
    "caopan.events",
    "caopan.practice",
    "caopan.market.ready",
    "caopan.board.ready",
    "caopan.commission.ready",
    "grader.marking.cases",
)
# The account of a room whose zygote has died.
WARDEN_GONE: Final = {"why": "its warden has gone"}
_START_SECONDS: Final = 120.0
_END_SECONDS: Final = 10.0
# Rooms compute on one thread each: as many rooms as cores run at once.
_ONE_THREAD: Final = ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "NUMBA")


class RoomsUnavailable(CaopanError):
    """No room can be opened on this machine: nobody's answer is to blame."""


@dataclass
class Room:
    """An open room: a line to it, and the leash that ends it.

    Attributes:
        line: to talk to it.
        account: how it ended, once it has: exit, why, peak_mb, cpu_seconds.
    """

    line: Line
    leash: socket.socket
    folder: str = ""
    account: dict[str, Any] = field(default_factory=dict)

    def end(self) -> dict[str, Any]:
        """End the room and everything in it; give the warden's account."""
        if self.account:
            return self.account
        with contextlib.suppress(OSError):
            self.leash.shutdown(socket.SHUT_WR)
        self.account = self._account()
        self.let_go()
        return self.account

    def let_go(self) -> None:
        """Close both lines and remove the working folder."""
        self.leash.close()
        self.line.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _account(self) -> dict[str, Any]:
        try:
            if select.select([self.leash], [], [], _END_SECONDS)[0]:
                value: dict[str, Any] = json.loads(self.leash.recv(65536) or b"{}")
                return value or WARDEN_GONE
        except (OSError, ValueError):
            pass
        return WARDEN_GONE


class Zygote:
    """A warm process that forks rooms. Use it as a context manager.

    Args:
        protection: what keeps rooms apart; see :func:`grader.rooms.probe.protection`.
        places: what rooms may read beside system, Python and this project's packages.
        modules: what is imported once, for all rooms.
        log: where its own errors go; nowhere by default.
    """

    def __init__(
        self,
        protection: Protection,
        places: Sequence[Path] = (),
        modules: Sequence[str] = (*MODULES, *OURS),
        log: Path | None = None,
    ) -> None:
        self.protection = protection
        self._places = [str(p) for p in house.readable_places([*places, *_font_list()])]
        self._modules = list(modules)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self.threads = 0
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Zygote:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process; it warms up while the caller goes on."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._scratch = tempfile.TemporaryDirectory(prefix="caopan-zygote-")
        with its, (self._log or Path(os.devnull)).open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", "grader.rooms.zygote", str(its.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_clean_environment(self._scratch.name),
                cwd="/",
                pass_fds=[its.fileno()],
                start_new_session=True,  # Ctrl-C reaches the supervisor first
            )
        self._control = ours
        settings = {
            "protection": self.protection,
            "modules": self._modules,
            "places": self._places,
        }
        ours.send(json.dumps(settings).encode())

    def open(self, kind: str, limits: Limits) -> Room:
        """Open a room.

        Args:
            kind: "student" or "clean".
            limits: what it may use.

        Raises:
            RoomsUnavailable: the zygote cannot start, or ends again and again.
        """
        folder = "" if self.protection is Protection.NAMESPACES else _scratch_folder()
        order = {
            "kind": kind,
            "protection": self.protection,
            "limits": limits.to_dict(),
            "folder": folder,
            "readable": self._places if folder else [],
        }
        talk, its_talk = socket.socketpair()
        leash, its_leash = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        made = Room(Line(talk, (limits.message_mb + 1) * MB), leash, folder)
        with its_talk, its_leash:
            try:
                self._order(json.dumps(order).encode(), [its_talk.fileno(), its_leash.fileno()])
            except RoomsUnavailable:
                made.let_go()
                raise
        return made

    def _order(self, order: bytes, fds: list[int]) -> None:
        """Hand an order to the process; a new one takes the place of one that has ended."""
        for attempt in range(2):
            if self._control is None:
                self.start()
            self._wait_until_warm()
            assert self._control is not None
            try:
                socket.send_fds(self._control, [order], fds)
            except OSError as error:
                self.close()
                if attempt:
                    raise RoomsUnavailable(
                        f"the process that opens rooms ends again and again ({error.strerror}); "
                        "look for a lack of memory."
                    ) from error
            else:
                return

    def close(self) -> None:
        """End the process, and with it every room that it has opened."""
        warm, self.threads = bool(self.threads), 0
        control, self._control = self._control, None
        process, self._process = self._process, None
        if control is not None:
            control.close()
        scratch, self._scratch = self._scratch, None
        if process is not None:
            if not warm:
                process.kill()  # it has opened no room yet
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if scratch is not None:
            scratch.cleanup()

    def _wait_until_warm(self) -> None:
        if self.threads:
            return
        assert self._control is not None
        ready = select.select([self._control], [], [], _START_SECONDS)[0]
        said = json.loads((_received(self._control) if ready else b"") or b"{}")
        if "threads" not in said:
            why = said.get("refused", "it ended without saying why" if ready else "it hangs")
            self.close()
            raise RoomsUnavailable(
                f"rooms cannot be opened on this machine ({why}); `grader doctor` says what "
                "protects it."
            )
        self.threads = said["threads"]


def _received(control: socket.socket) -> bytes:
    try:
        return control.recv(65536)
    except ConnectionError:
        return b""


def _clean_environment(scratch: str) -> dict[str, str]:
    """Give a zygote nothing of ours: secrets may stand in variables, habits in a home."""
    kept = {k: os.environ[k] for k in ("LANG", "LC_ALL", "TZ") if k in os.environ}
    path = {"PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])}
    threads = {f"{name}_NUM_THREADS": "1" for name in _ONE_THREAD}
    cores = {k: v for k, v in os.environ.items() if k.startswith("OPENBLAS_")}
    # pyarrow's allocator would start a thread, and a process with threads should not fork
    threads |= {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
    inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    fonts = str(_font_list()[0])
    home = {"HOME": scratch, "IPYTHONDIR": scratch, "MPLCONFIGDIR": fonts}
    return {**kept, **path, **cores, **threads, **inline, **home}


def _font_list() -> list[Path]:
    """Give the folder in which matplotlib keeps its list of fonts; made anew it takes seconds."""
    import matplotlib as mpl

    return [Path(mpl.get_cachedir())]


def _scratch_folder() -> str:
    folder = tempfile.mkdtemp(prefix="caopan-room-")
    Path(folder).chmod(0o777)
    return folder
