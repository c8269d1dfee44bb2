"""What a room may use, at most."""

from __future__ import annotations

import resource
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Limits of one room. All are assumed: an honest answer needs a tenth of them.

    Attributes:
        cell_seconds: wall time of a cell; it gets an error and the next cell runs.
        grace_seconds: after so much more the room is closed.
        notebook_seconds: wall time of all cells together.
        cpu_seconds: CPU time of each process of the room.
        call_seconds: wall time of one call of an answer's function by a test.
        memory_mb: what all processes of the room may hold beyond what it starts with.
        processes: processes and threads.
        file_mb: one file, and all files together.
        files: open files.
        output_mb: what a cell may print or show; the rest is cut off.
        message_mb: one message of the room, whatever it says.
    """

    cell_seconds: float = 60.0
    grace_seconds: float = 5.0
    notebook_seconds: float = 600.0
    cpu_seconds: int = 600
    call_seconds: float = 20.0
    memory_mb: int = 2048
    processes: int = 64
    file_mb: int = 64
    files: int = 256
    output_mb: int = 4
    message_mb: int = 64

    def to_dict(self) -> dict[str, Any]:
        """Give the limits as plain values."""
        return asdict(self)


def apply(limits: Limits, *, count_processes: bool) -> None:
    """Set this process's limits for good.

    Args:
        limits: the room's.
        count_processes: whether processes are counted for this room alone (in an own user
            namespace they are; elsewhere the count of the whole user would stop others).
    """
    space = _address_space() + limits.memory_mb * MB
    wanted = {
        resource.RLIMIT_AS: space,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_mb * MB,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    if count_processes:
        wanted[resource.RLIMIT_NPROC] = limits.processes
    for what, value in wanted.items():
        resource.setrlimit(what, (value, value))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()
