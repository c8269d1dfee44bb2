"""The house that a zygote lives in: system, Python and the course's packages, read-only.

A room is forked from a zygote whose root holds nothing else. So no room can see a gradebook, a
source, another submission or anybody's home, whatever it does.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.rooms import system

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOM: Final = "/room"  # the working folder of every room, a tmpfs of its own
SCRATCH: Final = f"{ROOM}/.tmp"
_SYSTEM: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")
_SETTINGS: Final = ("/etc/fonts", "/etc/localtime", "/etc/alternatives", "/etc/ssl/openssl.cnf")
_DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
# A folder that every system has and no house needs: the house is put together over it.
_SITES: Final = ("/mnt", "/media", "/srv", "/opt", "/home")
_USERS: Final = "root:x:0:0::/:/none\ntrainee:x:1000:1000::/room:/none\n"
_GROUPS: Final = "root:x:0:\ntrainee:x:1000:\n"


def readable_places(more: Iterable[Path] = ()) -> list[Path]:
    """List what a room may read: system, Python, this project's packages, and what else is asked.

    Args:
        more: further files and folders, the sample merchants for example.
    """
    import caopan
    import grader

    packages = [Path(str(m.__file__)).parent for m in (caopan, grader)]
    python = [Path(p) for p in (sys.base_prefix, sys.prefix)]
    system_places = [Path(p) for p in (*_SYSTEM, *_SETTINGS, *_DEVICES)]
    found = [*system_places, *python, *packages, *more]
    return list(dict.fromkeys(p for p in found if p.exists()))


def leave_for_own_namespaces() -> None:
    """Leave the process namespace for the next child; as an ordinary user, the user one as well.

    Raises:
        OSError: the kernel refuses.
    """
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        system.unshare(system.CLONE_NEWPID)
        return
    system.unshare(system.CLONE_NEWUSER | system.CLONE_NEWPID)
    write_maps(user, user, group, group)


def write_maps(inside: int, outside: int, inside_group: int, outside_group: int) -> None:
    """Say which user of the own new user namespace stands for which one outside."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{inside} {outside} 1"),
        ("gid_map", f"{inside_group} {outside_group} 1"),
    ):
        with suppress(FileNotFoundError):
            Path("/proc/self", name).write_text(text)


def move_in(places: Iterable[Path]) -> None:
    """Build the house and move this process into it; everything else is out of sight for good.

    Must run as the first process of an own process namespace.

    Args:
        places: what can be seen, at its own path, read-only.

    Raises:
        OSError: the kernel refuses a mount; the place is named.
    """
    wanted = _without_nested(list(places))
    site = _site(wanted)
    system.unshare(system.CLONE_NEWNS)
    system.mount("none", "/", None, system.MS_REC | system.MS_PRIVATE)
    system.mount("house", site, "tmpfs", system.MS_NOSUID, "mode=0755,size=4m")
    for place in wanted:
        _show(place, Path(f"{site}{place}"))
    for name in ("proc", "room", "etc"):
        Path(site, name).mkdir(exist_ok=True)
    if not Path(site, "tmp").exists():  # Python or the checkout may lie below it
        Path(site, "tmp").symlink_to(SCRATCH)
    for name, text in (("passwd", _USERS), ("group", _GROUPS)):
        Path(site, "etc", name).write_text(text)
    system.mount("proc", f"{site}/proc", "proc", system.MS_NOSUID | system.MS_NODEV)
    system.pivot_into(site)
    _seal()


def _seal() -> None:
    """Make everything read-only but the devices, which are files to write to."""
    for entry in Path("/").iterdir():
        if entry.name not in ("dev", "proc") and entry.is_dir() and not entry.is_symlink():
            with suppress(OSError):  # a plain folder of the house, no mount
                system.make_read_only(str(entry))
    _read_only_mounts()


def _read_only_mounts() -> None:
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        point = line.split()[4].encode().decode("unicode_escape")
        if not point.startswith(("/dev", "/proc")) and point != "/":
            system.make_read_only(point)
    system.mount("none", "/", None, system.READ_ONLY_AGAIN)


def _without_nested(places: list[Path]) -> list[Path]:
    """Leave out what another place shows already, so that no place covers another.

    >>> _without_nested([Path("/usr"), Path("/usr/lib"), Path("/etc/fonts")])
    [PosixPath('/usr'), PosixPath('/etc/fonts')]
    """
    absolute = [p.absolute() for p in places]
    return [p for p in absolute if not any(q in p.parents for q in absolute)]


def _site(places: list[Path]) -> str:
    used = {p.parts[1] for p in places if len(p.parts) > 1}
    for site in _SITES:
        if Path(site).is_dir() and site[1:] not in used:
            return site
    raise OSError(f"none of {', '.join(_SITES)} is free to put a room's house together")


def _show(place: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if place.is_symlink():
        if not target.is_symlink():
            target.symlink_to(place.readlink())
        return
    if place.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    system.mount(str(place), str(target), None, system.MS_BIND | system.MS_REC)
