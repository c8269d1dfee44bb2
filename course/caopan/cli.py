"""``caopan …``: what a trainee or an operator types."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from caopan import (
    cli_contract,
    cli_diagnose,
    cli_earnings,
    cli_import,
    cli_market,
    cli_plan,
    cli_reconcile,
)
from caopan.errors import CaopanError
from caopan.terminal import show

app = typer.Typer(
    help="Look at merchants and their tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(cli_market.app, name="market")
app.add_typer(cli_plan.app, name="plan")
app.add_typer(cli_contract.app, name="contract")
app.command("import")(cli_import.import_exports)
app.command()(cli_diagnose.diagnose)
app.command()(cli_earnings.earnings)
app.command()(cli_reconcile.reconcile)

MerchantArgument = Annotated[str, typer.Argument(help="a merchant's name, or 'mine'")]
TableArgument = Annotated[str, typer.Argument(help="a table's name, such as order_line")]


@app.command()
def merchants() -> None:
    """List the merchants whose tables can be loaded here."""
    from caopan import events

    cards = [events.card(name) for name in events.merchants()]
    if not cards:
        raise CaopanError(
            "no merchant here: change into the course's folder, or set CAOPAN_DATASETS."
        )
    show(
        ("merchant", "name", "category", "place", "days"),
        [(c.merchant, f"{c.name_en} {c.name_zh}", c.category, c.place, str(c.days)) for c in cards],
    )


@app.command()
def tables(merchant: MerchantArgument) -> None:
    """List a merchant's tables with their number of rows; ``-`` where one is not built."""
    from caopan import events

    rows = []
    events.card(merchant)
    for name in events.TABLES:
        try:
            frame = events.load(name, merchant=merchant)
        except CaopanError:
            rows.append((name, "-", "-"))
        else:
            rows.append((name, f"{len(frame):,}", str(len(frame.columns))))
    show(("table", "rows", "columns"), rows)


@app.command()
def columns(table: TableArgument) -> None:
    """Show what each column of a table means, its unit and its trap."""
    from caopan.events.catalogue import declared

    show(
        ("column", "unit", "range", "meaning", "trap"),
        [(c.name, c.unit, c.range, c.meaning, c.trap) for c in declared(table).columns],
    )


def main() -> None:
    """Run the command line; a person's error is one sentence and exit code 2."""
    try:
        app()
    except CaopanError as error:
        typer.echo(f"caopan: {error}", err=True)
        sys.exit(2)
