"""From a zygote's fork to a sealed room: the warden stays outside, the room's process goes in.

The warden is the parent of the room's first process and the only one that sees it from outside.
It ends the room when the supervisor lets go of the leash, or when the room holds too much memory.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.rooms import landlock, limits, seccomp, system
from grader.rooms.house import ROOM, SCRATCH, write_maps
from grader.rooms.limits import MB, Limits
from grader.rooms.protection import Protection
from grader.rooms.usage import descendants, own_memory, usage

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY: Final = 65534  # whom a room's user is outside, where the supervisor is root
_TRAINEE: Final = 1000
_LOOK_EVERY_MS: Final = 50
_LONGEST: Final = 2000
_APART: Final = (
    system.CLONE_NEWNS
    | system.CLONE_NEWPID
    | system.CLONE_NEWNET
    | system.CLONE_NEWIPC
    | system.CLONE_NEWUTS
)


@dataclass(frozen=True)
class Order:
    """What the supervisor asks a zygote for.

    Attributes:
        kind: "student" or "clean".
        protection: what keeps the room apart.
        limits: what it may use.
        folder: its working folder where no mount namespace gives it one.
        readable: what it may read there.
    """

    kind: str
    protection: Protection
    limits: Limits
    folder: str = ""
    readable: tuple[str, ...] = ()


def keep(order: Order, work: Callable[[], None], leash: socket.socket) -> None:
    """Be the warden: open the room, watch it, say how it ended; never returns.

    Args:
        order: what is asked for.
        work: what the room's process does.
        leash: closed by the supervisor to end the room; gets the end's account.
    """
    try:
        if order.protection is Protection.NAMESPACES:
            system.unshare(_APART)
            _furnish(order.limits)
        else:
            system.adopt_orphans()
        hear, tell = os.pipe()
        room = os.fork()
        if room == 0:
            leash.close()
            os.close(hear)
            _live(order, work, tell)
        os.close(tell)
        account = _watch(room, leash, order.limits) | {"refused": _said(hear)}
    except OSError as error:
        account = {"refused": str(error)}
    with contextlib.suppress(OSError):
        leash.send(json.dumps(account).encode())
    os._exit(0)


def _furnish(wanted: Limits) -> None:
    """Give the room a working folder of its own, as large as all its files may be."""
    size = f"mode=0777,size={wanted.file_mb * MB},nr_inodes=20000"
    flags = system.MS_NOSUID | system.MS_NODEV
    system.mount("none", "/", None, system.MS_REC | system.MS_PRIVATE)
    system.mount("room", ROOM, "tmpfs", flags, size)
    Path(SCRATCH).mkdir()
    Path(SCRATCH).chmod(0o777)


def _live(order: Order, work: Callable[[], None], tell: int) -> None:
    """Be the room's first process: shut the doors one by one, then work."""
    try:
        os.setsid()
        _no_terminal()
        _shut(order)
    except Exception as error:  # the warden says it to the supervisor
        os.write(tell, f"{type(error).__name__}: {error}"[:_LONGEST].encode())
        os._exit(70)
    os.close(tell)
    try:
        work()
    finally:  # nothing of a room may return into the zygote's loop
        os._exit(0)


def _no_terminal() -> None:
    """Give what is written past the shell nowhere to go: the zygote's log is outside."""
    nowhere = os.open("/dev/null", os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    os.close(nowhere)


def _said(hear: int) -> str:
    with os.fdopen(hear, "rb") as stream:
        return stream.read(_LONGEST).decode(errors="replace")


def _shut(order: Order) -> None:
    in_namespaces = order.protection is Protection.NAMESPACES
    if in_namespaces:
        system.unshare(system.CLONE_NEWNS)  # the warden goes on looking from outside
        flags = system.MS_NOSUID | system.MS_NODEV
        system.mount("proc", "/proc", "proc", flags)
    limits.apply(order.limits, count_processes=False)
    os.umask(0o022)
    if in_namespaces or all(_open_to_everybody(Path(p)) for p in order.readable):
        be_nobody()  # elsewhere a Python in a private home would be out of reach: rights go, below
    if in_namespaces:
        outside, group = os.geteuid(), os.getegid()
        system.unshare(system.CLONE_NEWUSER)
        write_maps(_TRAINEE, outside, _TRAINEE, group)
        _count_processes(order.limits)
    system.drop_capabilities()
    system.no_new_privileges()
    scoped = True
    if order.protection is Protection.LANDLOCK:
        scoped = landlock.confine([Path(p) for p in order.readable], [Path(order.folder)])
    if order.protection is not Protection.NONE:
        text = seccomp.program(
            signals_leave=not in_namespaces and not scoped, files_shared=not in_namespaces
        )
        seccomp.install(text)
    os.chdir(ROOM if in_namespaces else order.folder)


def _open_to_everybody(place: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in place.resolve().parents)


def be_nobody() -> None:
    """Stop being root, where we are: files that the room could reach are then not ours."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        system.be_dumpable()


def _count_processes(wanted: Limits) -> None:
    """Limit processes and threads; an own user namespace has a count of its own."""
    resource.setrlimit(resource.RLIMIT_NPROC, (wanted.processes, wanted.processes))


def _watch(room: int, leash: socket.socket, wanted: Limits) -> dict[str, object]:
    """Wait for the room's end, or make it."""
    why, forked_with = "", own_memory()
    end = os.pidfd_open(room)
    try:
        poll = select.poll()
        poll.register(end, select.POLLIN)
        poll.register(leash, select.POLLIN | select.POLLHUP)
        while True:
            ready = {fd for fd, _ in poll.poll(_LOOK_EVERY_MS)}
            if end in ready:
                break
            if leash.fileno() in ready:
                why = why or "closed"
                os.kill(room, signal.SIGKILL)
                poll.unregister(leash)
            elif not why and (why := _too_much(forked_with, wanted)):
                os.kill(room, signal.SIGKILL)
    finally:
        os.close(end)
    _, status, used = os.wait4(room, 0)
    _end_orphans()
    return {
        "why": why,
        "exit": os.waitstatus_to_exitcode(status),
        "peak_mb": round(used.ru_maxrss * 1024 / MB),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 4),
    }


def _too_much(forked_with: int, wanted: Limits) -> str:
    """Say of what the room's processes use too much together."""
    used = usage(os.getpid(), forked_with)
    if used.held > wanted.memory_mb * MB:
        return "memory"
    return "processes" if used.tasks > wanted.processes else ""


def _end_orphans() -> None:
    """End what a room without an own process namespace left behind."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        for child in descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return
