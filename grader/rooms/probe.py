"""Find out, by trying, what protects rooms on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from caopan.errors import CaopanError
from grader.rooms.protection import Protection

# A child that does what a room does: leave all namespaces, mount, be nobody, filter calls.
_TRY_NAMESPACES: Final = """
import os, sys
from pathlib import Path
from grader.rooms import house, seccomp, system, warden
house.leave_for_own_namespaces()
child = os.fork()
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
house.move_in(house.readable_places())
system.unshare(warden._APART)
warden._furnish(warden.Limits())
child = os.fork()
if child:
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
warden._shut(warden.Order("student", warden.Protection.NAMESPACES, warden.Limits()))
os._exit(0)
"""
_TRY_LANDLOCK: Final = """
import os, sys, tempfile
from pathlib import Path
from grader.rooms import house, warden
with tempfile.TemporaryDirectory() as folder:
    os.chmod(folder, 0o777)
    readable = tuple(str(p) for p in house.readable_places())
    child = os.fork()
    if child:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    order = warden.Order("student", warden.Protection.LANDLOCK, warden.Limits(), folder, readable)
    warden._shut(order)
    try:
        os.listdir("/proc/1/task")
    except PermissionError:
        os._exit(0)
    os._exit(1)
"""
_SECONDS: Final = 60


@dataclass(frozen=True)
class Found:
    """What one way of protection answered: whether it works, and why not."""

    protection: Protection
    works: bool
    why: str = ""


def found() -> tuple[Found, ...]:
    """Try each way, the strong one first."""
    return tuple(tried(kind) for kind in _PROGRAMS)


def protection(*, trust_outer_sandbox: bool = False) -> Protection:
    """Choose the strongest protection that works here.

    Args:
        trust_outer_sandbox: go on with limits only, where this machine is a sandbox itself.

    Raises:
        CaopanError: nothing works and nobody vouches for the machine.
    """
    for kind in _PROGRAMS:
        if tried(kind).works:
            return kind
    if trust_outer_sandbox:
        return Protection.NONE
    reasons = "; ".join(f"{one.protection}: {one.why}" for one in found())
    raise CaopanError(
        f"nothing protects this machine from the answers that it would run ({reasons}). Run in a "
        "place that allows user namespaces, or, if the whole machine is a throw-away sandbox, say "
        "so with --trust-outer-sandbox."
    )


_PROGRAMS: Final = {
    Protection.NAMESPACES: _TRY_NAMESPACES,
    Protection.LANDLOCK: _TRY_LANDLOCK,
}


@lru_cache
def tried(kind: Protection) -> Found:
    """Try one way in a process of its own; once is enough."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", _PROGRAMS[kind]],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
        cwd="/",
        env={"PATH": os.environ.get("PATH", "")},
    )
    lines = done.stderr.strip().splitlines()
    why = lines[-1] if lines else f"the attempt ended with {done.returncode}"
    return Found(kind, done.returncode == 0, "" if done.returncode == 0 else why)
