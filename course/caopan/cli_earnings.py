"""``caopan earnings``: what a party has earned, how safe it is, and the statement as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import typer

from caopan.errors import CaopanError
from caopan.terminal import say, show

if TYPE_CHECKING:
    from caopan.commission.earnings_desk import EarningsDesk
    from caopan.commission.statement import Column, Per, Statement

SHOWN: Final = 40
"""Rows that a terminal shows; files hold all."""


def earnings(
    merchant: Annotated[
        str,
        typer.Argument(metavar="MERCHANT|DIR", help="a merchant's name, or a folder of exports"),
    ],
    contract: Annotated[
        list[Path] | None,
        typer.Option(help="a contract's file; may be given again [default: the standing contract]"),
    ] = None,
    party: Annotated[
        str | None, typer.Option(help="as this party sees it [default: the merchant]")
    ] = None,
    per: Annotated[str, typer.Option(help="session, day or month")] = "session",
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="clock: a day's 00:00 [default: all facts]")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="write the statement: .csv")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="write it as a workbook: .xlsx")] = None,
    pdf: Annotated[Path | None, typer.Option(help="write it as PDF, a month a page: .pdf")] = None,
) -> None:
    """Say what a party is due: estimated, confirmed, held, settled, at risk, by session and rule.

    A party sees its own net and the next hop of what it passes on, nothing else.
    """
    from caopan.commission.earnings_shops import clock_of, desk_of
    from caopan.commission.statement import statement_of

    files = _wanted({"csv": csv, "xlsx": xlsx, "pdf": pdf})
    desk, notes = desk_of(merchant, contract or ())
    found = desk.at(desk.last if as_of is None else clock_of(as_of))
    statement = statement_of(found, party or found.merchant, cast("Per", per))
    _print(statement)
    say(*(f"Note: {note}." for note in notes), *_refused(desk, statement))
    if files:
        from caopan.events.files import write_whole

        write_whole({path: made(statement) for path, made in files.items()})
        say("", *(f"Wrote {path}" for path in files))


def _wanted(asked: dict[str, Path | None]) -> dict[Path, Callable[[Statement], bytes]]:
    """The files that are asked for, each with what makes it."""
    from caopan.commission.statement_files import WRITERS

    for kind, path in asked.items():
        if path is not None and path.suffix.lower() != f".{kind}":
            raise CaopanError(f"--{kind}: cannot write {path.name!r}; end its name with .{kind}")
    return {path: WRITERS[kind] for kind, path in asked.items() if path is not None}


def _refused(desk: EarningsDesk, statement: Statement) -> list[str]:
    """What did not settle, in words: the merchant hears of rows, another party of their number."""
    made = desk.settlement(statement.as_of)
    if not made.refused:
        return []
    many = f"{len(made.refused)} row{'' if len(made.refused) == 1 else 's'} did not settle"
    if statement.role != "merchant":
        return ["", f"{many}: the merchant's view names them."]
    return ["", f"{many}; the first:", *(f"  {one}" for one in made.refused[:3])]


def _print(statement: Statement) -> None:
    from caopan.commission.statement import AMOUNTS, PERIOD, RULE, TO, grouped

    say(
        f"{statement.name} ({statement.role}): earnings 收益",
        f"Contracts {', '.join(statement.contracts)}; "
        f"as of {statement.as_of:%a %d %b %Y %H:%M}; in yuan",
    )
    tiles = [(column.en, column.zh, grouped(statement.total[column.name])) for column in AMOUNTS]
    tiles.append(("Receivable", "应收", grouped(statement.total["receivable_fen"])))
    show(("", "", "yuan"), tiles, numbers=("yuan",))
    say("Due is estimated + confirmed + held + settled; at risk lies across them.")
    if not len(statement.rows):
        say("", "Nothing is due to this party yet.")
        return
    # at risk stands above; what is nothing in all rows would only take the room of 80 letters
    told = [c for c in AMOUNTS if c.name != "risk_fen" and statement.rows[c.name].any()]
    head = (PERIOD[statement.per].en, RULE.en, *(column.en for column in told))
    show(head, _rows(statement, told), numbers=head[2:])
    left = len(statement.rows) - SHOWN
    if left > 0:
        say(f"The {left} rows before these stand in a file: --csv, --xlsx or --pdf.")
    if len(statement.passed):
        title = statement.passed_title
        sums = statement.passed.groupby(["term", "to"], sort=False)["due_fen"].sum().reset_index()
        rows = [(one["term"], one["to"], grouped(one["due_fen"])) for one in _records(sums)]
        show((RULE.en, TO.en, title.en), rows, title=f"{title.en} {title.zh}", numbers=(title.en,))


def _rows(statement: Statement, told: Sequence[Column]) -> list[tuple[str, ...]]:
    """The last rows, each month under its name."""
    from caopan.commission.statement import grouped, ruled

    rows: list[tuple[str, ...]] = []
    month = ""
    for one in _records(statement.rows.tail(SHOWN)):
        if statement.per != "month" and one["month"] != month:
            month = one["month"]
            rows.append((month,))
        money = [grouped(one[c.name]) if one[c.name] else "–" for c in told]
        rows.append((one["period"], ruled(one["term"]), *money))
    return rows


def _records(frame: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = frame.to_dict("records")
    return found
