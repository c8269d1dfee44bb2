"""What the processes of a room use together, seen from outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """A moment's use.

    Attributes:
        held: bytes of memory that a room has taken beyond what its processes were forked with.
        tasks: processes and threads.
    """

    held: int
    tasks: int


def descendants(process: int) -> list[int]:
    """List the processes that come from one, whichever of its threads started them."""
    found, todo = [], _children(process)
    while todo:
        child = todo.pop()
        found.append(child)
        todo += _children(child)
    return found


def usage(process: int, forked_with: int) -> Usage:
    """Sum up what the processes that come from one use.

    Memory that a process shares with others counts in each of them: shared maps are no way out.

    Args:
        process: whose descendants.
        forked_with: bytes that each of them has from its zygote.
    """
    held = tasks = 0
    for child in descendants(process):
        own, shared, threads = _memory(child)
        held += max(0, own - forked_with) + shared
        tasks += threads
    return Usage(held, tasks)


def own_memory() -> int:
    """Give the bytes that this process holds and does not share by a map or a file."""
    return _memory("self")[0]


def _children(process: int) -> list[int]:
    found: list[int] = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += map(int, listed.read_text().split())
        except OSError:  # the thread has ended
            continue
    return found


def _memory(process: int | str) -> tuple[int, int, int]:
    """Give a process's own bytes, its shared ones, its threads; nothing where it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0, 0, 0
    said = dict(line.split(":", 1) for line in lines if ":" in line)
    own, shared = (int(said.get(name, "0").split()[0]) * 1024 for name in ("RssAnon", "RssShmem"))
    return own, shared, int(said.get("Threads", "0"))
