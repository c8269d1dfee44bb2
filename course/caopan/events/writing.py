"""Write a merchant's tables: the same frames give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.events.catalogue import DECLARED, declared, relative_path
from caopan.events.columns import TIME_ZONE, Column
from caopan.events.files import write_whole
from caopan.events.frames import conform
from caopan.events.places import CARD

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from caopan.events.cards import Card

ROWS_PER_GROUP = 1 << 18
LEVEL = 1  # measured on these tables: smaller than level 3, and faster
COUNTED_ON = ("event_id", "visit_id", "line_id", "order_id")
"""Identifiers that differ little from row to row: stored, as times are, by their differences."""
MANY = ("user_id", "device_id", "address_hash")
"""Nearly as many values as rows: a dictionary of them would cost time and save no room."""


def write_tables(frames: Mapping[str, pd.DataFrame], folder: Path, card: Card) -> None:
    """Write tables and card into a merchant's folder (``<datasets>/<merchant>``).

    Small tables go into the folder itself, the others into its ``events/``. Columns and dtypes are
    checked, rows are not (collected facts may be dirty: see :func:`caopan.events.validate`).
    The bytes depend on the frames and the locked libraries alone. Tables not given stay as they
    are. Everything is put into its final form before the first file is touched.

    Raises CaopanError for an unknown table, a frame of the wrong form, a disk that refuses.
    """
    from caopan.events.cards import card_bytes

    given = {declared(table).name: frame for table, frame in frames.items()}
    contents = {
        folder / relative_path(table): parquet_bytes(table, given[table])
        for table in DECLARED
        if table in given
    }
    write_whole(contents | {folder / CARD: card_bytes(card)})


def parquet_bytes(table: str, frame: pd.DataFrame) -> bytes:
    """Return a table as the bytes of its parquet file (zstd, no index, no attrs).

    Raises CaopanError for a frame of the wrong form.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = declared(table).columns
    steps = {one.name: "DELTA_BYTE_ARRAY" for one in columns if one.name in COUNTED_ON}
    steps |= {one.name: "DELTA_BINARY_PACKED" for one in columns if one.kind == "time"}
    shaped = conform(table, frame)  # a new frame: no attrs, which pandas would store as metadata
    stored = pa.Table.from_pandas(shaped, schema=_arrow_schema(table), preserve_index=False)
    buffer = io.BytesIO()
    pq.write_table(
        stored,
        buffer,
        version="2.6",
        compression="zstd",
        compression_level=LEVEL,
        row_group_size=ROWS_PER_GROUP,
        use_dictionary=[one.name for one in columns if one.name not in (*steps, *MANY)],
        column_encoding=steps,
    )
    return buffer.getvalue()


def _arrow_schema(table: str) -> pa.Schema:
    import pyarrow as pa

    columns = declared(table).columns
    return pa.schema([pa.field(column.name, _arrow_type(column)) for column in columns])


def _arrow_type(column: Column) -> pa.DataType:
    import pyarrow as pa

    return {
        "text": pa.string(),
        "integer": pa.int64(),
        "flag": pa.bool_(),
        "time": pa.timestamp("us", tz=TIME_ZONE),
    }[column.kind]
