"""What the market refuses and questions in a sheet, told at its places and in its words."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from caopan.documents.units import YUAN
from caopan.market import Plan, Scenario, feasibility, plan_problems
from caopan.market.part import misfits
from caopan.market.week import sessions_in
from caopan.planning.sheet import Sheet
from caopan.planning.sheet_compile import Lists, change_of, lists_of, plan_fields, played_fen
from caopan.planning.sheet_known import Known
from caopan.planning.sheet_places import SINGLE, later, sheet_path

Found = list[tuple[str, str]]
TOLD_BY_ACCEPTANCE: Final = ("roster: ", "no hero is explained")
"""What the acceptance checks say with their reading."""
_FAR: Final = 5_000
"""Days after which no plan goes on."""


def refusals(sheet: Sheet, known: Known) -> Found:
    """All for which the market would refuse the sheet's plan: (path in the sheet, reason).

    Of a merchant that is known by its tables only, names are looked at.
    """
    plan, misfit = _tolerant(sheet, known.lists)
    if misfit:
        return _translated(sheet, misfit)
    if known.scenario is None:
        return _translated(sheet, known.strangers(plan))
    return _translated(sheet, plan_problems(known.scenario, plan, sheet.head.days))


def _tolerant(sheet: Sheet, lists: Lists) -> tuple[Plan, Found]:
    """The plan as far as it can be made, and what does not fit its types.

    An unknown SKU keeps its place (the market tells its name); a price that cannot be set is left
    out, a date before the plan is put behind it: both have been told.
    """
    prices: dict[str, int] = {}
    for row in sheet.stock.skus:
        if row.price is not None:
            try:
                prices[row.sku] = change_of(row.price, row.sku, lists)
            except ValueError:
                if row.sku not in lists:
                    prices[row.sku] = 0
    fields = plan_fields(_postponed(sheet), prices)
    try:
        return Plan.model_validate(fields), []
    except ValidationError as problem:
        return Plan(), list(misfits(problem))


def _postponed(sheet: Sheet) -> Sheet:
    """The sheet with each date before its first one put far behind its end, where nothing meets."""
    first = sheet.head.first_date

    def day(given: date, at: int) -> date:
        return later(first, _FAR + at) if given < first else given

    def inside(rows: Sequence[Any], *names: str) -> tuple[Any, ...]:
        dated = [
            {name: day(given, at) for name in names if (given := getattr(row, name)) is not None}
            for at, row in enumerate(rows)
        ]
        return tuple(row.model_copy(update=new) for row, new in zip(rows, dated, strict=True))

    stock, timeline = sheet.stock, sheet.timeline
    skus, orders = inside(stock.skus, "pulled_from"), inside(stock.orders, "ordered", "arrives")
    dated = inside(timeline.dated, "date")
    rest = tuple(day(given, at) for at, given in enumerate(timeline.rest))
    return sheet.model_copy(
        update={
            "stock": stock.model_copy(update={"skus": skus, "orders": orders}),
            "timeline": timeline.model_copy(update={"dated": dated, "rest": rest}),
        }
    )


def _translated(sheet: Sheet, problems: Sequence[tuple[str, str]]) -> Found:
    """Problems of a plan at their places in the sheet, in its words."""
    rows, first = sheet.stock.skus, sheet.head.first_date
    return [(sheet_path(path, rows), in_words(says, first)) for path, says in problems]


def in_words(says: str, first: date) -> str:
    """A sentence of the market with dates for day numbers, and the sheet's names for the plan's.

    >>> in_words("ordered on day 0, cannot arrive on day 1; see benefits.2", date(2021, 11, 1))
    'ordered on 2021-11-01, cannot arrive on 2021-11-02; see gifts.tools.2'
    """
    dated = re.sub(r"\bday (\d{1,4})\b", lambda found: str(later(first, int(found[1]))), says)
    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]+(?:\.\d+)+\b", _name, dated)


def _name(found: re.Match[str]) -> str:
    """A field of the plan under the sheet's name; any other word as it is."""
    word = found[0]
    if word in SINGLE or "." in word:
        return sheet_path(word)
    return word


def questions(sheet: Sheet, scenario: Scenario, plan: Plan) -> Iterator[tuple[str, str]]:
    """What the market questions, and prices that it plays a little off."""
    for message in feasibility(scenario, plan, sheet.head.days):
        if message.startswith(TOLD_BY_ACCEPTANCE[0]) or TOLD_BY_ACCEPTANCE[1] in message:
            continue
        path, _, says = message.partition(": ")
        yield from _translated(sheet, [(path, says)])
    lists = lists_of(scenario)
    for at, row in enumerate(sheet.stock.skus):
        if row.price is not None and row.price.fen is not None:
            played = played_fen(plan.price_bp[row.sku], lists[row.sku])
            if played != row.price.fen:
                why = "prices move by hundredths of a per cent of the list price"
                yield f"stock.skus.{at}.price", f"is played as {YUAN.write(played)}; {why}"
    for at, event in enumerate(sheet.events):
        if not _on_air(scenario, plan, (event.date - sheet.head.first_date).days, event.time):
            why = "no session is on air then; give a time at which people watch"
            yield f"events.{at}.time", why


def _on_air(scenario: Scenario, plan: Plan, day: int, minute: int) -> bool:
    return any(
        slot.start_min <= minute + late < slot.start_min + slot.minutes
        for on, slot in sessions_in(scenario, plan, day + 1)
        for late in ([0] if on == day else [1_440] if on == day - 1 else [])
    )
