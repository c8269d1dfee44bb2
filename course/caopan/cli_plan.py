"""``caopan plan …``: a STAGE sheet is begun, checked, played, printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caopan.errors import CaopanError
from caopan.terminal import say, show, show_findings, write

if TYPE_CHECKING:
    from caopan.planning.sheet_acceptance import Acceptance
    from caopan.planning.sheet_checks import Checked
    from caopan.planning.sheet_played import Played

app = typer.Typer(
    help="Plan a period: begin a STAGE sheet, check it, play it, print it.", no_args_is_help=True
)

SheetArgument = Annotated[Path, typer.Argument(metavar="FILE", help="a STAGE sheet: .yaml")]


@app.command()
def new(
    merchant: Annotated[str, typer.Argument(help="a merchant's name, such as liuyi, or 'mine'")],
    to: Annotated[
        Path | None, typer.Option(help="write it to this file, and the schema beside it")
    ] = None,
    days: Annotated[int, typer.Option(help="days of the plan")] = 14,
) -> None:
    """Begin a sheet with the merchant's own conduct, and all that may be decided besides."""
    from caopan.market import check_days
    from caopan.planning.sheet_begun import FOR_EDITORS
    from caopan.planning.sheet_file import SCHEMA, schema_text
    from caopan.planning.sheet_new import new_text_of

    text = new_text_of(merchant.strip().casefold(), check_days(days))
    if to is None:
        typer.echo(text, nl=False)
        return
    if to.exists():
        raise CaopanError(f"--to: {to} is there already; choose another name, or remove it")
    write({to: FOR_EDITORS + text, to.with_name(SCHEMA.name): schema_text()})


@app.command()
def check(file: SheetArgument) -> None:
    """Say all that is wrong with a sheet, and what should be questioned, each with its line."""
    from caopan.planning.sheet_checks import check_file

    checked = check_file(file)
    _findings(file, checked)
    if checked.errors:
        raise typer.Exit(2)


@app.command()
def play(
    file: SheetArgument,
    seeds: Annotated[int, typer.Option(help="plays, each with its own luck")] = 40,
    days: Annotated[int | None, typer.Option(help="days to play, by default the sheet's")] = None,
) -> None:
    """Play a sheet beside doing nothing: what it earns, the funnel, its highlights."""
    from caopan.planning.sheet_checks import check_file
    from caopan.planning.sheet_played import play_sheet

    checked = check_file(file)
    if checked.errors:
        _findings(file, checked)
        say("", "Nothing was played.")
        raise typer.Exit(2)
    _played(play_sheet(checked, days=days, seeds=seeds))


@app.command()
def page(
    file: SheetArgument,
    html: Annotated[Path, typer.Option(help="the page: .html")],
    seeds: Annotated[int, typer.Option(help="plays, each with its own luck")] = 40,
) -> None:
    """Write a sheet as one printed page, with what it is expected to earn."""
    from caopan.planning.sheet_checks import check_file
    from caopan.planning.sheet_page import sheet_page
    from caopan.planning.sheet_played import play_sheet

    if html.suffix.lower() not in {".html", ".htm"}:
        raise CaopanError(f"--html: cannot write {html.name!r}; end its name with .html")
    checked = check_file(file)
    if checked.errors:
        _findings(file, checked)
        say("", "No page was written.")
        raise typer.Exit(2)
    write({html: sheet_page(play_sheet(checked, seeds=seeds))})


@app.command()
def schema(
    to: Annotated[Path | None, typer.Option(help="write it to this file: .json")] = None,
) -> None:
    """Give the JSON Schema of a sheet, for editors that complete and check as one types."""
    from caopan.planning.sheet_file import schema_text

    if to is None:
        typer.echo(schema_text(), nl=False)
    else:
        write({to: schema_text()})


def _findings(file: Path, checked: Checked) -> None:
    from caopan.documents.units import DAYS

    say(str(file))
    if checked.sheet is not None:
        head = checked.sheet.head
        from_day = f"{head.first_date:%a %d %b %Y}"
        say(f"{head.title}: {head.merchant}, {DAYS.write(head.days)} from {from_day}")
    show_findings((*checked.errors, *checked.questions))
    if checked.errors:
        return
    accepted = [
        (one.part, one.title, one.reading, one.limit, "yes" if one.met else _not_met(checked, one))
        for one in checked.accepted
    ]
    if accepted:
        show(("", "check", "reading", "limit", "met"), accepted, title="Acceptance checks")
    say("", "The plan can be carried out." if accepted else "No error was found.")


def _not_met(checked: Checked, one: Acceptance) -> str:
    line = checked.line_of(one)
    return f"no, line {line}" if line else "no"


def _played(played: Played) -> None:
    from caopan.documents.units import DAYS
    from caopan.market.look import HEAD
    from caopan.planning.sheet_played import FUNNEL_HEAD

    look = played.look
    one = look.scenario
    first, last = look.date(0), look.date(look.days - 1)
    say(
        f"{one.name_en} {one.name_zh}: {look.said}",
        f"{DAYS.write(look.days)}, {first:%a %d %b} to {last:%a %d %b %Y}, {look.seeds} seeds",
    )
    rows: list[tuple[str, ...]] = []
    for span in look.stretches():
        rows += [(span.name,), *look.rows(span)]
    show(HEAD, rows, numbers=HEAD[1:])
    show(FUNNEL_HEAD, played.funnel(), title="The funnel", numbers=FUNNEL_HEAD[1:])
    if played.hits:
        head = ("date", "highlight", "target", "median", "met")
        show(head, [hit.said for hit in played.hits], title="Highlights", numbers=("median", "met"))
    say("", look.sentence())
    say("Medians over the seeds; differences are taken seed by seed, so columns need not add up.")
    for question in played.checked.questions:
        say(f"Note: {question}")
    unmet = [check.title for check in played.checked.accepted if not check.met]
    if unmet:
        count = f"{len(unmet)} of {len(played.checked.accepted)}"
        say(f"Not met are {count} acceptance checks: {', '.join(unmet)}.")
