"""What an import says: the sheets it read, the rows it refused and left out, its notes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from itertools import groupby

MOST_REFUSED = 20  # per cent of a file's rows: beyond it, the import as a whole is refused
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, as a person sees it in the spreadsheet (rows count from 1).

    >>> str(Place("orders.xlsx", "订单", 7)), str(Place("orders.csv", "", 7))
    ("orders.xlsx, sheet '订单', row 7", 'orders.csv, row 7')
    """

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        """Name the place in words."""
        return f"{named(self.file, self.sheet)}, row {self.row}"


def named(file: str, sheet: str) -> str:
    """Name a sheet in words."""
    return f"{file}, sheet {sheet!r}" if sheet else file


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was refused: where, which column and cell, and why; row 0 is a whole sheet."""

    place: Place
    column: str
    cell: str
    reason: str

    def __str__(self) -> str:
        """Say it in one sentence."""
        where = str(self.place) if self.place.row else named(self.place.file, self.place.sheet)
        column = f", column {self.column}" if self.column else ""
        return f"{where}{column}: {self.said}"

    @property
    def said(self) -> str:
        """The cell and the reason."""
        return f"{self.cell!r} {self.reason}" if self.cell else self.reason


@dataclass(frozen=True, slots=True)
class Left:
    """A row that was left out because it is no fact of its own: a total, a duplicate, ..."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Read:
    """A sheet that was read: its role's title, its header's row, how many rows of data it has."""

    file: str
    sheet: str
    role: str
    header: int
    rows: int


@dataclass(slots=True)
class Report:
    """Everything an import has to say."""

    read: list[Read] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, place: Place, column: str, cell: str, reason: str) -> None:
        """Note a refused row."""
        self.refused.append(Refusal(place, column, cell, reason))

    def refuse_sheet(self, file: str, sheet: str, reason: str) -> None:
        """Note a sheet, or a file, that is refused as a whole."""
        self.refused.append(Refusal(Place(file, sheet, 0), "", "", reason))

    def leave(self, place: Place, why: str) -> None:
        """Note a row that was left out."""
        self.left.append(Left(place, why))

    def refused_rows(self, file: str) -> int:
        """Count the rows of a file of which something was refused."""
        return len({one.place for one in self.refused if one.place.file == file and one.place.row})

    def objection(self) -> str | None:
        """Say why the import as a whole should be refused, or return None.

        >>> report = Report(read=[Read("a.csv", "", "order sheet", 1, 4)])
        >>> report.objection()
        >>> report.refuse(Place("a.csv", "", 2), "F 实付", "x", "is no number: correct the cell")
        >>> report.objection()
        'a.csv: 1 of 4 rows were refused, more than 20 %; correct them, or add --accept-refused'
        """
        for one in self.refused:
            if not one.place.row:
                return f"{one}; or add --accept-refused"
        for file, sheets in groupby(self.read, lambda one: one.file):
            rows, refused = sum(one.rows for one in sheets), self.refused_rows(file)
            if refused * 100 > rows * MOST_REFUSED:
                return (
                    f"{file}: {refused} of {rows} rows were refused, more than {MOST_REFUSED} %; "
                    "correct them, or add --accept-refused"
                )
        return None

    def csv_bytes(self) -> bytes:
        """Return the refusals as CSV (UTF-8 with a mark, so that spreadsheets read it right)."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["file", "sheet", "row", "column", "cell", "reason"])
        for one in self.refused:
            place = one.place
            row = place.row or ""
            # a cell that looks like a formula must not become one when the report is opened
            cell = f"'{one.cell}" if one.cell.startswith(_FORMULA) else one.cell
            writer.writerow([place.file, place.sheet, row, one.column, cell, one.reason])
        return text.getvalue().encode("utf-8-sig")
