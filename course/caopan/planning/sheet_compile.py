"""From a STAGE sheet to the plan that the market plays, and back, without loss."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from caopan.documents.units import YUAN
from caopan.errors import CaopanError
from caopan.market import Plan, Scenario, make_plan
from caopan.planning.sheet import Sheet
from caopan.planning.sheet_parts import SkuRow
from caopan.planning.sheet_places import OF_SKU, ROWS, SINGLE, put, to_plan, to_sheet, within
from caopan.planning.sheet_units import CHANGE
from caopan.planning.sheet_values import Price

Lists = Mapping[str, int]
"""List price in fen by SKU."""


def lists_of(merchant: Scenario | Lists) -> Lists:
    """List prices of a merchant that is known as a whole, or by its prices only."""
    if isinstance(merchant, Scenario):
        return {sku.sku_id: sku.list_fen for sku in merchant.skus}
    return merchant


def compile_sheet(sheet: Sheet, merchant: Scenario | Lists) -> Plan:
    """Make the market's plan of a sheet.

    merchant: whose list prices turn a price in yuan into a change of it, in basis points, the
    nearest one; or those prices in fen by SKU, as an operator has them from the product table.
    Raises CaopanError for a date before the plan, a price of an unknown SKU or out of reach. Who
    wants all that is wrong, with its lines, asks ``check_sheet``.

    >>> from caopan.planning.sheet import Head
    >>> head = Head(merchant="liuyi", first_date=date(2021, 11, 1))
    >>> sheet = Sheet.model_validate({
    ...     "head": head,
    ...     "stock": {"skus": [{"sku": "k01", "price": "90 yuan"}]},
    ...     "timeline": {"rest": ["2021-11-03"]},
    ... })
    >>> plan = compile_sheet(sheet, {"k01": 10_000})
    >>> plan.price_bp, plan.pause
    ({'k01': -1000}, (2,))
    """
    lists, first = lists_of(merchant), sheet.head.first_date
    for path, day in dates_of(sheet):
        if day < first:
            raise CaopanError(f"{path}: {day} lies before the plan, which begins on {first}")
    prices = {}
    for at, row in enumerate(sheet.stock.skus):
        if row.price is not None:
            try:
                prices[row.sku] = change_of(row.price, row.sku, lists)
            except ValueError as problem:
                raise CaopanError(f"stock.skus.{at}.price: {problem}") from problem
    return make_plan(**plan_fields(sheet, prices))


def plan_fields(sheet: Sheet, prices: Mapping[str, int]) -> dict[str, Any]:
    """Fields of the plan that a sheet decides; prices: changes in basis points by SKU."""
    first = sheet.head.first_date
    fields: dict[str, Any] = {"price_bp": dict(prices)}
    for name, place in SINGLE.items():
        fields[name] = within(sheet, place)
    for name in OF_SKU.keys() - {"price_bp"}:
        given = {row.sku: getattr(row, OF_SKU[name]) for row in sheet.stock.skus}
        fields[name] = {k: to_plan(name, v, first) for k, v in given.items() if v is not None}
    for name, rows in ROWS.items():
        listed = within(sheet, rows.place)
        if listed is not None:
            fields[name] = tuple(_plan_row(row, rows.fields, first) for row in listed)
    fields["pause"] = tuple((day - first).days for day in sheet.timeline.rest)
    fields["rundown"] = {
        tier: tuple({"sku_id": row.sku, "minutes": row.length} for row in talks)
        for tier, talks in sheet.timeline.rundown.items()
    }
    return {name: value for name, value in fields.items() if value is not None}


def _plan_row(row: Any, names: Mapping[str, str], first: date) -> dict[str, Any]:
    values = {name: to_plan(name, within(row, place), first) for name, place in names.items()}
    return {name: value for name, value in values.items() if value is not None}


def dates_of(sheet: Sheet) -> Iterator[tuple[str, date]]:
    """Every date of a sheet that must lie within its plan, with its path."""
    for at, row in enumerate(sheet.stock.skus):
        if row.pulled_from is not None:
            yield f"stock.skus.{at}.pulled_from", row.pulled_from
    for at, order in enumerate(sheet.stock.orders):
        yield f"stock.orders.{at}.ordered", order.ordered
        if order.arrives is not None:
            yield f"stock.orders.{at}.arrives", order.arrives
    for at, session in enumerate(sheet.timeline.dated):
        yield f"timeline.dated.{at}.date", session.date
    for at, day in enumerate(sheet.timeline.rest):
        yield f"timeline.rest.{at}", day
    for at, event in enumerate(sheet.events):
        yield f"events.{at}.date", event.date


def change_of(price: Price, sku: str, lists: Lists) -> int:
    """A price as a change of the list price, in basis points; ValueError says why there is none.

    >>> change_of(Price(fen=9_000), "k01", {"k01": 10_000})
    -1000
    """
    if price.change_bp is not None:
        return price.change_bp
    if sku not in lists:
        raise ValueError(f"{sku!r} has no list price here; name a SKU of this merchant")
    list_fen, fen = lists[sku], price.fen or 0
    if list_fen <= 0:
        raise ValueError(f"{sku!r} is listed for nothing; no price can be set beside that")
    change = (2 * 10_000 * (fen - list_fen) + list_fen) // (2 * list_fen)  # half up, in whole fen
    if not CHANGE.low < change <= CHANGE.high:
        bounds = f"{CHANGE.write(CHANGE.low)} to {CHANGE.write(CHANGE.high)}"
        raise ValueError(
            f"{YUAN.write(fen)} is {CHANGE.write(change)} price {YUAN.write(list_fen)} away; "
            f"stay within {bounds}"
        )
    return change


def played_fen(change_bp: int, list_fen: int) -> int:
    """The price at which a change of the list price is played: fen, half up."""
    return (list_fen * (10_000 + change_bp) + 5_000) // 10_000


def sheet_of(plan: Plan, scenario: Scenario, *, days: int = 14, like: Sheet | None = None) -> Sheet:
    """Write a plan as a sheet; compiling that gives an equal plan.

    days: length of the plan. like: a sheet whose words (author, goal, roles, notes, highlights)
    and length are kept; then ``days`` is not looked at.

    >>> from caopan.market import sample
    >>> plan = Plan(price_bp={"liuyi-k01": -500}, pause=(3,), hype=0.4)
    >>> compile_sheet(sheet_of(plan, sample("liuyi")), sample("liuyi")) == plan
    True
    """
    first = scenario.first_day + timedelta(days=scenario.days)
    data: dict[str, Any] = {}
    if like is not None:
        data = {"head": like.head.model_dump(exclude={"title"}), "events": like.events}
    else:
        data = {"head": {"merchant": scenario.merchant, "first_date": first, "days": days}}
    first = data["head"]["first_date"]
    usual = Plan()
    for name, place in SINGLE.items():
        if name == "name" or getattr(plan, name) != getattr(usual, name):
            put(data, place, getattr(plan, name))
    for name, rows in ROWS.items():
        listed = getattr(plan, name)
        if listed != getattr(usual, name):
            put(data, rows.place, tuple(_sheet_row(row, rows.fields, first) for row in listed))
    put(data, "timeline.rest", tuple(first + timedelta(days=day) for day in plan.pause))
    put(data, "timeline.rundown", {tier: _talks(talks) for tier, talks in plan.rundown.items()})
    put(data, "stock.skus", _sku_rows(plan, scenario, first, like))
    return Sheet.model_validate(data)


def _sheet_row(row: Any, names: Mapping[str, str], first: date) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, place in names.items():
        put(out, place, to_sheet(name, getattr(row, name), first))
    return out


def _talks(talks: tuple[Any, ...]) -> tuple[dict[str, Any], ...]:
    begun = accumulate((talk.minutes for talk in talks), initial=0)
    return tuple(
        {"at": at, "length": talk.minutes, "sku": talk.sku_id}
        for at, talk in zip(begun, talks, strict=False)
    )


def _sku_rows(plan: Plan, scenario: Scenario, first: date, like: Sheet | None) -> list[SkuRow]:
    """The rows that are kept, then one for every other SKU of which something is said."""
    kept = {row.sku: row for row in (like.stock.skus if like else ())}
    roles = {sku.sku_id: sku.role for sku in scenario.skus}
    said = {sku for name in OF_SKU for sku in getattr(plan, name)}
    # a name that the merchant does not know keeps its row, too: it is the check that tells it
    names = [*kept, *(sku for sku in (*roles, *sorted(said - {*roles})) if sku in said - {*kept})]
    lists, rows = lists_of(scenario), []
    for sku in names:
        old = kept.get(sku, SkuRow(sku=sku, role=roles.get(sku)))
        values = {
            place: to_sheet(name, getattr(plan, name).get(sku), first)
            for name, place in OF_SKU.items()
            if name != "price_bp"
        }
        price = _price(plan.price_bp.get(sku), lists.get(sku), old.price)
        rows.append(old.model_copy(update=values | {"price": price}))
    return rows


def _price(change_bp: int | None, list_fen: int | None, old: Price | None) -> Price | None:
    """A change as it was written before, else as yuan where that gives the same change again."""
    if change_bp is None:
        return None
    if list_fen is None:
        return Price(change_bp=change_bp)
    lists = {"": list_fen}
    if old is not None and old.fen is not None and _same(old, change_bp, lists):
        return old
    fen = played_fen(change_bp, list_fen)
    if fen > 0 and _same(price := Price(fen=fen), change_bp, lists):
        return price
    return Price(change_bp=change_bp)


def _same(price: Price, change_bp: int, lists: Lists) -> bool:
    try:
        return change_of(price, "", lists) == change_bp
    except ValueError:
        return False
