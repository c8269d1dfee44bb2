"""Put an imported merchant's folder in place: whole, by one rename, or not at all."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from caopan.events.exports.told import TOLD
from caopan.events.files import write_whole
from caopan.events.places import IMPORTED, OWN, folder_of, is_own, merchants
from caopan.events.writing import write_tables

if TYPE_CHECKING:
    import pandas as pd

    from caopan.events.cards import Card

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")


def target(name: str, out: Path | None, *, force: bool = False) -> Path:
    """Return where a merchant of this name will lie: ``imported/<name>``, or in another folder.

    Raises CaopanError if the name will not do, is taken by another merchant, or the folder exists
    and is not to be replaced, or is no imported merchant's.

    >>> target("My Shop", None)
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: 'My Shop' is no name for a merchant: take small letters, digits, ...
    """
    if not _NAME.fullmatch(name) or is_own(name):
        msg = (
            f"{name!r} is no name for a merchant: take small letters, digits, - and _, "
            f"a letter first (and not {OWN})"
        )
        raise CaopanError(msg)
    folder = (out if out is not None else Path(IMPORTED)) / name
    if name in merchants() and folder_of(name).resolve() != folder.resolve():
        msg = f"{name!r} is already the merchant in {folder_of(name)}: choose another --name"
        raise CaopanError(msg)
    if folder.exists() and not force:
        raise CaopanError(f"{folder} exists already: choose another --name, or add --force")
    if folder.exists() and not (folder / TOLD).is_file():
        raise CaopanError(f"{folder} is no imported merchant, so --force does not replace it")
    return folder


def place(
    folder: Path,
    frames: Mapping[str, pd.DataFrame],
    extras: Mapping[str, pd.DataFrame],
    card: Card,
    told: Mapping[str, Mapping[str, str]],
) -> None:
    """Write tables, further sheets, card and note beside the folder, then rename it into place.

    An earlier import in that place is put aside first and comes back if the rename fails.

    Raises CaopanError if the disk refuses; then the place is as it was.
    """
    waiting = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    note = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        write_tables(frames, waiting, card)
        kept = {waiting / f"{name}.parquet": _parquet(extra) for name, extra in extras.items()}
        write_whole(kept | {waiting / TOLD: note.encode()})
        if folder.exists():
            folder.rename(aside)
        try:
            waiting.rename(folder)
        except OSError:
            if aside.exists():
                aside.rename(folder)
            raise
    except OSError as problem:
        msg = f"cannot write {folder}: {problem.strerror}; make room or choose a writable folder"
        raise CaopanError(msg) from problem
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(aside, ignore_errors=True)


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()
