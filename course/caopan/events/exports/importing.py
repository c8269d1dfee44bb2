"""The import itself: a folder of exports becomes a merchant's tables, with everything it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from caopan.errors import CaopanError
from caopan.events.cards import Card
from caopan.events.catalogue import DECLARED
from caopan.events.columns import TIME_DTYPE
from caopan.events.exports.fields import ROLES
from caopan.events.exports.lines import balance, read_lines
from caopan.events.exports.lives import add_lives, read_lives
from caopan.events.exports.mapping import read_mapping
from caopan.events.exports.placing import place
from caopan.events.exports.records import Record, read_records
from caopan.events.exports.refunds import read_refunds
from caopan.events.exports.report import Report
from caopan.events.exports.settling import reconcile
from caopan.events.exports.sheets import read_sheets
from caopan.events.exports.tables import (
    DAY_ONE,
    Filling,
    add_orders,
    add_products,
    add_refunds,
    frame,
    series,
)

if TYPE_CHECKING:
    import pandas as pd

KEPT = {"settlement": "settlement_sheet", "live": "live_report"}
"""Sheets that say more than the tables can hold: they are kept beside them as they were read."""


@dataclass(slots=True)
class Imported:
    """What a folder of exports gave.

    frames: valid event tables by name. extras: further sheets by the name of their file, with one
    column a field (money in fen) and file, sheet and row. made_up: columns (``table.column``) that
    hold stand-ins, with the reason. report: what was read, refused, left out and noted.
    """

    merchant: str
    report: Report
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    extras: dict[str, pd.DataFrame] = field(default_factory=dict)
    made_up: dict[str, str] = field(default_factory=dict)

    def objection(self) -> str | None:
        """Say why the import as a whole should be refused, or return None."""
        if not self.frames and not self.extras:
            reasons = [str(one) for one in self.report.refused[:1]]
            return "; ".join(["nothing is left to import", *reasons])
        return self.report.objection()

    def columns(self) -> dict[str, list[str]]:
        """Return the columns of each table that hold what was exported, not stand-ins."""
        return {
            table: [name for name in rows.columns if f"{table}.{name}" not in self.made_up]
            for table, rows in self.frames.items()
        }

    def write(self, folder: Path, *, accept_refused: bool = False) -> None:
        """Write the merchant's folder, whole or not at all.

        Raises CaopanError if there is an objection that is not accepted (nothing left never is),
        or the disk refuses.
        """
        objection = self.objection()
        nothing = not self.frames and not self.extras
        if objection and (nothing or not accept_refused):
            raise CaopanError(f"nothing was written: {objection}")
        place(folder, self.frames, self.extras, self.card(), {"made_up": self.made_up})

    def card(self) -> Card:
        """The merchant's card, as far as the exports tell it."""
        first, days = _span(self.frames)
        sheets = "; ".join(f"{one.role}, {one.rows} rows" for one in self.report.read)
        return Card(
            merchant=self.merchant,
            name_zh=self.merchant,
            name_en=self.merchant,
            category=_category(self.frames),
            place="unknown",
            stage="own",
            story=f"Imported from its own exports: {sheets}.",
            days=days,
            first_day=first.date(),
            event_sessions=_sessions(self.frames),
        )


def read_exports(folder: Path, *, merchant: str, mapping: Path | None = None) -> Imported:
    """Read a folder of a merchant's own exports (.csv, .xlsx) into event tables; write nothing.

    merchant: its name. mapping: a TOML file that adds to the shipped names of columns and words.

    Raises CaopanError if the folder or the mapping cannot be read; what is wrong in the exports
    is in the report.
    """
    names = read_mapping(mapping)
    report = Report()
    found = read_records(read_sheets(folder, report), names, report)
    filling = Filling()
    book = read_lines(found.get("order", ()), report)
    settled = reconcile(found.get("settlement", ()), book, report)
    balance(book, report, filling.made_up)
    refunds = read_refunds(found.get("after_sales", ()), settled, book, report, filling.made_up)
    lives = read_lives(found.get("live", ()), report)
    add_orders(book.lines.values(), filling)
    add_refunds(refunds, filling)
    add_products(found.get("product", ()), book.lines.values(), filling)
    add_lives(lives, merchant, filling)
    imported = Imported(merchant, report, made_up=filling.made_up)
    _fill(imported, filling)
    for role, records in (("settlement", settled), ("live", lives)):
        if records:
            imported.extras[KEPT[role]] = kept(role, records)
    return imported


def _fill(imported: Imported, filling: Filling) -> None:
    """Take over the tables that are valid; say of the others what is wrong."""
    from caopan.events.schemas import validate

    for table in DECLARED:
        if rows := filling.rows.get(table):
            try:
                imported.frames[table] = validate(table, frame(table, rows))
            except CaopanError as problem:
                imported.report.notes.append(f"not written: {problem}")


def kept(role: str, records: list[Record]) -> pd.DataFrame:
    """Return a sheet as it was read: one column a field, and file, sheet and row of each row.

    Money is in whole fen, times are in Asia/Shanghai; what a sheet does not tell is null.
    """
    import pandas as pd

    dtypes = dict.fromkeys(("money", "count", "seconds", "share"), "Int64")
    dtypes |= dict.fromkeys(("time", "hour"), TIME_DTYPE)
    columns = {
        name: series((record.get(name) for record in records), dtypes.get(told.kind, "str"))
        for name, told in ROLES[role].fields.items()
    }
    columns["file"] = series((record.place.file for record in records), "str")
    columns["sheet"] = series((record.place.sheet for record in records), "str")
    columns["row"] = series((record.place.row for record in records), "int64")
    return pd.DataFrame(columns)


def _span(frames: dict[str, pd.DataFrame]) -> tuple[datetime, int]:
    """Return the first day and the number of days of the orders and sessions."""
    times = [
        frames[table][name]
        for table, name in (("order_line", "create_ts"), ("live_session", "start_ts"))
        if table in frames
    ]
    if not times:
        return DAY_ONE, 1
    first, last = min(one.min() for one in times), max(one.max() for one in times)
    return first, (last.date() - first.date()).days + 1


def _category(frames: dict[str, pd.DataFrame]) -> str:
    return str(frames["product"]["category"].mode()[0]) if "product" in frames else "unknown"


def _sessions(frames: dict[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return the sessions that event tables know."""
    if "order_line" not in frames:
        return ()
    return tuple(sorted(frames["order_line"]["session_id"].dropna().unique()))
