"""The data dictionary, generated: ``README.md`` for people, ``datapackage.json`` for programs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError
from caopan.events.catalogue import DECLARED, PANEL_TABLES, declared, relative_path
from caopan.events.columns import TIME_ZONE, Column
from caopan.events.files import write_whole
from caopan.events.places import CARD
from caopan.events.readme import readme

if TYPE_CHECKING:
    from caopan.events.cards import Card

TYPES = {"text": "string", "integer": "integer", "flag": "boolean", "time": "datetime"}
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def write_dictionary(datasets: Path) -> None:
    """Write ``README.md`` and ``datapackage.json`` for all merchants in a folder of datasets.

    Both come from the declarations, the cards and the table files that are there; the same files
    give the same bytes. Build the event tables first, or they will be missing in the package.

    Raises CaopanError if there is no merchant or table, a file cannot be read, or the disk refuses.
    """
    from caopan.events.cards import read_card

    cards = [read_card(path.parent) for path in sorted(datasets.glob(f"*/{CARD}"))]
    resources = [entry for card in cards for entry in _resources(datasets, card)]
    if not resources:
        msg = f"there is no merchant with tables in {datasets}: run `make build`"
        raise CaopanError(msg)
    text = json.dumps(_package(resources), ensure_ascii=False, indent=1) + "\n"
    write_whole(
        {
            datasets / "datapackage.json": text.encode(),
            datasets / "README.md": readme(cards).encode(),
        }
    )


def _package(resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "caopan-datasets",
        "title": "Sample merchants of live commerce",
        "description": "Simulated, some after published cases; no figure is a real merchant's.",
        "licenses": [LICENCE],
        "resources": resources,
    }


def _resources(datasets: Path, card: Card) -> list[dict[str, Any]]:
    paths = {table: datasets / card.merchant / relative_path(table) for table in DECLARED}
    return [
        _resource(table, path, datasets, card) for table, path in paths.items() if path.is_file()
    ]


def _resource(table: str, path: Path, datasets: Path, card: Card) -> dict[str, Any]:
    content = path.read_bytes()
    spec = declared(table)
    return {
        "name": f"{card.merchant}.{table}",
        "title": f"{card.name_en}: {spec.title}",
        "description": spec.grain,
        "path": path.relative_to(datasets).as_posix(),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": _rows(path),
        "panel_one_in": card.panel_one_in if table in PANEL_TABLES else 1,
        "schema": {
            "fields": [_field(column) for column in spec.columns],
            "primaryKey": list(spec.key),
        },
    }


def _rows(path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError) as problem:
        msg = f"cannot read {path}: {problem}; build the file again"
        raise CaopanError(msg) from problem


def _field(column: Column) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": column.name,
        "type": TYPES[column.kind],
        "title": column.title,
        "description": column.meaning,
        "unit": column.unit,
    }
    if column.trap:
        entry["trap"] = column.trap
    if column.kind == "time":
        entry["time_zone"] = TIME_ZONE
    return entry | {"constraints": _constraints(column)}


def _constraints(column: Column) -> dict[str, Any]:
    found = {
        "required": not column.null,
        "enum": list(column.values) or None,
        "minimum": column.low,
        "maximum": column.high,
    }
    return {name: value for name, value in found.items() if value is not None}
