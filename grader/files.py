"""Files that are never half-written."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.errors import CaopanError

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_atomically(target: Path, content: bytes | str) -> None:
    """Write a file beside its place, then rename it into place.

    Args:
        target: the file; missing folders are made.
        content: bytes, or text (written as UTF-8).

    Raises:
        CaopanError: the disk does not take it (read-only, full); what stood there stays.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder) / "a" / "b.txt", "好")
    ...     (Path(folder) / "a" / "b.txt").read_text(encoding="utf-8")
    '好'
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise _refused(target, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes the file private; a committed or served file is readable like any other
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise _refused(target, error) from error


@contextmanager
def folder_in_place(target: Path) -> Iterator[Path]:
    """Fill a fresh folder, which takes the place of ``target`` when the block has ended well.

    Args:
        target: the folder; missing parents are made.

    Raises:
        OSError: the disk does not take it; what stood there before stays.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as scratch:
    ...     for text in "ab":
    ...         with folder_in_place(Path(scratch) / "x") as fresh:
    ...             _ = (fresh / text).write_text(text)
    ...     [f.name for f in (Path(scratch) / "x").iterdir()], len(list(Path(scratch).iterdir()))
    (['b'], 1)
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as scratch:
        fresh = Path(scratch) / "new"
        fresh.mkdir()
        yield fresh
        if target.exists():
            target.rename(Path(scratch) / "old")
        fresh.rename(target)


def _refused(target: Path, error: OSError) -> CaopanError:
    return CaopanError(
        f"{target}: cannot be written ({error.strerror}); "
        "make room or give write permission there, then run the same command again."
    )
