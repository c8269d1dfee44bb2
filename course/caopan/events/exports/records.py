"""Sheets as records: each row's cells read as their fields, or refused with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caopan.events.exports import cells
from caopan.events.exports.fields import Unreadable
from caopan.events.exports.headers import Column, Header, find_header, nearest
from caopan.events.exports.mapping import SKIP, Names, folded
from caopan.events.exports.report import Place, Read, Report, named
from caopan.events.exports.sheets import Sheet

READERS: dict[str, Callable[[str, str], Any]] = {
    "id": cells.ident,
    "text": cells.words,
    "money": cells.money,
    "count": cells.count,
    "share": cells.share,
    "seconds": cells.seconds,
    "time": cells.moment,
    "hour": cells.hour,
    "secret": cells.secret,
}
NOT_SHARED = ("money", "count", "seconds")  # what several cells share would be added up twice
YUAN = frozenset({"cny", "rmb", "人民币", "元", "¥"})


@dataclass(frozen=True, slots=True)
class Record:
    """A row that was read: its place, its values by field, its columns by field.

    A field without a column is not among the columns; an empty cell has the value None.
    """

    place: Place
    values: dict[str, Any]
    columns: dict[str, str]

    def get(self, field: str) -> Any:
        """Return a field's value; None where the cell is empty, or there is no column."""
        return self.values.get(field)

    def refuse(self, report: Report, field: str, reason: str) -> None:
        """Refuse this row for what a field says, or fails to say."""
        report.refuse(self.place, self.columns.get(field, ""), "", reason)


def read_records(sheets: list[Sheet], names: Names, report: Report) -> dict[str, list[Record]]:
    """Return the records of all sheets by role; what was refused or left out is in the report."""
    found: dict[str, list[Record]] = {}
    books = {sheet.file for sheet in sheets if _header(sheet, names)}
    seen: set[tuple[Any, ...]] = set()
    for sheet in sheets:
        if names.role_of(sheet.file) == SKIP:
            report.notes.append(f"{named(sheet.file, sheet.name)} is skipped, as the mapping says")
        elif header := _header(sheet, names):
            found.setdefault(header.role.name, []).extend(
                _Reading(sheet, header, names, report, seen).records()
            )
        elif sheet.file in books:
            report.notes.append(f"{named(sheet.file, sheet.name)} holds no known sheet")
        else:
            report.refuse_sheet(sheet.file, sheet.name, _no_header(sheet, names))
    return found


def _header(sheet: Sheet, names: Names) -> Header | None:
    role = names.role_of(sheet.file)
    return None if role == SKIP else find_header(sheet.rows, names, role)


def _no_header(sheet: Sheet, names: Names) -> str:
    near = nearest(sheet.rows, names)
    if near is None:
        return "no row near its top holds a name that the mapping knows; add them by --mapping"
    lacking = [
        next(
            (name for name, claim in names.columns[near.role.name].items() if claim.field == field),
            field,
        )
        for field in near.lacking
    ]
    unknown = f"; unknown are: {', '.join(near.unknown)}" if near.unknown else ""
    return (
        f"its header is most like that of an {near.role.title}, but lacks {', '.join(lacking)}"
        f"{unknown}; name the columns by --mapping"
    )


class _Reading:
    """The reading of one sheet."""

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        names: Names,
        report: Report,
        seen: set[tuple[Any, ...]],
    ) -> None:
        self.sheet, self.header, self.names, self.report = sheet, header, names, report
        self.seen = seen
        self.columns = {column.field.name: column.shown for column in header.columns}
        self.strange: Counter[tuple[str, str]] = Counter()

    def records(self) -> list[Record]:
        """Read all rows below the header."""
        found = []
        rows = 0
        heads = self.sheet.rows[max(self.header.last - 1, 0) : self.header.last + 1]
        for number, row in enumerate(self.sheet.rows):
            filled = [text for text in map(cells.plain, row) if text]
            if number <= self.header.last or not filled:
                continue
            place = Place(self.sheet.file, self.sheet.name, number + 1)
            if why := self._no_fact(filled, _repeats(row, heads)):
                self.report.leave(place, why)
                continue
            if self._is_new(place, row):
                rows += 1
                if record := self._record(place, number, row):
                    found.append(record)
        self._say(rows)
        return found

    def _no_fact(self, filled: list[str], is_head: bool) -> str:
        if is_head:
            return "the header again"
        first = folded(filled[0]).rstrip(":")
        if first in self.names.totals or first.partition("(")[0] in self.names.totals:
            return "a row of totals"
        return "a remark" if len(filled) == 1 and len(self.columns) > 1 else ""

    def _record(self, place: Place, number: int, row: list[str]) -> Record | None:
        """Read one row; None if a cell is refused, or one that is needed is empty."""
        values: dict[str, Any] = {}
        before = len(self.report.refused)
        for column in self.header.columns:
            cell = row[column.index] if column.index < len(row) else ""
            try:
                values[column.field.name] = self._value(column, number, cell)
            except Unreadable as problem:
                self.report.refuse(place, column.shown, cell.strip(), str(problem))
        if len(self.report.refused) > before:
            return None
        record = Record(place, values, self.columns)
        for need in self.header.role.needs:
            if all(record.get(field) is None for field in need):
                field = next(field for field in need if field in self.columns)
                record.refuse(self.report, field, "is empty, but needed: fill it in")
                return None
        return record

    def _value(self, column: Column, number: int, cell: str) -> Any:
        field, text = column.field, cells.plain(cell)
        if not text:
            return None
        if text.startswith("#") and text.rstrip("!?").isascii() and text[1:2].isupper():
            raise Unreadable("is an error of the spreadsheet: correct its formula")
        span = self.sheet.merged.get((number, column.index))
        if span and field.kind in NOT_SHARED:
            raise Unreadable(f"is merged over {span}: unmerge it and give each cell its own")
        if field.kind == "word":
            return self._word(field.name, field.words, text)
        value = READERS[field.kind](text, column.unit)
        if field.name == "currency" and folded(value) not in YUAN:
            raise Unreadable("is another currency: amounts must be in yuan; convert or drop it")
        if field.kind in ("money", "count") and value < 0 and not field.signed:
            raise Unreadable("is negative: give the amount without a sign, or drop the row")
        return value

    def _word(self, field: str, group: str, text: str) -> str | None:
        """Turn a cell's word into the tables'; an unknown one is counted and stays unknown."""
        word = self.names.words[group].get(folded(text))
        if word is None:
            self.strange[field, text] += 1
        return word

    def _is_new(self, place: Place, row: list[str]) -> bool:
        """Tell whether no equal row, in any file with this header, was read before."""
        head = tuple(map(cells.plain, self.sheet.rows[self.header.last]))
        key = (head, tuple(map(cells.plain, row)))
        if key in self.seen:
            self.report.leave(place, "an exact duplicate")
            return False
        self.seen.add(key)
        return True

    def _say(self, rows: int) -> None:
        where = named(self.sheet.file, self.sheet.name)
        self.report.read.append(
            Read(
                self.sheet.file, self.sheet.name, self.header.role.title, self.header.last + 1, rows
            )
        )
        if self.header.unknown:
            self.report.notes.append(
                f"{where}: the mapping does not know {', '.join(self.header.unknown)}: passed over"
            )
        for (field, word), times in self.strange.items():
            self.report.notes.append(
                f"{where}, column {self.columns[field]}: {word!r} ({times} rows) is no word of the "
                "mapping: taken as unknown"
            )


def _repeats(row: list[str], heads: list[list[str]]) -> bool:
    """Tell whether each filled cell stands in the header, in the same column."""
    return all(
        any(cell == head[at] for head in heads if at < len(head))
        for at, cell in enumerate(row)
        if cell
    )
