"""The secrets of a course run: 32 random bytes in files that only the instructor can read."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.errors import CaopanError

if TYPE_CHECKING:
    from grader.marking.course import Course

KEY_BYTES = 32


def key_file(course: Course, name: str = "course") -> Path:
    """Give the place of a key: ``work/secrets/<name>.key``."""
    return course.work / "secrets" / f"{name}.key"


def make_key(course: Course, name: str = "course") -> bytes:
    """Give a key, made of fresh random bytes if it is not there yet.

    Two processes that ask at once get the same key.

    Raises:
        CaopanError: it cannot be written, or what stands there is not a key.
    """
    file = key_file(course, name)
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(file, secrets.token_bytes(KEY_BYTES))
    except OSError as error:
        raise CaopanError(
            f"{file}: the secret cannot be made or read ({error.strerror}); it belongs to the "
            "instructor's side: run this there, with write permission."
        ) from error
    return read_key(course, name)


def read_key(course: Course, name: str = "course") -> bytes:
    """Read a key.

    Raises:
        CaopanError: it is missing, not readable by this user, or not 32 bytes.
    """
    file = key_file(course, name)
    try:
        key = file.read_bytes()
    except OSError as error:
        raise CaopanError(
            f"{file}: the secret cannot be read ({error.strerror}); only the instructor's side "
            "has it."
        ) from error
    if len(key) != KEY_BYTES:
        raise CaopanError(
            f"{file}: is not a secret of {KEY_BYTES} bytes; put the right file back: without it "
            "the variants that trainees hold cannot be graded."
        )
    return key


def published(key: bytes) -> str:
    """Give the hash of a key that may be published before a round opens.

    >>> published(bytes(32))[:16]
    '66687aadf862bd77'
    """
    return hashlib.sha256(key).hexdigest()


def luck_seeds(key: bytes, assignment: str, kind: str, count: int) -> tuple[int, ...]:
    """Derive the seeds of luck that all trainees of an assignment share.

    Args:
        key: the secret.
        assignment: its name.
        kind: "public" or "private"; the two never meet.
        count: how many.

    >>> luck_seeds(b"author", "a", "public", 2) == luck_seeds(b"author", "a", "public", 3)[:2]
    True
    """
    texts = (f"{assignment}\0luck\0{kind}\0{n}".encode() for n in range(count))
    digests = (hmac.new(key, text, hashlib.sha256).digest() for text in texts)
    return tuple(int.from_bytes(digest[:4], "big") for digest in digests)


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only its owner can read, by temporary file and rename."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _write_once(file: Path, content: bytes) -> None:
    """Put a private file in place unless somebody else was first."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        file.hardlink_to(name)  # fails where the file is already there
    except FileExistsError:
        pass
    finally:
        Path(name).unlink(missing_ok=True)
