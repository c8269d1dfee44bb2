"""``caopan reconcile``: a platform's settlement sheet held against our own, order by order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from caopan.errors import CaopanError
from caopan.terminal import say, show, write

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.reconciling import Difference

SHOWN: Final = 40
"""Differences that a terminal shows; a file holds all."""
SHEET: Final = "settlement_sheet"


def reconcile(
    merchant: Annotated[
        str,
        typer.Argument(metavar="MERCHANT|DIR", help="a merchant's name, or a folder of exports"),
    ],
    sheet: Annotated[
        Path | None,
        typer.Option(help="folder with the platform's sheet [default: among the exports]"),
    ] = None,
    contract: Annotated[
        list[Path] | None,
        typer.Option(help="a contract's file; may be given again [default: the standing contract]"),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="clock: a day's 00:00 [default: all facts]")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="write all differences: .csv")] = None,
) -> None:
    """Hold a platform's sheet against our settlement, and say what explains each difference.

    Exits with 1 where something differs.
    """
    from caopan.commission import reconciling
    from caopan.commission.earnings_shops import clock_of, desk_of

    theirs = _theirs(merchant, sheet)
    desk, notes = desk_of(merchant, contract or ())
    clock = desk.last if as_of is None else clock_of(as_of)
    found = reconciling.reconcile(desk.settlement(clock), desk.contracts, desk.facts, theirs)
    orders = theirs["order_id"].nunique()
    say(
        f"{orders:,} orders of the platform's sheet, our settlement as of {clock:%a %d %b %Y %H:%M}"
    )
    say(*(f"Note: {note}." for note in notes))
    _told(found)
    if csv:
        write({csv: reconciling.differences_frame(found).to_csv(index=False)})
    if found:
        raise typer.Exit(1)


def _theirs(merchant: str, sheet: Path | None) -> pd.DataFrame:
    """The platform's settlement sheet, from a folder of exports or kept by ``caopan import``."""
    import pandas as pd

    from caopan.events import merchants
    from caopan.events.exports import read_exports
    from caopan.events.places import folder_of

    if sheet is None and merchant in merchants():
        kept = folder_of(merchant) / f"{SHEET}.parquet"
        if kept.is_file():
            return pd.read_parquet(kept)
    folder = sheet or Path(merchant)
    if not folder.is_dir():
        raise CaopanError(
            f"there is no settlement sheet of {merchant}: give the folder that holds it by --sheet"
        )
    extras = read_exports(folder, merchant=folder.resolve().name or "own").extras
    if SHEET not in extras:
        raise CaopanError(f"{folder}: no settlement sheet (结算表) is there; add it")
    return extras[SHEET]


def _told(found: tuple[Difference, ...]) -> None:
    from caopan.commission.explanation import yuan
    from caopan.commission.settlement_sheet import HEADERS

    if not found:
        say("Both agree to the fen.")
        return
    causes = Counter(one.cause for one in found).most_common()
    show(
        ("cause", "differences"),
        [(name, f"{many:,}") for name, many in causes],
        numbers=("differences",),
    )
    told = [
        (
            one.order_id,
            HEADERS[one.column].en,
            *("–" if fen is None else yuan(fen) for fen in (one.ours_fen, one.theirs_fen)),
            one.says,
        )
        for one in found[:SHOWN]
    ]
    show(("order", "figure", "ours", "theirs", "why"), told, numbers=("ours", "theirs"))
    if len(found) > SHOWN:
        say(f"{len(found) - SHOWN:,} more stand in a file: --csv FILE.")
