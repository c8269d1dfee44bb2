"""Write files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from caopan.errors import CaopanError


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write several files so that a reader never meets half of one.

    All temporary files are written before the first is put in place, each by one rename.

    Raises CaopanError if the disk refuses, or a path names no file; no temporary is left, and
    unless a rename itself failed, nothing was replaced.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole({Path(folder) / "deep" / "a.txt": b"text"})
    ...     [path.name for path in Path(folder, "deep").iterdir()]
    ['a.txt']
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting[path] = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            waiting[path].write_bytes(content)
        for path, temporary in waiting.items():
            temporary.replace(path)
    except ValueError as problem:  # a path without a name: ".", ".."
        raise CaopanError(f"cannot write: {problem}; give the name of a file") from problem
    except OSError as problem:
        where = problem.filename or "the disk"
        msg = f"cannot write {where}: {problem.strerror}; make room or choose a writable folder"
        raise CaopanError(msg) from problem
    finally:
        for temporary in waiting.values():
            _remove(temporary)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # the disk that refused the write may refuse this, too
        return
