"""A starting sheet: the merchant's own conduct as it is found, and what else may be decided.

What stands in it changes nothing; an operator changes a value, or takes the ``#`` from a line.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, get_args

from caopan.errors import CaopanError
from caopan.market import SAMPLES, Plan, Scenario, as_found
from caopan.market.air import default_rundown
from caopan.market.plan import Talk, yuan
from caopan.market.scenario import Tier
from caopan.planning.sheet import Head, Sheet
from caopan.planning.sheet_begun import begun_text
from caopan.planning.sheet_compile import sheet_of
from caopan.planning.sheet_known import conduct, known_by_tables
from caopan.planning.sheet_parts import WEEKDAYS, SkuRow, Stock, Timeline, WeeklySession

if TYPE_CHECKING:
    import pandas as pd


def own_conduct(scenario: Scenario, days: int = 14) -> Sheet:
    """The merchant's own conduct as a sheet: played, it is the same as doing nothing.

    What no sheet can say is left out: anchors who take turns by the week, one order of goods for
    sessions of several lengths. No sheet says what befalls a merchant.

    >>> from caopan.market import sample
    >>> len(own_conduct(sample("liuyi")).timeline.weekly)
    7
    """
    now = conduct(scenario)
    plan = Plan(
        name=f"Plan for {scenario.name_en}",
        sessions=tuple(sorted(now.slots, key=lambda slot: (slot.weekday, slot.start_min))),
        rundown=_own_rundown(now),
        hype=now.room.hype,
        benefits=now.benefits or None,
        paid=now.paid.plans(),
        creatives=now.paid.creatives,
        videos=now.calendar.videos,
    )
    rows = tuple(SkuRow(sku=sku.sku_id, role=sku.role) for sku in now.skus if sku.listed)
    first = scenario.first_day + timedelta(days=scenario.days)
    head = Head(merchant=scenario.merchant, first_date=first, days=days)
    like = Sheet(head=head)
    like = like.model_copy(update={"stock": like.stock.model_copy(update={"skus": rows})})
    return sheet_of(plan, scenario, like=like)


def _own_rundown(now: Scenario) -> dict[Tier, tuple[Talk, ...]]:
    """The merchant's own order of goods, as far as a session of each tier gets.

    Left out for a tier whose sessions differ in length: no loop says what each of them does.
    """
    turns = [(now.skus[k].sku_id, minutes) for k, minutes in default_rundown(now)]
    whole = sum(minutes for _, minutes in turns)
    out: dict[Tier, tuple[Talk, ...]] = {}
    for tier in get_args(Tier):
        lengths = {slot.minutes for slot in now.slots if slot.tier == tier}
        if lengths and (whole <= min(lengths) or len(lengths) == 1):
            out[tier] = tuple(_cut(turns, min(lengths)))
    return out


def _cut(turns: Iterable[tuple[str, int]], left: int) -> Iterator[Talk]:
    for sku, minutes in turns:
        if left > 0:
            yield Talk(sku_id=sku, minutes=min(minutes, left))
        left -= minutes


def new_text(scenario: Scenario, days: int = 14) -> str:
    """The text of a starting sheet, with the goods' names and prices, and all that may be added.

    >>> from caopan.market import sample
    >>> print(new_text(sample("yunshi")).splitlines()[3])
    head:
    """
    notes = {}
    for sku in conduct(scenario).skus:
        coupon = f", own coupon {yuan(sku.m_coupon_fen)}" if sku.m_coupon_fen else ""
        prices = f"list {yuan(sku.list_fen)}{coupon}, cost {yuan(sku.cost_fen)}"
        notes[sku.sku_id] = f"{sku.name}: {prices}"
    anchors = [anchor.name for anchor in scenario.anchors]
    return begun_text(own_conduct(scenario, days), notes, anchors)


def new_text_of(merchant: str, days: int = 14) -> str:
    """The text of a starting sheet for a merchant by name: a sample, or one that has tables here.

    Of a merchant that is known by its tables only, goods and the sessions of the last week stand in
    it. Raises CaopanError for a merchant that is not here, or had no session in its last week.

    >>> new_text_of("liuyi") == new_text(as_found("liuyi"))
    True
    """
    if merchant in SAMPLES:
        return new_text(as_found(merchant), days)
    from caopan.events import card, load

    known = known_by_tables(merchant)
    goods = load("product", merchant=merchant)
    notes = {
        str(row["sku_id"]): f"{row['name']}: list {yuan(int(row['unit_list_fen']))}, "
        f"cost {yuan(int(row['unit_cost_fen']))}"
        for row in goods.to_dict("records")
    }
    since = known.first - timedelta(days=7)
    sessions = _week(load("live_session", merchant=merchant), since.isoformat())
    if not sessions:
        raise CaopanError(f"{merchant} was not on air in its last week; write its sessions by hand")
    sheet = Sheet(
        head=Head(
            merchant=merchant,
            title=f"Plan for {card(merchant).name_en}",
            first_date=known.first,
            days=days,
        ),
        stock=Stock(skus=tuple(SkuRow(sku=sku) for sku in known.lists)),
        timeline=Timeline(weekly=sessions),
    )
    return begun_text(sheet, notes, known.anchors)


def _week(sessions: "pd.DataFrame", since: str) -> tuple[WeeklySession, ...]:
    """The sessions of the last week, as those of every week."""
    last = sessions[sessions["start_ts"] >= since].sort_values("start_ts")
    rows = []
    for one in last.to_dict("records"):
        start = one["start_ts"].tz_convert("Asia/Shanghai")
        rows.append(
            WeeklySession(
                day=WEEKDAYS[start.weekday()],
                start=start.hour * 60 + start.minute,
                length=round((one["end_ts"] - one["start_ts"]).total_seconds() / 60),
                tier=one["tier"],
            )
        )
    return tuple(sorted(rows, key=lambda row: (WEEKDAYS.index(row.day), row.start)))
