"""The mandate (授权): how far an operator may depart from the merchant's own conduct.

A crew that changes everything at once learns nothing and does nothing well; and it is the
merchant's shop. So a fortnight's plan changes a few things, each within bounds; what may be gained
by turning the whole shop over is another story than what a fortnight's operator can earn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from caopan.market import Plan, Scenario
from caopan.market.effects import GROUPS_FEN
from caopan.market.plan import on_shelf, sku_of
from caopan.market.week import sessions_in

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
    price. private_fen: private-domain work a month that needs no further word.
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
    scenario: Scenario, plan: Plan, mandate: Mandate = FORTNIGHT
) -> tuple[tuple[str, str], ...]:
    """What goes beyond the mandate, as (field of the plan, reason and what to do).

    The usual is the merchant's own conduct before anything went wrong.

    >>> from caopan.market import sample
    >>> mandate_problems(sample("liuyi"), Plan(paid_bp=2_000))[0][0]
    'paid'
    """
    return tuple(_problems(scenario, plan, mandate))


def _problems(scenario: Scenario, plan: Plan, mandate: Mandate) -> Iterator[tuple[str, str]]:
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
    for field, now, usual in _sizes(scenario, plan):
        if usual and not usual * (1 - spare) - 1e-9 <= now <= usual * (1 + spare) + 1e-9:
            moved = 100 * (now / usual - 1)
            yield field, f"{moved:+.0f} % of the usual; stay within {100 * spare:.0f} % of it"
    for field, now, usual in _counts(scenario, plan):
        most = max(usual * (1 + spare), usual + 1)
        if now > most:
            yield field, f"{now:g} after {usual:g}; the mandate holds up to {most:g}"
    if (plan.private_fen or 0) > max(scenario.fans.private_fen * (1 + spare), mandate.private_fen):
        yield "private_fen", f"more than {mandate.private_fen // 100:,} yuan a month; ask first"
    yield from _coupons(scenario, plan, mandate)


def _sizes(scenario: Scenario, plan: Plan) -> Iterator[tuple[str, float, float]]:
    """(field, now, usual) of what may move either way."""
    own = scenario.paid.plans() if plan.paid is None else plan.paid
    spend = sum(one.fen_at(hour) for one in own for hour in range(24)) * plan.paid_bp
    usual = sum(one.fen_at(hour) for one in scenario.paid.plans() for hour in range(24)) * 10_000
    yield "paid", float(spend), float(usual)
    air, usual_air = (_air(scenario, one) for one in (plan, Plan()))
    yield "sessions", float(air), float(usual_air)
    shelf, before = (len(on_shelf(scenario, one)) for one in (plan, Plan()))
    yield "assortment", float(shelf), float(before)


def _air(scenario: Scenario, plan: Plan) -> int:
    """Minutes on air in a fortnight."""
    return sum(slot.minutes for _, slot in sessions_in(scenario, plan, FORTNIGHT_DAYS))


def _counts(scenario: Scenario, plan: Plan) -> Iterator[tuple[str, float, float]]:
    """(field, now, usual) of what costs more where there is more of it."""
    if plan.creatives is not None:
        yield "creatives", plan.creatives, scenario.paid.creatives
    if plan.videos is not None:
        yield "videos", plan.videos, scenario.calendar.videos


def _coupons(scenario: Scenario, plan: Plan, mandate: Mandate) -> Iterator[tuple[str, str]]:
    for at, one in enumerate(plan.benefits or ()):
        if not one.of_price or one in scenario.benefits:
            continue
        names = one.sku_ids or tuple(sku.sku_id for sku in scenario.skus)
        least = min(sku_of(scenario, name).list_fen for name in names)
        if one.amount_fen * 10_000 > mandate.coupon_bp * least:
            deep = f"{100 * one.amount_fen / least:.0f} % off a list price"
            yield f"benefits.{at}.amount_fen", f"{deep}; stay within {mandate.coupon_bp / 100:g} %"
