"""What each lever writes into a plan: ``move(scenario, value, quantity) -> fields of Plan``.

Numbers arrive checked against the lever's range, in its unit; see ``caopan.market.levers``.
"""

from collections.abc import Callable, Sequence
from typing import Final

from caopan.market.plan import StockOrder
from caopan.market.scenario import Benefit, PaidPlan, Scenario, Sku

Fields = dict[str, object]

PRIME: Final = (20, 21)
"""Clock hours of most traffic (hour index 2.0 and 2.1 of a mean of 1, assumed)."""
PRIZE_FEN: Final = 2_000


def heroes(one: Scenario) -> list[Sku]:
    """The heroes on the shelf; without any, the three goods with most appeal.

    >>> from caopan.market.samples import sample
    >>> [sku.sku_id for sku in heroes(sample("liuyi"))]
    ['liuyi-k01', 'liuyi-k02']
    """
    listed = [sku for sku in one.skus if sku.listed] or list(one.skus)
    return [sku for sku in listed if sku.role == "hero"] or _most(listed, 3, "appeal")


def _most(skus: Sequence[Sku], count: int, by: str) -> list[Sku]:
    return sorted(skus, key=lambda sku: -getattr(sku, by))[:count]


def returning(one: Scenario) -> list[Sku]:
    """The goods on the shelf, those with most refunded pieces first.

    >>> from caopan.market.samples import sample
    >>> len(returning(sample("liuyi")))
    24
    """
    listed = [sku for sku in one.skus if sku.listed]
    return sorted(listed, key=lambda sku: -sku.appeal * sku.click * sku.create * sku.refund)


def always(**fields: object) -> Callable[[Scenario, float, int], Fields]:
    """Give a move that writes these fields, whatever the value.

    >>> from caopan.market.samples import sample
    >>> always(fix_scene=True)(sample("liuyi"), 1, 0)
    {'fix_scene': True}
    """
    return lambda _one, _value, _quantity: dict(fields)


def price(one: Scenario, percent: float, _: int) -> Fields:
    """Change the heroes' list price."""
    return {"price_bp": {sku.sku_id: round(percent * 100) for sku in heroes(one)}}


def shelf(one: Scenario, fewer: float, _: int) -> Fields:
    """Leave the goods with least appeal off the shelf."""
    listed = [sku for sku in one.skus if sku.listed]
    kept = {sku.sku_id for sku in _most(listed, len(listed) - int(fewer), "appeal")}
    return {"assortment": tuple(sku.sku_id for sku in listed if sku.sku_id in kept)}


def cover(one: Scenario, days: float, _: int) -> Fields:
    """Keep days of demand in stock, of all goods."""
    return {"cover_days": {sku.sku_id: days for sku in one.skus if sku.listed}}


def order(one: Scenario, pieces: float, _: int) -> Fields:
    """Order more of each hero on the first day."""
    return {
        "orders": tuple(
            StockOrder(day=0, sku_id=sku.sku_id, units=int(pieces)) for sku in heroes(one)
        )
    }


def check(one: Scenario, count: float, _: int) -> Fields:
    """Inspect the goods with most refunds."""
    return {"quality_control": tuple(sku.sku_id for sku in returning(one)[: int(count)])}


def pull(one: Scenario, count: float, _: int) -> Fields:
    """Pull the goods with most refunds from the first day on."""
    return {"pull": {sku.sku_id: 0 for sku in returning(one)[: int(count)]}}


def hype(_: Scenario, level: float, __: int) -> Fields:
    """Set the pressure in the script."""
    return {"hype": level}


def coupon(one: Scenario, yuan: float, many: int) -> Fields:
    """Give coupons on the heroes, beside the benefits that there are."""
    names = tuple(sku.sku_id for sku in heroes(one))
    given = Benefit(kind="coupon", amount_fen=round(yuan * 100), quantity=many, sku_ids=names)
    return {"benefits": (*one.benefits, given)}


def lottery(one: Scenario, every: float, prizes: int) -> Fields:
    """Draw prizes on air, beside the benefits that there are."""
    drawn = Benefit(kind="lottery", amount_fen=PRIZE_FEN, quantity=prizes, every_min=int(every))
    return {"benefits": (*one.benefits, drawn)}


def paid(_: Scenario, percent: float, __: int) -> Fields:
    """Change the budget of all paid plans."""
    return {"paid_bp": round(percent * 100)}


def prime(one: Scenario, percent: float, _: int) -> Fields:
    """Take a share of the other hours' budget and spend it in the prime hours of the week."""
    air = [0] * 24
    for slot in one.slots:
        for minute in range(slot.start_min, slot.start_min + slot.minutes):
            air[minute // 60 % 24] += 1
    best = sum(air[hour] for hour in PRIME)
    if not best:
        return {}  # never on air then: there is nowhere to move it
    kept = 1 - percent / 100
    gain = 1 + percent / 100 * (sum(air) - best) / best
    return {
        "paid": tuple(
            plan.model_copy(
                update={
                    "fen_per_h": round(plan.fen_per_h * kept),
                    "hours": {hour: round(plan.fen_per_h * gain) for hour in PRIME},
                }
            )
            for plan in one.paid.plans()
        )
    }


def _plans(one: Scenario, **change: object) -> Fields:
    changed: tuple[PaidPlan, ...] = tuple(
        plan.model_copy(update=change) for plan in one.paid.plans()
    )
    return {"paid": changed}


def follows(one: Scenario, _: float, __: int) -> Fields:
    """Let all paid plans aim at follows."""
    return _plans(one, goal="follow")


def exclude(one: Scenario, _: float, __: int) -> Fields:
    """Keep fans out of all paid plans."""
    return _plans(one, exclude_fans=True)


def creatives(_: Scenario, a_week: float, __: int) -> Fields:
    """Make creatives."""
    return {"creatives": a_week}


def videos(_: Scenario, a_day: float, __: int) -> Fields:
    """Post short videos."""
    return {"videos": a_day}


def private(_: Scenario, yuan: float, __: int) -> Fields:
    """Work the private domain."""
    return {"private_fen": round(yuan * 100)}


def staff(_: Scenario, heads: float, __: int) -> Fields:
    """Hire for service."""
    return {"service_staff": int(heads)}
