"""Prices and benefits: which of them no till could carry out.

Every function yields problems as (path of the field, reason and what to do).
"""

from collections.abc import Iterator, Sequence

from caopan.market.deals import draws
from caopan.market.plan import Plan, list_after, on_shelf, price_after, yuan
from caopan.market.scenario import Benefit, Funder, Scenario
from caopan.market.week import calendar_of

Problems = Iterator[tuple[str, str]]
FLASH_MIN = 10
"""A flash price holds for ten minutes, so it has to come back later than that (assumed)."""
MOST_FEN = 100_000_000
MOST_PIECES = 10_000_000


def lowered(benefit: Benefit, scenario: Scenario, plan: Plan) -> tuple[str, ...]:
    """SKUs on the shelf at the plan's start whose price the benefit lowers; a draw lowers none.

    >>> from caopan.market.samples import sample
    >>> gift = Benefit(kind="coupon", amount_fen=1, quantity=1, sku_ids=("yunshi-k03", "other"))
    >>> lowered(gift, sample("yunshi"), Plan())
    ('yunshi-k03',)
    """
    return tuple(
        sku
        for sku in on_shelf(scenario, plan)
        if benefit.of_price
        and (not benefit.sku_ids or sku in benefit.sku_ids)
        and list_after(plan, scenario, sku) >= benefit.threshold_fen
    )


def price_problems(scenario: Scenario, plan: Plan) -> Problems:
    """Nothing is sold for nothing: list price less coupons, less the benefit, stays positive."""
    for sku in on_shelf(scenario, plan):
        paid = price_after(plan, scenario, sku)
        if paid <= 0:
            field = "m_coupon_fen" if sku in plan.m_coupon_fen else "price_bp"
            why = f"buyers would pay {yuan(paid)} after coupons; raise the price or cut the coupon"
            yield f"{field}.{sku}", why
    benefits = scenario.benefits if plan.benefits is None else plan.benefits
    for at, benefit in enumerate(benefits):
        for sku in lowered(benefit, scenario, plan):
            off, paid = benefit.amount_fen, price_after(plan, scenario, sku)
            if off >= paid > 0:
                why = f"{yuan(off)} off {sku}, for which {yuan(paid)} is paid; give away less"
                yield _path(plan, at, sku), why


def _path(plan: Plan, at: int, sku: str) -> str:
    """Where to look: the plan's benefit, or the plan's price under the merchant's own benefit."""
    if plan.benefits is None:
        for field in ("price_bp", "m_coupon_fen"):
            if sku in getattr(plan, field):
                return f"{field}.{sku}"
    return f"benefits.{at}.amount_fen"


def benefit_problems(
    benefits: Sequence[Benefit], scenario: Scenario, plan: Plan, days: int
) -> Problems:
    """Each benefit for itself, then two that would meet on one SKU."""
    for at, one in enumerate(benefits):
        for field, why in _alone(one):
            yield f"benefits.{at}.{field}", why
    for at, one in enumerate(benefits):
        for before, other in enumerate(benefits[:at]):
            skus = set(lowered(one, scenario, plan)) & set(lowered(other, scenario, plan))
            tiers = [tier for tier in one.tiers if tier in other.tiers]
            if skus and tiers:
                why = f"{min(skus)} has benefits.{before} in sessions of tier {tiers[0]} already"
                yield f"benefits.{at}", f"{why}; give each SKU one price benefit a tier"
    yield from _subsidies(benefits, scenario, plan, days)


def _subsidies(benefits: Sequence[Benefit], scenario: Scenario, plan: Plan, days: int) -> Problems:
    """Others fund a session's benefits up to what they give, were all of them used."""
    slots = calendar_of(scenario, plan, days)
    told: set[Funder] = set()  # once of each is enough: the remedy is the same for every tier
    for tier in ("S", "A", "B"):
        minutes = max((slot.minutes for slot in slots if slot.tier == tier), default=0)
        asked = {"platform": 0, "anchor": 0}
        for at, one in enumerate(benefits):
            if one.funder == "merchant" or tier not in one.tiers or not minutes:
                continue
            times = len(lowered(one, scenario, plan)) if one.of_price else draws(one, minutes)
            asked[one.funder] += one.amount_fen * one.quantity * times
            if asked[one.funder] > scenario.subsidy_fen and one.funder not in told:
                told.add(one.funder)
                why = f"{yuan(asked[one.funder])} a session, and the {one.funder} gives at most"
                yield (
                    f"benefits.{at}.funder",
                    f"{why} {yuan(scenario.subsidy_fen)}; give away less or fund it yourself",
                )


def _alone(one: Benefit) -> Problems:
    every = one.every_min
    if not one.tiers:
        yield "tiers", "is empty; name at least one of S, A, B"
    if one.kind == "flash" and every <= FLASH_MIN:
        why = f"a flash price holds for {FLASH_MIN} min and comes back after {every}"
        yield "every_min", f"{why}; give more than {FLASH_MIN}"
    elif not one.of_price and every == 0:
        yield "every_min", f"a {one.kind} is drawn again and again; say after how many minutes"
    elif one.of_price and one.kind != "flash" and every > 0:
        yield "every_min", f"a {one.kind} holds all the time, not every {every} min; give 0"
    if one.kind == "fan_club" and one.gate != "fans":
        yield "gate", f"a fan_club price is for fans, not for {one.gate!r}; give 'fans'"
    if one.kind == "threshold" and one.threshold_fen == 0:
        yield "threshold_fen", "is missing; say from which list value of a line on it holds"
    if one.amount_fen == 0 and one.kind != "presale":
        yield "amount_fen", f"a {one.kind} worth nothing draws nobody; give an amount or drop it"
    if one.amount_fen > MOST_FEN:
        yield "amount_fen", f"{yuan(one.amount_fen)} is no benefit; give at most {yuan(MOST_FEN)}"
    if one.quantity > MOST_PIECES:
        yield "quantity", f"{one.quantity:,} is beyond counting; give at most {MOST_PIECES:,}"
