"""Goods, room and paid traffic: what a plan asks for and its merchant cannot do.

Every function yields problems as (path of the field, reason and what to do).
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from caopan.market.offers import MOST_FEN, Problems
from caopan.market.plan import Plan, on_shelf, yuan
from caopan.market.scenario import Scenario, Slot
from caopan.market.week import calendar_of, clashes, scheduled_fen, when

MOST_LIVE = 960
"""Sixteen hours: no crew carries a longer session (assumed)."""


def named(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every SKU that the plan names, as (path at which it does, SKU)."""
    for field in ("assortment", "quality_control"):
        for at, sku in enumerate(getattr(plan, field) or ()):
            yield f"{field}.{at}", sku
    for field in ("pull", "price_bp", "m_coupon_fen", "cover_days"):
        for sku in getattr(plan, field):
            yield f"{field}.{sku}", sku
    for at, order in enumerate(plan.orders):
        yield f"orders.{at}.sku_id", order.sku_id
    for tier, talks in plan.rundown.items():
        for at, talk in enumerate(talks):
            yield f"rundown.{tier}.{at}.sku_id", talk.sku_id
    for at, benefit in enumerate(plan.benefits or ()):
        for n, sku in enumerate(benefit.sku_ids):
            yield f"benefits.{at}.sku_ids.{n}", sku


def name_problems(scenario: Scenario, plan: Plan) -> Problems:
    """Names that the merchant does not know, and goods listed twice."""
    skus = [sku.sku_id for sku in scenario.skus]
    anchors = [anchor.name for anchor in scenario.anchors]
    for path, sku in named(plan):
        if sku not in skus:
            yield path, f"{scenario.merchant} has no SKU {sku!r}; {_instead(sku, skus)}"
    for at, shift in enumerate(plan.roster or ()):
        name = shift.anchor
        if name not in anchors:
            why = f"{scenario.merchant} has no anchor {name!r}; {_instead(name, anchors)}"
            yield f"roster.{at}.anchor", why
    yield from twice("assortment", "", plan.assortment or ())


def twice(path: str, field: str, names: Sequence[str]) -> Problems:
    """Names that must be unique and are not."""
    for at, name in enumerate(names):
        if name in names[:at]:
            yield f"{path}.{at}{field and '.' + field}", f"{name!r} stands there twice; drop one"


def _instead(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    more = "" if len(known) <= 5 else f" ({len(known)} in all)"
    return f"take one of {', '.join(known[:5])}{more}"


def shelf_problems(scenario: Scenario, plan: Plan, days: int) -> Problems:
    """An empty shelf, and words or prices for what is not on it."""
    if plan.assortment == ():
        yield "assortment", "the shelf would be empty; to sell nothing, pause days instead"
    for sku, day in plan.pull.items():
        if day >= days:
            yield f"pull.{sku}", outside(day, days)
    bare = [day for day in plan.pull.values() if not on_shelf(scenario, plan, day)]
    if bare:
        why = "on nothing is left on the shelf; keep a SKU, or pause those days"
        yield "pull", f"from day {min(bare)} {why}"
    shelf, known = on_shelf(scenario, plan), {sku.sku_id for sku in scenario.skus}
    for path, sku in named(plan):
        wanted = path.split(".")[0] in {"rundown", "price_bp", "m_coupon_fen"}
        if wanted and sku in known and sku not in shelf:
            yield path, f"{sku} is not on the shelf; put it into the assortment or leave it out"


def order_problems(scenario: Scenario, plan: Plan, days: int) -> Problems:
    """Stock ordered outside of the plan, or to be there before it can arrive."""
    leads = {sku.sku_id: sku.lead_days for sku in scenario.skus}
    for at, order in enumerate(plan.orders):
        if order.day >= days:
            yield f"orders.{at}.day", outside(order.day, days)
        least = order.day + leads.get(order.sku_id, 0)
        if order.sku_id in leads and order.arrives is not None and order.arrives < least:
            why = f"{order.sku_id} ordered on day {order.day} cannot arrive on day {order.arrives}"
            yield f"orders.{at}.arrives", f"{why}; give day {least} or a later one"


def calendar_problems(path: str, slots: Sequence[Slot]) -> Problems:
    """Sessions that nobody can stand, and two at once."""
    for at, slot in enumerate(slots):
        if slot.minutes > MOST_LIVE:
            why = f"{slot.minutes} min on air; give at most {MOST_LIVE}, or make it two sessions"
            yield f"{path}.{at}.minutes", why
    for first, second, minutes in clashes(slots):
        one = f"two sessions at once: {when(slots[second])} meets {path}.{first}"
        other = f"of {when(slots[first])} for {minutes} min"
        yield f"{path}.{second}", f"{one} {other}; move or shorten one of them"


def week_problems(scenario: Scenario, plan: Plan, days: int) -> Problems:
    """The weekly calendar and the pauses."""
    if plan.sessions is not None:
        yield from calendar_problems("sessions", plan.sessions)
    for at, day in enumerate(plan.pause):
        if day >= days:
            yield f"pause.{at}", outside(day, days)


def talk_problems(scenario: Scenario, plan: Plan, days: int) -> Problems:
    """The rundowns and the roster."""
    slots = calendar_of(scenario, plan, days)
    if plan.roster == ():
        yield "roster", "is empty; name at least one anchor or leave it out"
    for tier, talks in plan.rundown.items():
        if not talks:
            yield f"rundown.{tier}", "is empty; name at least one SKU or leave it out"
        planned = sum(talk.minutes for talk in talks)
        shortest = min((slot.minutes for slot in slots if slot.tier == tier), default=planned)
        if planned > shortest:
            why = f"{planned} min of talk in a session of {shortest} min"
            yield f"rundown.{tier}", f"{why}; leave out {planned - shortest} min"


def paid_problems(scenario: Scenario, plan: Plan, days: int) -> Problems:
    """Paid plans that contradict themselves, and more spend than the account holds."""
    yield from twice("paid", "plan_id", [one.plan_id for one in plan.paid or ()])
    for at, one in enumerate(plan.paid or ()):
        if one.exclude_fans and one.audience == "fans":
            why = "fans are its audience and excluded from it; drop one of the two"
            yield f"paid.{at}.exclude_fans", why
        for hour in range(24):
            if one.fen_at(hour) > MOST_FEN:
                field = f"hours.{hour}" if hour in one.hours else "fen_per_h"
                why = f"{yuan(one.fen_at(hour))} an hour; give at most {yuan(MOST_FEN)}"
                yield f"paid.{at}.{field}", why
    spend, account = scheduled_fen(scenario, plan, days), scenario.paid.account_fen
    if spend > account:
        why = f"{yuan(spend)} over {days} days, and the account holds {yuan(account)}"
        yield "paid", f"budgets on air come to {why}; lower budgets, hours or paid_bp"


def outside(day: int, days: int) -> str:
    """Say that a day is none of the plan's."""
    return f"day {day} is outside of the plan; give 0 to {days - 1}"
