"""The sheets of a folder of exports, whatever their files are."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from caopan.errors import CaopanError
from caopan.events.exports.decoding import decoded, separated
from caopan.events.exports.report import Report
from caopan.events.exports.workbook import sheets_of

TEXTS = (".csv", ".tsv", ".txt")
BOOKS = (".xlsx", ".xlsm")
OLD = (".xls", ".xlsb", ".et", ".ods", ".numbers")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its file, its name (empty for text files), its rows of cells.

    merged: ranges by (row, column) of the cells that they cover, counted from 0.
    """

    file: str
    name: str
    rows: list[list[str]]
    merged: dict[tuple[int, int], str] = field(default_factory=dict)


def read_sheets(folder: Path, report: Report) -> list[Sheet]:
    """Read all exports in a folder, in the order of their names.

    What cannot be read is refused in the report; other files are named there.

    Raises CaopanError if the folder is none, or holds no exports.
    """
    if not folder.is_dir():
        raise CaopanError(f"{folder} is no folder: give the folder that holds the exports")
    sheets: list[Sheet] = []
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and not _hidden(path)]
    for path in files:
        try:
            sheets += _sheets(path, report)
        except CaopanError as problem:
            report.refuse_sheet(path.name, "", str(problem).removeprefix(path.name).lstrip(":, "))
        except OSError as problem:
            report.refuse_sheet(path.name, "", f"cannot be read: {problem.strerror}")
    if not any(path.suffix.lower() in (*TEXTS, *BOOKS, *OLD) for path in files):
        raise CaopanError(f"{folder} holds no exports: put .csv or .xlsx files there")
    return sheets


def _hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$"))  # ~$ is what a spreadsheet keeps while it is open


def _sheets(path: Path, report: Report) -> list[Sheet]:
    ending = path.suffix.lower()
    if ending in BOOKS:
        found = [Sheet(path.name, *parts) for parts in sheets_of(path)]
    elif ending in TEXTS:
        text = decoded(path.read_bytes(), path.name)
        found = [Sheet(path.name, "", separated(text, path.name))]
    elif ending in OLD:
        raise CaopanError(f"{path.name}: {ending} cannot be read; save it as .xlsx or .csv")
    else:
        report.notes.append(f"{path.name} is no export and was passed over")
        return []
    filled = [sheet for sheet in found if any(any(row) for row in sheet.rows)]
    if not filled:
        report.notes.append(f"{path.name} is empty")
    return filled
