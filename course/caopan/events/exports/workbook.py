"""A workbook (.xlsx) as sheets of cells, each cell as the text that a person sees in it."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caopan.errors import CaopanError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# What openpyxl leaves out of a workbook has nothing to do with its cells; a time out of range
# becomes an error cell, which is refused when it is read.
HARMLESS = (
    "Workbook contains no default style",
    ".*extension is not supported and will be removed",
    "Cannot parse header or footer",
    "Cell .* is marked as a date but the serial value",
    "Print area cannot be set",
    "Conditional Formatting",
)
_FORMULA = re.compile(rb"<f[ >/]")
_MONEY_SIGN = re.compile(r'\[\$([^\]-]+)|"([^"]*[$€£][^"]*)"|([$€£])')

Cells = list[list[str]]
Merged = dict[tuple[int, int], str]


def sheets_of(path: Path) -> list[tuple[str, Cells, Merged]]:
    """Return name, cells and merged cells of each sheet.

    A merged cell stands in all the cells it covers; which they are is told by (row, column),
    counted from 0, with the range's name (``A5:A6``).

    Raises CaopanError if the file is no workbook.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with warnings.catch_warnings():
        for message in HARMLESS:
            warnings.filterwarnings("ignore", message, UserWarning, module="openpyxl")
        try:
            book = load_workbook(path, data_only=True)
            formulas = load_workbook(path) if _has_formulas(path) else None
        except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as problem:
            msg = f"{path.name}: cannot be read as a workbook ({problem}); save it anew as .xlsx"
            raise CaopanError(msg) from problem
    found = []
    for sheet in book.worksheets:
        cells = _cells(sheet, formulas[sheet.title] if formulas else None)
        found.append((sheet.title, cells, _spread(sheet, cells)))
    return found


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        return any(_FORMULA.search(parts.read(name)) for name in names)


def _cells(sheet: Worksheet, formulas: Worksheet | None) -> Cells:
    rows = [[_text(cell) for cell in row] for row in sheet.iter_rows()]
    for number, row in enumerate(formulas.iter_rows() if formulas else ()):
        for column, cell in enumerate(row):
            # a formula that nobody calculated has no value: taking it for empty would hide it
            if cell.data_type == "f" and not rows[number][column]:
                rows[number][column] = str(getattr(cell.value, "text", cell.value))
    return rows


def _text(cell: Any) -> str:
    """Return a cell's value as the text a person sees, to the 15 digits a spreadsheet keeps.

    A number is a double in the file itself; its shortest decimal is what was typed.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = str(value) if isinstance(value, int) else format(value, ".15g")
        return _formatted(number, cell.number_format or "")
    if isinstance(value, dt.datetime):
        value = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        return value.isoformat(" ")
    return str(value)


def _formatted(number: str, form: str) -> str:
    """Add what the number format shows: a percent sign, or another country's money sign."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS_REVERSE

    if "%" in form:
        return f"{(Decimal(number) * 100).normalize():f}%"
    if form in BUILTIN_FORMATS_REVERSE:  # shown with the sign of the reader's own country
        return number
    sign = _MONEY_SIGN.search(form)
    return f"{next(filter(None, sign.groups()))}{number}" if sign else number


def _spread(sheet: Worksheet, cells: Cells) -> Merged:
    merged: Merged = {}
    for block in sheet.merged_cells.ranges:
        value = cells[block.min_row - 1][block.min_col - 1]
        for row in range(block.min_row - 1, min(block.max_row, len(cells))):
            for column in range(block.min_col - 1, min(block.max_col, len(cells[row]))):
                cells[row][column] = value
                merged[row, column] = block.coord
    return merged
