"""Landlock: which files a process may see, where no mount namespace is to be had."""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING, Final

from grader.rooms import system

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_PATH_BENEATH, _ASK_VERSION = 1, 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
# What each version of the interface knows, as the highest bit of file rights.
_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_RIGHTS_5: Final = (1 << 16) - 1
_NETWORK: Final = 0b11  # bind and connect TCP: handled, never granted
_SCOPES: Final = 0b11  # abstract sockets and signals stay inside
_SCOPED_FROM, _NETWORK_FROM = 6, 4
_FILE_RIGHTS: Final = _EXECUTE | _WRITE_FILE | _READ_FILE | (1 << 14) | (1 << 15)


class _Ruleset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("files", "network", "scoped")]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """Give the version of the kernel's interface; 0 where there is none."""
    try:
        return system.syscall(_CREATE, ctypes.c_void_p(None), 0, _ASK_VERSION)
    except OSError:
        return 0


def confine(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Let this process, and all that come from it, see some paths only.

    Args:
        readable: files and folders to read and execute from; missing ones are passed over.
        writable: folders in which everything is allowed.

    Returns:
        Whether signals are kept inside, too (from version 6 on).

    Raises:
        OSError: the kernel has no Landlock or refuses.
    """
    known = version()
    rights = _RIGHTS.get(known, _RIGHTS_5)
    scoped = known >= _SCOPED_FROM
    rules = _Ruleset(rights, _NETWORK if known >= _NETWORK_FROM else 0, _SCOPES if scoped else 0)
    size = 8 * (1 + (known >= _NETWORK_FROM) + scoped)
    ruleset = system.syscall(_CREATE, ctypes.byref(rules), size, 0)
    try:
        for path in readable:
            _allow(ruleset, path, rights & (_EXECUTE | _READ_FILE | _READ_DIR))
        for path in writable:
            _allow(ruleset, path, rights)
        system.syscall(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return scoped


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        granted = rights if path.is_dir() else rights & _FILE_RIGHTS
        rule = _Beneath(granted, parent)
        system.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
