"""A session's coupon budget: spread until the next yuan of it earns less than a yuan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from caopan.errors import CaopanError
from caopan.planning.coupons import CouponOffer

if TYPE_CHECKING:
    from caopan.market import Benefit


class GivenCoupons(NamedTuple):
    """An offer that gets money: so many coupons a session, and their full use in fen."""

    offer: CouponOffer
    quantity: int
    fen: int

    @property
    def gain_fen(self) -> float:
        """Gain of so many coupons: each redeemed one earns alike."""
        return self.offer.gain_fen * self.quantity / max(self.offer.redeemers, 1e-9)


@dataclass(frozen=True)
class CouponPlan:
    """Coupons of a session under a budget.

    given: what gets money, the best first. spent_fen: full use of all, never above the budget.
    left_fen: rest that would earn less than it costs, or reaches for no coupon more.
    """

    given: tuple[GivenCoupons, ...]
    spent_fen: int
    left_fen: int

    @property
    def gain_fen(self) -> float:
        """What all of them earn a session, after their cost."""
        return sum(one.gain_fen for one in self.given)

    def benefits(self) -> tuple[Benefit, ...]:
        """The same as benefits of a plan, funded by the merchant.

        >>> CouponPlan((), 0, 0).benefits()
        ()
        """
        from caopan.market import Benefit

        return tuple(
            Benefit(
                kind="coupon",
                amount_fen=one.offer.off_fen,
                quantity=one.quantity,
                gate=one.offer.gate,
                sku_ids=(one.offer.sku_id,),
            )
            for one in self.given
        )


def allocate(offers: Iterable[CouponOffer], budget_fen: int) -> CouponPlan:
    """Spread a session's budget over offers, one a SKU, until the next yuan earns less than one.

    The budget counts full use: quantity x depth, in whole fen. Of the offers for one SKU only those
    count whose further fen earn less and less (the upper hull); steps are taken in the order of
    what a fen earns, and the last one as far as the money reaches.
    Raises CaopanError for a negative budget.

    >>> from caopan.planning.coupons import coupon_offer
    >>> cheap = coupon_offer("a", "all", 10, 9_900, 500, cost_fen=2_000, refund=0.1, rates=0.1)
    >>> found = allocate([cheap], 3_000)
    >>> found.given[0].quantity, found.spent_fen, found.left_fen
    (6, 3000, 0)
    """
    if budget_fen < 0:
        raise CaopanError(f"budget: {budget_fen} fen is negative; give zero or more.")
    by_sku: dict[str, list[CouponOffer]] = {}
    for one in offers:
        by_sku.setdefault(one.sku_id, []).append(one)
    steps = [step for some in by_sku.values() for step in _hull(some)]
    held: dict[str, GivenCoupons] = {}
    left = budget_fen
    for step in sorted(steps, key=lambda step: (-step[0], step[1].sku_id, step[1].off_fen)):
        best = step[1]
        before = held.get(best.sku_id)
        money = left + (before.fen if before else 0)
        many = min(_pieces(best), money // best.off_fen)
        now = GivenCoupons(best, many, many * best.off_fen)
        if many and (before is None or now.gain_fen > before.gain_fen):
            held[best.sku_id], left = now, money - now.fen
    given = sorted(held.values(), key=lambda one: (-one.offer.roi, one.offer.sku_id))
    return CouponPlan(tuple(given), budget_fen - left, left)


def _pieces(one: CouponOffer) -> int:
    """Coupons that find a redeemer in a session, to the next whole one."""
    return max(round(one.redeemers), 1) if one.redeemers > 0 else 0


def _hull(offers: Sequence[CouponOffer]) -> list[tuple[float, CouponOffer]]:
    """Offers of one SKU on the upper hull of gain over full use, each with the slope that leads to
    it; only those that earn something."""
    points = sorted(
        (
            (_pieces(one) * one.off_fen, GivenCoupons(one, _pieces(one), 0).gain_fen, one)
            for one in offers
        ),
        key=lambda point: (point[0], -point[1]),
    )
    hull: list[tuple[float, float, CouponOffer | None]] = [(0.0, 0.0, None)]
    for cost, gain, one in points:
        if cost <= 0 or gain <= hull[-1][1]:
            continue
        while len(hull) > 1 and _slope(hull[-2], (cost, gain)) >= _slope(hull[-2], hull[-1]):
            hull.pop()
        if cost > hull[-1][0]:
            hull.append((cost, gain, one))
    return [(_slope(low, high), high[2]) for low, high in pairwise(hull) if high[2] is not None]


def _slope(low: Sequence[object], high: Sequence[object]) -> float:
    """What a fen earns between two points."""
    return (float(high[1]) - float(low[1])) / (float(high[0]) - float(low[0]))  # type: ignore[arg-type]
