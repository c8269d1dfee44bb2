"""The system calls that a room needs and Python 3.11 does not offer: thin, checked, by ctypes."""

from __future__ import annotations

import ctypes
import os
from typing import Final

CLONE_NEWNS: Final = 0x00020000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000

MS_NOSUID, MS_NODEV = 2, 4
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
READ_ONLY_AGAIN: Final = 32 | MS_BIND | 1 | MS_NOSUID  # MS_REMOUNT, MS_RDONLY
_MNT_DETACH: Final = 2

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 24, 38
_PR_SET_CHILD_SUBREAPER: Final = 36
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_LAST_CAPABILITY: Final = 63  # more than any kernel knows; unknown ones answer EINVAL

# Numbers that are the same on x86_64 and aarch64 (all calls since Linux 5.1 are).
_MOUNT_SETATTR: Final = 442
_PIVOT_ROOT: Final = {"x86_64": 155, "aarch64": 41}
_ATTR_READ_ONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(number: int, *arguments: object) -> int:
    """Make a raw system call.

    Raises:
        OSError: the kernel refuses.
    """
    passed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(int(_libc.syscall(ctypes.c_long(number), *passed)), f"system call {number}")


def unshare(flags: int) -> None:
    """Leave some namespaces for new ones.

    Raises:
        OSError: the kernel refuses.
    """
    _checked(_libc.unshare(flags), "unshare")


def mount(
    source: str, target: str, kind: str | None = None, flags: int = 0, data: str = ""
) -> None:
    """Mount a filesystem or bind a path.

    Raises:
        OSError: the kernel refuses; the target is named.
    """
    done = _libc.mount(
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        data.encode() if data else None,
    )
    _checked(done, f"mount on {target}")


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def make_read_only(target: str) -> None:
    """Make a mount and all below it read-only, without devices and set-uid programs.

    Raises:
        OSError: the kernel refuses (Linux before 5.12 does not know the call).
    """
    wanted = _MountAttributes(_ATTR_READ_ONLY | _ATTR_NOSUID | _ATTR_NODEV, 0, 0, 0)
    size = ctypes.sizeof(wanted)
    path = ctypes.c_char_p(target.encode())
    syscall(_MOUNT_SETATTR, _AT_FDCWD, path, _AT_RECURSIVE, ctypes.byref(wanted), size)


def pivot_into(new_root: str) -> None:
    """Make a mount the root of this mount namespace and let go of the old one.

    Raises:
        OSError: the kernel refuses.
    """
    os.chdir(new_root)
    here = ctypes.c_char_p(b".")
    syscall(_PIVOT_ROOT[os.uname().machine], here, here)
    _checked(_libc.umount2(b".", _MNT_DETACH), "umount of the old root")
    os.chdir("/")


def _prctl(option: int, *arguments: int) -> int:
    padded = [*arguments, 0, 0, 0, 0][:4]
    return int(_libc.prctl(option, *(ctypes.c_ulong(a) for a in padded)))


def die_with_parent(signal: int) -> None:
    """Ask for a signal when the parent ends."""
    _checked(_prctl(_PR_SET_PDEATHSIG, signal), "PR_SET_PDEATHSIG")


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends."""
    _checked(_prctl(_PR_SET_CHILD_SUBREAPER, 1), "PR_SET_CHILD_SUBREAPER")


def be_dumpable() -> None:
    """Own the files of /proc/self again after a change of user."""
    _checked(_prctl(_PR_SET_DUMPABLE, 1), "PR_SET_DUMPABLE")


def no_new_privileges() -> None:
    """Never gain rights by executing a program, in this process and all that come from it."""
    _checked(_prctl(_PR_SET_NO_NEW_PRIVS, 1), "PR_SET_NO_NEW_PRIVS")


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapabilityData(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


def drop_capabilities() -> None:
    """Give up every capability for good.

    Raises:
        OSError: the kernel refuses.
    """
    for capability in range(_LAST_CAPABILITY + 1):
        _prctl(_PR_CAPBSET_DROP, capability)  # an unknown one answers EINVAL
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = _CapabilityHeader(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3
    nothing = (_CapabilityData * 2)()
    _checked(_libc.capset(ctypes.byref(header), ctypes.byref(nothing)), "capset")
