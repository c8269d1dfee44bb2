"""The mandate (授权): how far an operator may depart from the merchant's own conduct.

A crew that changes everything at once learns nothing and does nothing well; and it is the
merchant's shop. So a fortnight's plan changes a few things, each within bounds; what may be gained
by turning the whole shop over is another story than what a fortnight's operator can earn.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from caopan.market import Plan, Scenario
from caopan.market.cases import paid_plans
from caopan.market.effects import GROUPS_FEN
from caopan.market.plan import on_shelf, sku_of, yuan
from caopan.market.week import clock_minutes, sessions_in

CHANGES: Final[dict[str, tuple[str, ...]]] = {
    "shelf": ("assortment", "pull"),
    "price": ("price_bp", "m_coupon_fen"),
    "stock": ("cover_days", "orders"),
    "inspection": ("quality_control",),
    "season": ("renewal",),
    "calendar": ("sessions", "specials", "pause"),
    "rundown": ("rundown",),
    "roster": ("roster",),
    "script": ("hype",),
    "scene": ("fix_scene",),
    "benefits": ("benefits",),
    "advertising": ("paid", "paid_bp", "stop_roi", "stop_after_fen"),
    "audience": ("reset_audience",),
    "creatives": ("creatives",),
    "videos": ("videos",),
    "persona": ("persona",),
    "private domain": ("private_fen",),
    "service": ("service_staff",),
    "appeal": ("appeal",),
    "tracking": ("data_fix",),
    "report": ("report",),
}
"""What counts as one change: the fields of a plan that are decided together."""


FORTNIGHT_DAYS: Final = 14


@dataclass(frozen=True)
class Mandate:
    """What the merchant lets an operator do. All bounds are the course's own (assumed).

    changes: how many things at most. size_bp: how far budgets, hours on air, creatives, videos and
    the size of the shelf may depart from the usual; price_bp: likewise a list price. inspected:
    goods that may be looked at piece by piece. coupon_bp: depth of a price benefit, of the list
    price, and how much deeper the own coupon may go. private_fen: private-domain work a month that
    needs no further word.
    """

    changes: int = 3
    size_bp: int = 1_500
    price_bp: int = 2_500
    inspected: int = 3
    coupon_bp: int = 1_000
    private_fen: int = GROUPS_FEN


FORTNIGHT: Final = Mandate()
"""For a plan of two weeks."""
SEASON: Final = Mandate(
    changes=8, size_bp=10_000, inspected=10, coupon_bp=2_000, private_fen=1_000_000
)
"""For a growth plan of twelve weeks: there is time for one change after the other."""


def changes_of(plan: Plan) -> tuple[str, ...]:
    """Name what a plan changes, in the order of ``CHANGES``.

    >>> changes_of(Plan(hype=0.2, paid_bp=9_000, creatives=4.0))
    ('script', 'advertising', 'creatives')
    """
    usual = Plan()
    return tuple(
        name
        for name, fields in CHANGES.items()
        if any(getattr(plan, field) != getattr(usual, field) for field in fields)
    )


def mandate_problems(
    scenario: Scenario, plan: Plan, mandate: Mandate = FORTNIGHT, *, days: int = FORTNIGHT_DAYS
) -> tuple[tuple[str, str], ...]:
    """What goes beyond the mandate, as (field of the plan, reason and what to do).

    The usual is the merchant's own conduct before anything went wrong. days: length of the plan;
    hours on air are counted over all of it. Budgets are held against the usual ones in the hours
    that the plan is on air: what is set for other hours is never spent.

    >>> from caopan.market import sample
    >>> mandate_problems(sample("liuyi"), Plan(paid_bp=2_000))[0][0]
    'paid'
    """
    return tuple(_problems(scenario, plan, mandate, days))


def _problems(
    scenario: Scenario, plan: Plan, mandate: Mandate, days: int
) -> Iterator[tuple[str, str]]:
    made = changes_of(plan)
    if len(made) > mandate.changes:
        many = f"{len(made)} changes at once ({', '.join(made)})"
        yield "plan", f"{many}; keep the {mandate.changes} that earn most"
    spare = mandate.size_bp / 10_000
    if len(plan.quality_control) > mandate.inspected:
        many = f"{len(plan.quality_control)} SKUs inspected"
        yield "quality_control", f"{many}; the mandate holds up to {mandate.inspected}"
    for sku, change in plan.price_bp.items():
        if abs(change) > mandate.price_bp:
            said = f"{change / 100:+.0f} % of the list price"
            yield f"price_bp.{sku}", f"{said}; stay within {mandate.price_bp / 100:g} % of it"
    for field, now, usual in _sizes(scenario, plan, days):
        if abs(now - usual) * 10_000 > mandate.size_bp * usual:
            moved = f"{100 * (now / usual - 1):+.0f} % of the usual" if usual else "none is usual"
            yield field, f"{moved}; stay within {100 * spare:.0f} % of it"
    for field, many_now, before in _counts(scenario, plan):
        most = max(before * (1 + spare), before + 1)
        if many_now > most:
            yield field, f"{many_now:g} after {before:g}; the mandate holds up to {most:g}"
    if (plan.private_fen or 0) > max(scenario.fans.private_fen * (1 + spare), mandate.private_fen):
        yield "private_fen", f"more than {mandate.private_fen // 100:,} yuan a month; ask first"
    yield from _coupons(scenario, plan, mandate)


def _sizes(scenario: Scenario, plan: Plan, days: int) -> Iterator[tuple[str, int, int]]:
    """(field, now, usual) of what may move either way, in whole numbers."""
    yield "paid", *_budgets(scenario, plan, days)
    air, usual_air = (_air(scenario, one, days) for one in (plan, Plan()))
    yield "sessions", air, usual_air
    shelf, before = (len(on_shelf(scenario, one)) for one in (plan, Plan()))
    yield "assortment", shelf, before


def _budgets(scenario: Scenario, plan: Plan, days: int) -> tuple[int, int]:
    """Paid budgets of the plan and the usual ones, both over the minutes that the plan is on air.

    More minutes are bounded by themselves, and spend likewise.
    """
    live: Counter[int] = Counter()
    for _, slot in sessions_in(scenario, plan, days):
        for hour, minutes in clock_minutes(slot):
            live[hour] += minutes
    now, usual = (
        sum(one.fen_at(hour) * minutes for one in some for hour, minutes in live.items())
        for some in (paid_plans(scenario, plan), scenario.paid.plans())
    )
    return now * plan.paid_bp, usual * 10_000


def _air(scenario: Scenario, plan: Plan, days: int) -> int:
    """Minutes on air in so many days."""
    return sum(slot.minutes for _, slot in sessions_in(scenario, plan, days))


def _counts(scenario: Scenario, plan: Plan) -> Iterator[tuple[str, float, float]]:
    """(field, now, usual) of what costs more where there is more of it."""
    if plan.creatives is not None:
        yield "creatives", plan.creatives, scenario.paid.creatives
    if plan.videos is not None:
        yield "videos", plan.videos, scenario.calendar.videos


def _coupons(scenario: Scenario, plan: Plan, mandate: Mandate) -> Iterator[tuple[str, str]]:
    for name, fen in plan.m_coupon_fen.items():
        sku = sku_of(scenario, name)
        if (fen - sku.m_coupon_fen) * 10_000 > mandate.coupon_bp * sku.list_fen:
            most = sku.m_coupon_fen + mandate.coupon_bp * sku.list_fen // 10_000
            why = f"{yuan(fen)} after {yuan(sku.m_coupon_fen)}"
            yield f"m_coupon_fen.{name}", f"{why}; the mandate holds up to {yuan(most)}"
    for at, one in enumerate(plan.benefits or ()):
        if not one.of_price or one in scenario.benefits:
            continue
        names = one.sku_ids or tuple(sku.sku_id for sku in scenario.skus)
        least = min(sku_of(scenario, name).list_fen for name in names)
        if one.amount_fen * 10_000 > mandate.coupon_bp * least:
            deep = f"{100 * one.amount_fen / least:.0f} % off a list price"
            yield f"benefits.{at}.amount_fen", f"{deep}; stay within {mandate.coupon_bp / 100:g} %"
