"""``caopan import``: a merchant's own exports become tables, and it says what it refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from caopan.terminal import say, show

if TYPE_CHECKING:
    from caopan.events.exports import Imported
    from caopan.events.exports.report import Report

SHOWN: Final = 20  # refused rows; --report writes all of them


def import_exports(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder of .csv and .xlsx exports")],
    name: Annotated[str, typer.Option(help="what to call the merchant, such as myshop")],
    out: Annotated[
        Path | None, typer.Option(help="folder of merchants to write into [default: imported]")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="TOML file with further names of columns and words")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="write all refused rows with their reasons: .csv")
    ] = None,
    accept_refused: Annotated[
        bool, typer.Option("--accept-refused", help="import the rest, however much was refused")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="replace an earlier import")] = False,
) -> None:
    """Import a merchant's own exports: orders, settlement, after sales, live reports, products.

    Times are read as Asia/Shanghai, amounts as yuan. If more than 20 % of a file's rows are
    refused, nothing is written.
    """
    from caopan.events.exports import read_exports, target
    from caopan.events.files import write_whole

    place = target(name, out, force=force)
    imported = read_exports(folder, merchant=name, mapping=mapping)
    _read(imported.report)
    if report is not None:
        write_whole({report: imported.report.csv_bytes()})
        say("", f"Wrote {len(imported.report.refused)} refusals to {report}")
    else:
        _refused(imported.report)
    imported.write(place, accept_refused=accept_refused)
    _written(imported, place)


def _read(report: Report) -> None:
    left = Counter((one.place.file, one.place.sheet) for one in report.left)
    refused = Counter(
        (place.file, place.sheet)
        for place in {one.place for one in report.refused if one.place.row}
    )
    rows = [
        (
            one.file,
            one.sheet,
            one.role,
            f"{one.rows:,}",
            f"{left[one.file, one.sheet]:,}",
            f"{refused[one.file, one.sheet]:,}",
        )
        for one in report.read
    ]
    head = ("file", "sheet", "read as", "rows", "left out", "refused")
    show(head, rows, numbers=head[3:])
    reasons = Counter(one.why for one in report.left)
    places: dict[str, list[str]] = {}
    for one in report.left:
        places.setdefault(one.why, []).append(str(one.place))
    say("")
    for why, times in reasons.items():
        some = "; ".join(places[why][:3]) + ("; ..." if times > 3 else "")
        say(f"Left out: {times} x {why} ({some})")
    say(*(f"Note: {note}" for note in report.notes))


def _refused(report: Report) -> None:
    if not report.refused:
        return
    rows = [
        (one.place.file, one.place.sheet, str(one.place.row or ""), one.column, one.said)
        for one in report.refused[:SHOWN]
    ]
    show(("file", "sheet", "row", "column", "why"), rows, title="Refused", numbers=("row",))
    if len(report.refused) > SHOWN:
        say("", f"... and {len(report.refused) - SHOWN} more: --report FILE writes all of them")


def _written(imported: Imported, place: Path) -> None:
    frames = {**imported.frames, **imported.extras}
    show(
        ("table", "rows"),
        [(name, f"{len(frame):,}") for name, frame in frames.items()],
        title=f"Written to {place}",
        numbers=("rows",),
    )
    say("")
    if imported.extras:
        say(
            f"Kept as read, in no table of the course yet: {', '.join(imported.extras)}. Fees and "
            "commissions of the settlement wait there for the commission's settlement."
        )
    reasons: dict[str, list[str]] = {}
    for column, why in imported.made_up.items():
        reasons.setdefault(why, []).append(column)
    say(*(f"Not known: {', '.join(columns)} ({why})" for why, columns in reasons.items()))
    from caopan.board import available
    from caopan.events.places import roots

    say(available(imported.columns()).sentence())

    if place.parent.resolve() not in [root.resolve() for root in roots()]:
        say(f'load() finds it after: export CAOPAN_DATASETS="{place.parent.resolve()}"')
