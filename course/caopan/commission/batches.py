"""Files beside the ledger: deltas and facts of each run as parquet, durable before they count."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import file_digest, sha256
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from caopan.commission.facts import Facts
from caopan.commission.intake import check_frame
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

FACTS: Final = tuple(field.name for field in fields(Facts))
_TEXT: Final = b"json"
_BATCH: Final = re.compile(r"[0-9]{6}-[a-z_]+\.parquet")
_SPLIT: Final = 1_000_000
"""Rows of a group within a file (assumed)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A file of a run: its name, rows and SHA-256."""

    file: str
    rows: int
    sha256: str


def batch_name(run: int, kind: str) -> str:
    """Name of a run's file.

    >>> batch_name(12, "deltas")
    '000012-deltas.parquet'
    """
    return f"{run:06d}-{kind}.parquet"


def put_batch(folder: Path, name: str, table: Any) -> Batch:
    """Write a pyarrow Table as a parquet file whole, and wait for the disk.

    Its name stands for it only when it is complete; the same table gives the same bytes. Only what
    is encoded by a dictionary already is written so: of ids and amounts, one would be longer than
    they are, and writing it takes three times as long (measured).

    Raises CaopanError if the disk refuses.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    coded = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    waiting = folder / f".{name}.tmp"
    try:
        pq.write_table(
            table,
            waiting,
            compression="zstd",
            compression_level=1,
            use_dictionary=coded or False,
            write_statistics=False,
            row_group_size=_SPLIT,
        )
        with waiting.open("r+b") as written:
            digest = file_digest(written, "sha256").hexdigest()
            os.fsync(written.fileno())
        waiting.replace(folder / name)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise CaopanError(
            f"cannot write {folder / name}: {reason}; make room or choose another folder"
        ) from problem
    return Batch(name, len(table), digest)


def sync_folder(folder: Path) -> None:
    """Wait until the disk holds the folder's names, too."""
    at = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(at)
    finally:
        os.close(at)


def get_batch(folder: Path, batch: Batch) -> Any:
    """Read a file of a run as a pyarrow Table.

    Raises CaopanError, by its name, if it is missing or is not what was posted.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / batch.file
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise CaopanError(
            f"{path}: the batch cannot be read ({problem.strerror}); bring it back from a copy"
        ) from problem
    if sha256(content).hexdigest() != batch.sha256:
        raise CaopanError(f"{path}: not the batch that was posted; bring it back from a copy")
    return pq.read_table(pa.BufferReader(content))


def sweep(folder: Path, known: Sequence[Batch], last: int) -> tuple[str, ...]:
    """Remove files that no run names, left by one that did not end after run ``last``; their names.

    Raises CaopanError, and removes nothing, if one is of a run that was written: then the folder is
    another ledger's. last: -1 where nothing can have been begun yet.
    """
    names = {one.file for one in known}
    orphans = sorted(path for path in folder.iterdir() if path.is_file() and path.name not in names)
    batches = [path for path in orphans if _BATCH.fullmatch(path.name)]
    if foreign := [path for path in batches if last < 0 or int(path.name[:6]) <= last]:
        raise CaopanError(
            f"{foreign[0]}: the ledger's database does not know this batch; open the ledger with "
            "the database (url) by which it was written, or choose an empty folder"
        )
    for path in orphans:
        path.unlink()
    return tuple(path.name for path in orphans)


def fact_tables(facts: Facts) -> dict[str, Any]:
    """The frames that hold rows as pyarrow Tables; a column of mixed kinds is kept as JSON.

    >>> import pandas as pd
    >>> table = fact_tables(Facts(lines=pd.DataFrame({"line_id": ["l1", "l2"], "qty": [1, "two"]})))
    >>> facts_from({"lines": [table["lines"]]}).lines["qty"].tolist()
    [1, 'two']
    """
    frames = {name: getattr(facts, name) for name in FACTS}
    for name, frame in frames.items():
        check_frame(name, frame)
    return {name: _arrow(frame) for name, frame in frames.items() if len(frame)}


def _arrow(frame: pd.DataFrame) -> Any:
    import pyarrow as pa

    columns, kinds = [], []
    for name in frame:
        mixed = _mixed(frame[name])
        if mixed:
            column = pa.array([json.dumps(cell, default=str) for cell in frame[name].tolist()])
        else:
            column = pa.Array.from_pandas(frame[name])
        columns.append(column)
        told = {b"cells": _TEXT} if mixed else None
        kinds.append(pa.field(str(name), column.type, metadata=told))
    return pa.Table.from_arrays(columns, schema=pa.schema(kinds))


def _mixed(cells: pd.Series[Any]) -> bool:
    """Whether a column holds several kinds: a table of one kind would make others of them."""
    if cells.dtype != object:
        return False
    kinds = {_kind(type(cell)) for cell in cells[cells.notna()].tolist()}
    return len(kinds) > 1 or not kinds <= {"whole", "moment", "text", "real"} or _odd(cells)


def _odd(cells: pd.Series[Any]) -> bool:
    """Whether a column of one kind holds what no table can: too large a number, half a letter."""
    import pyarrow as pa

    try:
        pa.Array.from_pandas(cells)
    except (pa.ArrowException, ValueError, OverflowError):
        return True
    return False


def _kind(of: type) -> str:
    if issubclass(of, bool):
        return "truth"
    names = {Integral: "whole", datetime: "moment", str: "text", Real: "real"}
    return next((name for base, name in names.items() if issubclass(of, base)), of.__name__)


def facts_from(tables: Mapping[str, Sequence[Any]]) -> Facts:
    """Facts of several runs again, each table's rows in the order in which they were posted."""
    import pandas as pd

    frames = {}
    for name in FACTS:
        parts = tables.get(name, ())
        columns = dict.fromkeys(column for part in parts for column in part.column_names)
        frames[name] = pd.DataFrame({column: _joined(column, parts) for column in columns})
    return Facts(**frames)


def _joined(name: str, parts: Sequence[Any]) -> pd.Series:
    """One column of all parts. Whole numbers stay whole numbers, whatever else stands there."""
    import pandas as pd
    import pyarrow as pa

    chunks = [
        part.column(name) if name in part.column_names else pa.nulls(len(part)) for part in parts
    ]
    told = [name in part.column_names and bool(part.schema.field(name).metadata) for part in parts]
    kinds = {chunk.type for chunk in chunks if not pa.types.is_null(chunk.type)}
    if any(told) or (len(kinds) > 1 and not _alike(kinds)):
        cells = [
            json.loads(cell) if odd else cell
            for chunk, odd in zip(chunks, told, strict=True)
            for cell in chunk.to_pylist()
        ]
        return pd.Series(cells, dtype=object)
    kind = next(iter(kinds)) if len(kinds) == 1 else pa.int64() if kinds else pa.string()
    whole = pa.chunked_array([part for chunk in chunks for part in _pieces(chunk.cast(kind))], kind)
    mapper = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype()} if whole.null_count else {}
    return pd.Series(whole.to_pandas(types_mapper=mapper.get))


def _pieces(chunk: Any) -> list[Any]:
    import pyarrow as pa

    return chunk.chunks if isinstance(chunk, pa.ChunkedArray) else [chunk]


def _alike(kinds: set[Any]) -> bool:
    import pyarrow as pa

    return all(pa.types.is_signed_integer(kind) for kind in kinds)
