"""``caopan diagnose``: what is wrong with a merchant, how sure that is, what it costs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caopan.errors import CaopanError
from caopan.terminal import say, show

if TYPE_CHECKING:
    from caopan.diagnosis.hypotheses import Verdict
    from caopan.diagnosis.report import Outcome, Report
    from caopan.diagnosis.sheets import Sheet
    from caopan.diagnosis.shop import Shop


def diagnose(
    merchant: Annotated[
        str,
        typer.Argument(metavar="MERCHANT|DIR", help="a merchant's name, or a folder of exports"),
    ],
    html: Annotated[Path | None, typer.Option(help="write the report as one page: .html")] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY|DATE", help="compare around it: a day of the history, or a date"),
    ] = None,
) -> None:
    """Diagnose a merchant: what is wrong, how sure, what it costs, which test would settle it.

    Without --since the first half of the history is compared with its last third. What cannot be
    told says why, and the rest goes on.
    """
    from caopan.diagnosis.report import diagnose as diagnosed

    if html is not None and html.suffix.lower() not in {".html", ".htm"}:
        raise CaopanError(f"--html: cannot write {html.name!r}; end its name with .html")
    shop, notes = _shop(merchant)
    if since is not None:
        shop = shop.compared(_day(shop, since))
    report = diagnosed(shop, notes=notes)
    _print(report)
    if html is not None:
        from caopan.diagnosis.page import page
        from caopan.events.files import write_whole

        write_whole({html: page(report).encode()})
        say("", f"Wrote {html}")


def _shop(named: str) -> tuple[Shop, tuple[str, ...]]:
    """A merchant by its name, else a folder of exports; and what an import has to say."""
    from caopan.diagnosis.shop import Shop
    from caopan.events import merchants

    if named in merchants() or not Path(named).is_dir():
        return Shop.of(named), ()
    from caopan.diagnosis.own import shop_of_exports

    return shop_of_exports(Path(named))


def _day(shop: Shop, since: str) -> int:
    """A day of the history, from its number or its date.

    >>> from caopan.diagnosis import Shop
    >>> _day(Shop.of("liuyi"), "2021-10-02"), _day(Shop.of("liuyi"), "60")
    (60, 60)
    """
    if since.isdecimal():
        return int(since)
    try:
        day = (date.fromisoformat(since) - shop.first_day).days
    except ValueError as problem:
        raise CaopanError(
            f"--since: {since!r} is no day; give a date such as {shop.date_of(shop.days * 2 // 3)}"
            f", or a number from 0 to {shop.days - 1}"
        ) from problem
    if not 0 <= day < shop.days:
        last = shop.date_of(shop.days - 1)
        raise CaopanError(f"--since: the history runs from {shop.first_day} to {last}, not {since}")
    return day


def _print(report: Report) -> None:
    say(f"{report.title}: diagnosis 诊断", report.stretches)
    say(*(f"Note: {note}" for note in report.notes))
    say("")
    if report.verdict is None:
        say(f"What is wrong cannot be said: {report.no_verdict}")
    else:
        _verdict(report.verdict)
    from caopan.diagnosis.report import TITLES

    for part, titles in TITLES.items():
        say("", "", f"== {' '.join(titles)} ==")
        if part != "all":
            _numbers(report, part)
        for outcome in report.of(part):
            _step(outcome)


def _verdict(found: Verdict) -> None:
    from caopan.diagnosis.sheets import percent

    say(*found.says)
    rows = [
        (percent(one.probability, 0), f"{one.words} {one.zh}", one.test, one.remedy)
        for one in found.shown
    ]
    head = ("sure", "what", "cheapest test", "remedy")
    title = "What may be wrong, the likeliest first"
    show(head, rows, title=title, numbers=("sure",), widths={"what": 16})
    for one in found.shown[:2]:
        if one.evidence.rows:
            _table(one.evidence, f"{one.words}: what moved it most")


def _numbers(report: Report, part: str) -> None:
    from caopan.diagnosis import telling

    if report.standing is None:
        say("", f"The numbers cannot be told: {report.no_standing}")
        return
    _table(telling.numbers(report.standing.numbers[part], "Numbers, and their place among peers"))  # type: ignore[index]


def _step(outcome: Outcome) -> None:
    step = outcome.step
    say("", f"-- {step.title} {step.zh}")
    if outcome.reason:
        say(f"Not done: {outcome.reason}")
        return
    if outcome.doubt:
        say(f"Mind: it stands on data that breaks the identity {outcome.doubt!r}.")
    say(*outcome.told.says)
    for sheet in outcome.told.sheets[:1]:
        _table(sheet)


def _table(sheet: Sheet, title: str = "") -> None:
    numbers = [name for name in sheet.head if name not in sheet.left]
    show(sheet.head, sheet.rows, title=title or sheet.caption, numbers=numbers)
    if sheet.note:
        say(sheet.note)
