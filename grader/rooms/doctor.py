"""``grader doctor``: what protects this machine from the answers that it runs."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

from grader.rooms import landlock, probe
from grader.rooms.limits import Limits
from grader.rooms.protection import Protection

if TYPE_CHECKING:
    from grader.rooms.probe import Found

_MEANS: Final = {
    Protection.NAMESPACES: "own user, mounts, processes, network, ipc and host name; a root with "
    "system and Python only; no rights; a filter of system calls; limits",
    Protection.LANDLOCK: "file and network rules, no rights, a filter of system calls, limits; "
    "processes and users are the machine's own",
}


def examine(console: Console | None = None) -> bool:
    """Try every protection and print what was found.

    Returns:
        Whether answers can be run here without --trust-outer-sandbox.
    """
    out = console or Console()
    found = probe.found()
    table = Table(title=f"Linux {platform.release()}, {platform.machine()}", title_justify="left")
    for name in ("protection", "works", "what it is, or why not"):
        table.add_column(name, overflow="fold")
    for one in found:
        table.add_row(one.protection, "yes" if one.works else "no", _said(one))
    out.print(table)
    used = next((one.protection for one in found if one.works), None)
    limits = Limits()
    out.print(
        f"Rooms here are kept apart by: {used or 'nothing; grading refuses'}. "
        f"Run as {'root: rooms are nobody outside' if os.geteuid() == 0 else 'an ordinary user'}; "
        f"Landlock version {landlock.version() or 'none'}.",
        highlight=False,
    )
    out.print(
        f"A room may use {limits.memory_mb} MB, {limits.processes} processes, "
        f"{limits.cell_seconds:g} s a cell, {limits.notebook_seconds:g} s a notebook, "
        f"{limits.file_mb} MB of files, {limits.output_mb} MB of output a cell.",
        highlight=False,
    )
    return used is not None


def _said(one: Found) -> str:
    return _MEANS[one.protection] if one.works else one.why
