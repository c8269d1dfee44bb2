"""What an import told beside the tables it wrote: which columns hold stand-ins."""

from __future__ import annotations

import json
from pathlib import Path

from caopan.errors import CaopanError
from caopan.events.catalogue import DECLARED, relative_path

TOLD = "imported.json"
"""Beside an imported merchant's card: which columns hold stand-ins, and what was imported."""


def columns_in(folder: Path) -> dict[str, set[str]]:
    """Return the columns of each table in a merchant's folder; stand-ins count as missing.

    Raises CaopanError if a table or the note of the import cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    made_up = set(told_of(folder).get("made_up", {}))
    found: dict[str, set[str]] = {}
    for table in DECLARED:
        path = folder / relative_path(table)
        if path.is_file():
            try:
                names = pq.read_schema(path).names
            except (pa.ArrowException, OSError) as problem:
                msg = f"cannot read {path}: {problem}; import or build it again"
                raise CaopanError(msg) from problem
            found[table] = {name for name in names if f"{table}.{name}" not in made_up}
    return found


def told_of(folder: Path) -> dict[str, dict[str, str]]:
    """Return what an import told of a merchant's folder; nothing where it was not imported.

    Raises CaopanError if the note cannot be read.
    """
    path = folder / TOLD
    try:
        told = json.loads(path.read_bytes()) if path.is_file() else {}
    except (OSError, ValueError) as problem:
        raise CaopanError(f"cannot read {path}: {problem}; import the merchant again") from problem
    if not isinstance(told, dict) or not isinstance(told.get("made_up", {}), dict):
        raise CaopanError(f"{path} is no note of an import: import the merchant again")
    return told
