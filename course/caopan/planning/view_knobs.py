"""The handful of decisions that one wants to turn quickly, each tied to its place in the sheet."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from caopan.documents import units
from caopan.documents.units import Unit
from caopan.errors import CaopanError
from caopan.market import Plan, Scenario
from caopan.market.acting import acting
from caopan.market.plan import list_after
from caopan.planning import sheet_units as unit
from caopan.planning.sheet import Sheet
from caopan.planning.sheet_edit import with_value
from caopan.planning.sheet_units import clock

HEROES: Final = 4
"""Heroes with knobs; more would hide the sheet."""


@dataclass(frozen=True)
class Knob:
    """A decision. group, label: what it is. path: its place. value: the number; empty if undecided.

    unit: as it is written behind the number.
    """

    group: str
    label: str
    path: str
    unit: str
    value: str

    def plain(self) -> dict[str, Any]:
        """Plain data for a page."""
        return asdict(self)


_UNITS: Final[dict[str, Unit]] = {
    "budget_share": units.SHARE,
    "budget": unit.BUDGET,
    "price": unit.PRICE,
    "cover": units.COVER,
    "length": unit.LENGTH,
    "amount": units.YUAN,
    "quantity": unit.PIECES,
    "pressure": unit.PRESSURE,
    "staff": unit.HEADS,
}


def knobs(sheet: Sheet, scenario: Scenario) -> tuple[Knob, ...]:
    """The knobs of a sheet: budgets, heroes' prices and stock, sessions, gifts, pressure, staff.

    What the sheet has no row for has no knob.

    >>> from caopan.market import sample
    >>> from caopan.planning.sheet_new import own_conduct
    >>> shop = sample("yunshi")
    >>> knobs(own_conduct(shop), shop)[0].label
    'all budgets'
    """
    return tuple(_knobs(sheet, scenario))


def _knobs(sheet: Sheet, scenario: Scenario) -> Iterator[Knob]:
    yield _knob("Ads 盘商业化", "all budgets", "ads.budget_share", sheet.ads.budget_share)
    for at, one in enumerate(sheet.ads.plans or ()):
        yield _knob("Ads 盘商业化", f"plan {one.id}", f"ads.plans.{at}.budget", one.budget)
    yield from _heroes(sheet, scenario)
    for at, slot in enumerate(sheet.timeline.weekly or ()):
        label = f"{slot.day} {clock(slot.start)}"
        yield _knob("Sessions 盘直播", label, f"timeline.weekly.{at}.length", slot.length)
    yield _knob("Sessions 盘直播", "script", "timeline.pressure", sheet.timeline.pressure)
    for at, gift in enumerate(sheet.gifts.tools or ()):
        name = f"{gift.kind.replace('_', ' ')} {at + 1}"
        path = f"gifts.tools.{at}"
        yield _knob("Gifts 盘福利", f"{name}, amount", f"{path}.amount", gift.amount)
        yield _knob("Gifts 盘福利", f"{name}, quantity", f"{path}.quantity", gift.quantity)
    yield _knob("Service 服务", "further heads", "service.staff", sheet.service.staff)


def _heroes(sheet: Sheet, scenario: Scenario) -> Iterator[Knob]:
    known = {sku.sku_id: sku for sku in acting(scenario, scenario.days).skus}
    rows = [
        (at, row)
        for at, row in enumerate(sheet.stock.skus)
        if row.sku in known and (row.role or known[row.sku].role) == "hero"
    ]
    for at, row in rows[:HEROES]:
        fen = list_after(Plan(), scenario, row.sku)
        if row.price is not None:
            changed = (fen * (10_000 + (row.price.change_bp or 0)) + 5_000) // 10_000
            fen = row.price.fen or changed
        label = f"{known[row.sku].name} {row.sku.rpartition('-')[2]}"
        yield _knob("Heroes 盘货品", f"{label}, price", f"stock.skus.{at}.price", fen)
        yield _knob("Heroes 盘货品", f"{label}, stock kept", f"stock.skus.{at}.cover", row.cover)


def _knob(group: str, label: str, path: str, value: float | None) -> Knob:
    one = _UNITS[path.rpartition(".")[2]]
    if value is None:
        return Knob(group, label, path, one.name, "")
    number = one.write(value).partition(" ")[0].removesuffix(".00")
    return Knob(group, label, path, one.name, number)


def turned(text: str, path: str, number: str) -> str:
    """The text of a sheet with one knob turned.

    Raises CaopanError for what is no knob, and for a number that does not fit, in words.

    >>> turned("ads: {budget_share: 80 %}\\n", "ads.budget_share", "90")
    'ads: {budget_share: 90 %}\\n'
    """
    one = _UNITS.get(path.rpartition(".")[2])
    if one is None:
        raise CaopanError(f"{path}: this is no knob; change it in the text")
    try:
        value = one.read(f"{number} {one.name}")
    except ValueError as problem:
        raise CaopanError(f"{path}: {problem}") from problem
    return with_value(text, path, one.write(value))
