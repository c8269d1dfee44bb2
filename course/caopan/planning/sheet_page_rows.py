"""What stands on the printed page of a STAGE sheet: every decision in force, as short rows."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, groupby
from typing import Final, NamedTuple

from caopan.market import Plan, Scenario
from caopan.market.cases import paid_plans
from caopan.market.plan import Talk, list_after, on_shelf, yuan
from caopan.market.scenario import Benefit, PaidPlan, Sku
from caopan.market.week import scheduled_fen, sessions_in
from caopan.planning.sheet import Sheet
from caopan.planning.sheet_parts import SkuRow
from caopan.planning.sheet_units import clock
from caopan.planning.sheet_values import Target

Row = tuple[str, ...]
MOST_CELLS: Final = 28
"""Days of a calendar that fit on the page; a longer plan shows the first four weeks."""


class Cell(NamedTuple):
    """A day of the calendar: its date, its sessions, whether something is remembered on it."""

    day: date
    sessions: tuple[tuple[str, str], ...]  # tier, clock and length
    marked: bool


class Said(NamedTuple):
    """A stretch of the rundown: from which minute, what, how long, whether it is a hero."""

    at: int
    name: str
    minutes: int
    hero: bool


class Loop(NamedTuple):
    """The rundown of a tier: its stretches, or how it follows from another tier's."""

    tier: str
    said: tuple[Said, ...]
    like: str


GOODS_HEAD: Final = ("SKU", "role", "price", "coupon", "stock", "")


def goods(sheet: Sheet, scenario: Scenario, plan: Plan) -> tuple[list[Row], str]:
    """The SKUs of which something is decided, and in a sentence how the rest stands."""
    shelf = on_shelf(scenario, plan)
    rows = {row.sku: row for row in sheet.stock.skus}
    ordered = {order.sku for order in sheet.stock.orders}
    known = {sku.sku_id: sku for sku in scenario.skus}
    chosen = [sku for sku in known if _decided(rows.get(sku)) or sku in ordered]
    told = [_good(known[sku], rows.get(sku), sheet, scenario, plan) for sku in chosen]
    roles = Counter(known[sku].role for sku in shelf)
    mix = ", ".join(f"{count} {role}" for role, count in roles.items())
    return told, f"On the shelf: {len(shelf)} SKUs ({mix}); what is not named stays as it is."


def _decided(row: SkuRow | None) -> bool:
    return row is not None and any(
        value is not None for value in (row.price, row.coupon, row.cover, row.pulled_from)
    )


def _good(sku: Sku, row: SkuRow | None, sheet: Sheet, scenario: Scenario, plan: Plan) -> Row:
    role = row.role if row and row.role else sku.role
    price = yuan(list_after(plan, scenario, sku.sku_id))
    if row and row.price:
        price = f"{yuan(sku.list_fen)} → {price}"
    coupon = yuan(row.coupon) if row and row.coupon is not None else "–"
    stock = [f"cover {row.cover:g} d"] if row and row.cover is not None else []
    for order in sheet.stock.orders:
        if order.sku == sku.sku_id:
            arrives = order.arrives or order.ordered + timedelta(days=sku.lead_days)
            stock.append(f"{order.pieces:,} ordered {_day(order.ordered)}, here {_day(arrives)}")
    notes = [f"off from {_day(row.pulled_from)}"] if row and row.pulled_from else []
    notes += ["inspected"] if sku.sku_id in sheet.stock.inspected else []
    notes += [row.note] if row and row.note else []
    return (f"{sku.sku_id} {sku.name}", role, price, coupon, "; ".join(stock), "; ".join(notes))


def calendar(sheet: Sheet, scenario: Scenario, plan: Plan) -> list[Cell]:
    """The days of the plan with their sessions, up to four weeks."""
    first, days = sheet.head.first_date, min(sheet.head.days, MOST_CELLS)
    sessions: dict[int, list[tuple[str, str]]] = {day: [] for day in range(days)}
    for day, slot in sessions_in(scenario, plan, days):
        end = clock((slot.start_min + slot.minutes) % 1_440)
        sessions[day].append((slot.tier, f"{clock(slot.start_min)}–{end}"))
    marked = {(event.date - first).days for event in sheet.events}
    return [
        Cell(first + timedelta(days=day), tuple(on_air), day in marked)
        for day, on_air in sessions.items()
    ]


def rundown(scenario: Scenario, plan: Plan) -> list[Loop]:
    """The rundowns of the plan; one that another begins with is told by that one's name."""
    known = {sku.sku_id: sku for sku in scenario.skus}
    by_length = sorted(plan.rundown.items(), key=lambda item: -_minutes(item[1]))
    loops: list[Loop] = []
    whole: list[tuple[str, list[str]]] = []
    for tier, talks in by_length:
        said = [talk.sku_id for talk in talks for _ in range(talk.minutes)]
        longer = next((name for name, one in whole if one[: len(said)] == said), None)
        if longer is not None:
            loops.append(Loop(tier, (), f"as {longer} up to minute {len(said)}"))
            continue
        whole.append((tier, said))
        runs = [(sku, len(list(run))) for sku, run in groupby(said)]
        begun = accumulate((minutes for _, minutes in runs), initial=0)
        told = tuple(
            Said(at, known[sku].name, minutes, known[sku].role == "hero")
            for at, (sku, minutes) in zip(begun, runs, strict=False)
        )
        loops.append(Loop(tier, told, ""))
    return loops


def _minutes(talks: tuple[Talk, ...]) -> int:
    return sum(talk.minutes for talk in talks)


def room(sheet: Sheet, plan: Plan) -> list[str]:
    """Roster, script and scene in words."""
    turns = [f"{shift.anchor} {shift.minutes} min" for shift in plan.roster or ()]
    said = [f"Roster: {', then '.join(turns)}, and again."] if turns else []
    if sheet.timeline.pressure is not None:
        said.append(f"Script: {sheet.timeline.pressure:g} of full pressure.")
    if sheet.timeline.rest:
        said.append(f"Rest: {', '.join(_day(day) for day in sheet.timeline.rest)}.")
    return [*said, *(["A new scene is built."] if plan.fix_scene else [])]


ADS_HEAD: Final = ("plan", "an hour", "by hour", "goal", "audience", "bid")


def ads(scenario: Scenario, plan: Plan) -> list[Row]:
    """The paid plans in force."""
    return [_ad(one, plan.paid_bp) for one in paid_plans(scenario, plan)]


def _ad(one: PaidPlan, share_bp: int) -> Row:
    def fen(budget: int) -> str:
        return yuan(budget * share_bp // 10_000).removesuffix(" yuan").removesuffix(".00")

    hours = ", ".join(f"{hour}h {fen(budget)}" for hour, budget in sorted(one.hours.items()))
    who = f"{one.audience}, no fans" if one.exclude_fans else one.audience
    bid = "–" if one.bid_fen is None else yuan(one.bid_fen)
    return (one.plan_id, f"{fen(one.fen_per_h)} yuan", hours or "–", one.goal, who, bid)


def traffic(sheet: Sheet, scenario: Scenario, plan: Plan) -> list[str]:
    """Spend, stop-loss and what feeds traffic, in words."""
    spend = yuan(scheduled_fen(scenario, plan, sheet.head.days))
    said = [f"Spend if every budget is used up: {spend}."]
    stop = sheet.ads.stop_loss
    if stop.roi is not None:
        after = f" after {yuan(stop.after)}" if stop.after is not None else ""
        said.append(f"Stop for the session below an ROI of {stop.roi:g}{after}.")
    if plan.creatives is not None:
        said.append(f"{plan.creatives:g} new creatives a week.")
    if plan.videos is not None:
        said.append(f"{plan.videos:g} short videos a day.")
    said += ["The audience is reset."] if plan.reset_audience else []
    return [*said, *(["A new persona is built."] if plan.persona else [])]


GIFTS_HEAD: Final = ("tool", "amount", "quantity", "for", "when", "paid by")


def gifts(scenario: Scenario, plan: Plan) -> list[Row]:
    """The benefits in force."""
    chosen = scenario.benefits if plan.benefits is None else plan.benefits
    return [_gift(one) for one in chosen]


def _gift(one: Benefit) -> Row:
    crowd = {"all": "all", "fans": "fans", "new": "newcomers"}[one.gate]
    goods = ", ".join(one.sku_ids) if one.sku_ids else ("whole shelf" if one.of_price else "")
    when = [f"every {one.every_min} min"] if one.every_min else []
    when += [f"from {yuan(one.threshold_fen)}"] if one.threshold_fen else []
    when += [] if set(one.tiers) == {"S", "A", "B"} else [f"in {'/'.join(one.tiers)}"]
    each = "a draw" if not one.of_price else "a SKU"
    return (
        one.kind.replace("_", " "),
        yuan(one.amount_fen),
        f"{one.quantity:,} {each}",
        f"{crowd}{f': {goods}' if goods else ''}",
        ", ".join(when) or "always",
        one.funder,
    )


EVENTS_HEAD: Final = ("when", "what", "teaser", "asset", "target", "met in plays")


def events(sheet: Sheet, met: dict[int, str]) -> list[Row]:
    """The highlights; met: by place in the sheet, how often the target was met."""
    by_date = sorted(enumerate(sheet.events), key=lambda item: (item[1].date, item[1].time))
    return [
        (
            f"{_day(one.date)} {clock(one.time)}",
            one.what,
            one.teaser or "–",
            one.asset or "–",
            _aim(one.target),
            met.get(at, "–"),
        )
        for at, one in by_date
    ]


def _aim(target: Target | None) -> str:
    if target is None:
        return "–"
    if target.unit.digits:
        return f"{target.measure.replace('gmv', 'GMV')} ≥ {yuan(target.at_least)}"
    return f"≥ {target.at_least:,} {target.unit.name}"


def service(plan: Plan) -> list[str]:
    """Warehouse, fans in groups, rules and data, in words."""
    return list(_service(plan))


def _service(plan: Plan) -> Iterator[str]:
    if plan.service_staff:
        heads = "head" if plan.service_staff == 1 else "heads"
        yield f"{plan.service_staff} further {heads} for service and warehouse."
    if plan.private_fen is not None:
        yield f"Fans in groups: {yuan(plan.private_fen)} a month."
    if plan.renewal:
        yield "Goods of the new season for the old ones."
    if plan.appeal:
        yield "Appeal against each throttling."
    if plan.data_fix:
        yield "The tracking is mended."
    if plan.report:
        yield "Brushed orders are reported."


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
