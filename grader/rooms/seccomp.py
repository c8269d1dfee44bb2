"""A filter of system calls, as classic BPF: what no answer needs, no answer may call.

Written here because the one binding to libseccomp on PyPI has been still since 2021 and needs a
system library; the list is short.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import Final

# name -> (x86_64, aarch64); None where the architecture has no such call.
_CALLS: Final[dict[str, tuple[int | None, int | None]]] = {
    # namespaces, mounts, roots
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "perf_event_open": (298, 241),
    # memory that no limit counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # large parts of the kernel that no answer needs
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "lookup_dcookie": (212, 18),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "iopl": (172, None),
    "ioperm": (173, None),
    "vmsplice": (278, 75),
    # the machine
    "acct": (163, 89),
    "syslog": (103, 116),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
}
# Where no pid namespace keeps processes apart, nobody outside may be signalled or limited.
_SIGNALS: Final[dict[str, tuple[int | None, int | None]]] = {
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "prlimit64": (302, 261),
    "setpriority": (141, 140),
    "sched_setaffinity": (203, 122),
}
# Landlock does not look at these: where files are shared, an owner could change rights and times.
_RIGHTS: Final[dict[str, tuple[int | None, int | None]]] = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
}
_CLONE, _CLONE3, _SOCKET = (56, 220), (435, 435), (41, 198)
_ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_NEW_NAMESPACES: Final = 0x7E020080  # CLONE_NEWCGROUP, NEWUTS, ... NEWNET, NEWNS, NEWTIME
_AF_UNIX: Final = 1
_NO_FAMILY: Final = 0xFFFF  # where files are shared, a socket among them could be a way out
_X32: Final = 0x40000000

_LOAD, _JUMP_EQUAL, _JUMP_SET = 0x20, 0x15, 0x45
_JUMP_GREATER, _RETURN = 0x35, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_NUMBER_AT, _ARCH_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2


def _line(code: int, k: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("<HBBI", code, yes, no, k)


def _refuse(number: int) -> bytes:
    return _line(_RETURN, 0x00050000 | number)


def program(*, signals_leave: bool = False, files_shared: bool = False) -> bytes:
    """Give the filter for this machine.

    Refused calls answer EPERM; ``clone3`` ENOSYS, after which the C library takes ``clone``, whose
    flags can be read. Sockets are for AF_UNIX only, and where files are shared there are none.

    Args:
        signals_leave: whether signals could reach processes outside of the room.
        files_shared: whether files outside could be named, though not opened.

    >>> len(program()) % 8
    0
    """
    machine = os.uname().machine
    column = list(_ARCHITECTURES).index(machine)
    calls = {
        **_CALLS,
        **(_SIGNALS if signals_leave else {}),
        **(_RIGHTS if files_shared else {}),
    }
    denied = sorted({n[column] for n in calls.values() if n[column] is not None})  # type: ignore[type-var]
    lines = [
        _line(_LOAD, _ARCH_AT),
        _line(_JUMP_EQUAL, _ARCHITECTURES[machine], 1, 0),
        _line(_RETURN, _KILL),
        _line(_LOAD, _NUMBER_AT),
    ]
    if machine == "x86_64":  # its second numbering would pass by the list
        lines += [_line(_JUMP_GREATER, _X32, 0, 1), _line(_RETURN, _KILL)]
    for number in denied:
        lines += [_line(_JUMP_EQUAL, int(number or 0), 0, 1), _refuse(errno.EPERM)]
    lines += [
        *(_line(_JUMP_EQUAL, _CLONE3[column], 0, 1), _refuse(errno.ENOSYS)),
        _line(_JUMP_EQUAL, _CLONE[column], 0, 4),
        _line(_LOAD, _FIRST_ARGUMENT_AT),
        _line(_JUMP_SET, _NEW_NAMESPACES, 0, 1),
        _refuse(errno.EPERM),
        _line(_RETURN, _ALLOW),
        _line(_JUMP_EQUAL, _SOCKET[column], 0, 3),
        _line(_LOAD, _FIRST_ARGUMENT_AT),
        _line(_JUMP_EQUAL, _NO_FAMILY if files_shared else _AF_UNIX, 1, 0),
        _refuse(errno.EPERM),
        _line(_RETURN, _ALLOW),
    ]
    return b"".join(lines)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("lines", ctypes.c_char_p)]


def install(filter_program: bytes) -> None:
    """Put a filter on this process and all that come from it; it can't be taken off.

    ``no_new_privileges`` must have been called.

    Raises:
        OSError: the kernel refuses.
    """
    wanted = _Program(len(filter_program) // 8, filter_program)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(wanted), 0, 0) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")
