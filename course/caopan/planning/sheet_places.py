"""Where each decision of a plan stands in a sheet: one table, read in both directions.

A plan counts days and minutes for the market; a sheet names dates, weekdays and clocks for people.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from caopan.planning.sheet_parts import (
    WEEKDAYS,
    AdPlan,
    DatedSession,
    Gift,
    Order,
    SkuRow,
    Turn,
    WeeklySession,
)

SINGLE: Final[dict[str, str]] = {
    "name": "head.title",
    "assortment": "stock.shelf",
    "quality_control": "stock.inspected",
    "renewal": "stock.renewal",
    "hype": "timeline.pressure",
    "fix_scene": "timeline.new_scene",
    "paid_bp": "ads.budget_share",
    "stop_roi": "ads.stop_loss.roi",
    "stop_after_fen": "ads.stop_loss.after",
    "reset_audience": "ads.reset_audience",
    "creatives": "ads.creatives",
    "videos": "ads.videos",
    "persona": "ads.new_persona",
    "private_fen": "service.private_domain",
    "service_staff": "service.staff",
    "appeal": "service.appeal",
    "data_fix": "service.data_fix",
    "report": "service.report",
}
"""Fields of a plan whose value stands in the sheet as it is."""

OF_SKU: Final[dict[str, str]] = {
    "price_bp": "price",
    "m_coupon_fen": "coupon",
    "cover_days": "cover",
    "pull": "pulled_from",
}
"""Fields of a plan by SKU, and the field of the SKU's row."""


class Rows(NamedTuple):
    """A list of a plan, where it stands in the sheet, and its fields there."""

    place: str
    row: type[BaseModel]
    fields: Mapping[str, str]


ROWS: Final[dict[str, Rows]] = {
    "orders": Rows(
        "stock.orders",
        Order,
        {"day": "ordered", "sku_id": "sku", "units": "pieces", "arrives": "arrives"},
    ),
    "sessions": Rows(
        "timeline.weekly",
        WeeklySession,
        {"weekday": "day", "start_min": "start", "minutes": "length", "tier": "tier"},
    ),
    "specials": Rows(
        "timeline.dated",
        DatedSession,
        {"day": "date", "start_min": "start", "minutes": "length", "tier": "tier"},
    ),
    "roster": Rows("timeline.roster", Turn, {"anchor": "anchor", "minutes": "length"}),
    "paid": Rows(
        "ads.plans",
        AdPlan,
        {
            "plan_id": "id",
            "fen_per_h": "budget",
            "hours": "pacing",
            "goal": "goal",
            "audience": "audience",
            "exclude_fans": "exclude_fans",
            "bid_fen": "bid",
        },
    ),
    "benefits": Rows(
        "gifts.tools",
        Gift,
        {
            "kind": "kind",
            "amount_fen": "amount",
            "quantity": "quantity",
            "funder": "funder",
            "gate": "trigger.gate",
            "sku_ids": "skus",
            "threshold_fen": "trigger.threshold",
            "every_min": "trigger.every",
            "tiers": "trigger.tiers",
        },
    ),
}
"""Lists of a plan whose rows stand in the sheet under other names."""

_TALK: Final = {"sku_id": "sku", "minutes": "length"}


def to_plan(field: str, value: Any, first: date) -> Any:
    """A value of the sheet as the plan has it: a date as a day, a weekday as a number.

    >>> to_plan("day", date(2021, 11, 3), date(2021, 11, 1)), to_plan("weekday", "Tuesday", None)
    (2, 1)
    """
    if isinstance(value, date):
        return (value - first).days
    if field == "weekday":
        return WEEKDAYS.index(value)
    if field == "hours":
        return {int(hour): fen for hour, fen in value.items()}
    return value


def to_sheet(field: str, value: Any, first: date) -> Any:
    """The way back."""
    if field in {"day", "arrives", "pull"} and value is not None:
        return later(first, value)
    if field == "weekday":
        return WEEKDAYS[value]
    if field == "hours":
        return {str(hour): fen for hour, fen in value.items()}
    return value


def later(first: date, days: int) -> date:
    """The date so many days later, the last one there is if need be.

    >>> later(date(2021, 11, 1), 13), later(date(9999, 12, 30), 13)
    (datetime.date(2021, 11, 14), datetime.date(9999, 12, 31))
    """
    return date.fromordinal(min(first.toordinal() + days, date.max.toordinal()))


def within(data: Any, place: str) -> Any:
    """The value at a place of a part, its steps joined by dots."""
    for step in place.split("."):
        data = getattr(data, step)
    return data


def put(data: dict[str, Any], place: str, value: Any) -> None:
    """Set the value at a place of nested mappings.

    >>> data = {}
    >>> put(data, "ads.stop_loss.roi", 2.0); data
    {'ads': {'stop_loss': {'roi': 2.0}}}
    """
    *above, last = place.split(".")
    for step in above:
        data = data.setdefault(step, {})
    data[last] = value


def sheet_path(path: str, rows: tuple[SkuRow, ...] = ()) -> str:
    """Where in the sheet stands what a plan has at ``path``; rows: the sheet's SKU rows.

    >>> sheet_path("benefits.0.gate"), sheet_path("sessions.2.weekday"), sheet_path("pause.1")
    ('gifts.tools.0.trigger.gate', 'timeline.weekly.2.day', 'timeline.rest.1')
    >>> sheet_path("price_bp.k02", (SkuRow(sku="k01"), SkuRow(sku="k02")))
    'stock.skus.1.price'
    """
    field, _, rest = path.partition(".")
    if field in OF_SKU:
        return _of_sku(OF_SKU[field], rest, rows)
    if field in SINGLE:
        return _more(SINGLE[field], rest)
    if field in ROWS:
        at, _, inner = rest.partition(".")
        name, _, deeper = inner.partition(".")
        known = ROWS[field].fields.get(name, name)
        return _more(ROWS[field].place, at, known, deeper)
    if field == "rundown":
        *above, last = path.split(".")
        return ".".join(["timeline", *above, _TALK.get(last, last)])
    if field == "pause":
        return _more("timeline.rest", rest)
    return path


def _of_sku(name: str, sku: str, rows: tuple[SkuRow, ...]) -> str:
    for at, row in enumerate(rows):
        if row.sku == sku:
            return f"stock.skus.{at}.{name}"
    return "stock.skus"


def _more(*steps: str) -> str:
    return ".".join(step for step in steps if step)
