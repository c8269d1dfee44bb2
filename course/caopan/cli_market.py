"""``caopan market …``: a merchant's card, its levers, and what pulling one does."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from caopan.errors import CaopanError
from caopan.terminal import say, show

if TYPE_CHECKING:
    from caopan.market.look import Look
    from caopan.market.scenario import Scenario

app = typer.Typer(
    help="Look inside the market: play a lever, list what can be done.", no_args_is_help=True
)

_PICTURES: Final = (".pdf", ".png", ".svg")


@app.command("show")
def show_merchant(
    merchant: Annotated[str, typer.Argument(help="a sample merchant's name, such as liuyi")],
    lever: Annotated[str | None, typer.Option(help="the lever to pull")] = None,
    value: Annotated[float | None, typer.Option(help="how far, in the lever's unit")] = None,
    quantity: Annotated[float | None, typer.Option(help="how many, for coupons and prizes")] = None,
    days: Annotated[int, typer.Option(help="days to play")] = 14,
    seeds: Annotated[int, typer.Option(help="plays, each with its own luck")] = 40,
    plot: Annotated[Path | None, typer.Option(help="write the figure: .png, .svg or .pdf")] = None,
    csv: Annotated[Path | None, typer.Option(help="write all numbers: .csv")] = None,
) -> None:
    """Show a merchant's card and its levers; or its next days with a lever and without."""
    from caopan.market.look import look, shown

    if lever is None:
        loose = {"value": value, "quantity": quantity, "plot": plot, "csv": csv}
        if named := [f"--{name}" for name, given in loose.items() if given is not None]:
            raise CaopanError(f"{named[0]} needs a lever: add --lever NAME")
        _card(shown(merchant))
        return
    _check_endings(plot, csv)
    seen = look(merchant, lever, value, quantity=quantity, days=days, seeds=seeds)
    _seen(seen)
    _write(seen, plot, csv)


@app.command()
def actions() -> None:
    """List what an operator can do: its cost, how long it takes, what else it does."""
    from caopan.market.actions import actions_table

    rows = []
    for one in actions_table().to_dict("records"):
        head = f"{one.pop('title')}\n{one.pop('zh')}"
        lines = [f"{str(name).replace('_', ' ')}: {text}" for name, text in one.items()]
        rows.append((head, "\n".join([*lines, ""])))
    show(("action", "what it is"), rows, widths={"action": 20})


def _card(one: Scenario) -> None:
    from caopan.market import portrait
    from caopan.market.levers import GROUPS, levers

    say(f"{one.name_en} {one.name_zh}", "", one.story, "")
    show(("", ""), portrait.known(one), title="What is known")
    for title, head, rows in (
        ("Goods by role", portrait.GOODS_HEAD, portrait.goods(one)),
        ("Calendar of a week", portrait.CALENDAR_HEAD, portrait.calendar(one)),
        ("Channels, an average hour on air", portrait.CHANNELS_HEAD, portrait.channels(one)),
    ):
        numbers = [name for name in head if name not in {"role", "source", "days", "on air"}]
        show(head, rows, title=title, numbers=numbers)
    rows = []
    for group in GROUPS:
        if group != "nothing":
            rows.append((group,))
        for each in levers(one).values():
            if each.group == group:
                asked = (each.span.asked(), each.quantity.asked() if each.quantity else "")
                rows.append(
                    (f"{each.name} {each.zh}", "\n".join(filter(None, (each.what, *asked))))
                )
    show(("", ""), rows, title="Levers")
    say("", f"Pull one: caopan market show {one.merchant} --lever paid --value 150")


def _seen(seen: Look) -> None:
    from caopan.market.look import HEAD

    one = seen.scenario
    say(
        f"{one.name_en} {one.name_zh}: {seen.days} days from {seen.date(0):%a %d %b %Y}, "
        f"{seen.seeds} seeds",
        f"with {seen.said}",
    )
    rows: list[tuple[str, ...]] = []
    for span in seen.stretches():
        rows.append((f"{span.name}: {_dates(seen.date(span.first), seen.date(span.end - 1))}",))
        rows += seen.rows(span)
    show(HEAD, rows, numbers=HEAD[1:])
    say("")
    say(seen.sentence())
    say("Medians over the seeds; differences are taken seed by seed, so columns need not add up.")
    for message in seen.messages:
        say(f"Note: {message}")


def _dates(first: date, last: date) -> str:
    """Say a stretch of days, the month once if it is one.

    >>> _dates(date(2021, 11, 1), date(2021, 11, 7)), _dates(date(2021, 11, 29), date(2021, 12, 5))
    ('1–7 Nov', '29 Nov–5 Dec')
    """
    month = "" if first.month == last.month else f" {first:%b}"
    return f"{first.day}{month}–{last.day} {last:%b}" if first != last else f"{last.day} {last:%b}"


def _check_endings(plot: Path | None, csv: Path | None) -> None:
    """Refuse a file of an unknown kind before anything is played."""
    for option, path, endings in (("plot", plot, _PICTURES), ("csv", csv, (".csv",))):
        if path is not None and path.suffix.lower() not in endings:
            kinds = ", ".join(endings)
            raise CaopanError(f"--{option}: cannot write {path.name!r}; end its name with {kinds}")


def _write(seen: Look, plot: Path | None, csv: Path | None) -> None:
    from caopan.events.files import write_whole

    contents: dict[Path, bytes] = {}
    if plot is not None:
        from caopan.practice.look_figure import picture

        contents[plot] = picture(seen, kind=plot.suffix[1:].lower())
    if csv is not None:
        contents[csv] = seen.frame().to_csv(index=False).encode()
    if contents:
        write_whole(contents)
        say(*(f"Wrote {path}" for path in contents))
