"""Coupons by incremental buyers (增量买家): who would have bought anyway redeems, too.

Of the redeemers one over the lift would have come without the coupon: what they are given is
spent, and buys nothing. So a coupon is judged by the cost of a buyer who would not have bought,
beside what that order earns net of returns; a budget goes to the coupons with most of it, and stops
where the next yuan earns less than a yuan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Final

from caopan.errors import CaopanError
from caopan.planning.response_curve import Estimate

if TYPE_CHECKING:
    import pandas as pd

    from caopan.market.scenario import Gate

ELASTICITY: Final = 2.2
"""Orders of those who may use a coupon go with the price to the power of minus this (1.5 to 3,
assumed by the trade); an own test is better, see ``lift_of``."""
DEPTHS: Final = (0.05, 0.1, 0.15, 0.2, 0.3)
"""Depths that are compared, shares of the price (our choice)."""
RESOLUTION: Final = 100
"""Depths are whole yuan (our choice): buyers see no fen in a coupon."""


@dataclass(frozen=True)
class CouponOffer:
    """A coupon that could be given in a session; money in fen, people a session.

    sku_id, gate: who may use it. base: buyers who come without it. price_fen: what they pay.
    off_fen: its depth. lift: times buyers with it. order_fen: what an order earns at full price,
    net of returns, before any coupon. kept: share of the coupon that is paid for good (orders that
    come back bring theirs back, and fees are taken of less).
    """

    sku_id: str
    gate: Gate
    base: float
    price_fen: int
    off_fen: int
    lift: float
    order_fen: float
    kept: float

    @property
    def redeemers(self) -> float:
        """Who uses it, while there are enough of them."""
        return self.base * self.lift

    @property
    def incremental(self) -> float:
        """Redeemers who would not have bought."""
        return self.base * (self.lift - 1)

    @property
    def anyway(self) -> float:
        """Share of the redeemers whom one had already."""
        return 1 / self.lift

    @property
    def cost_fen(self) -> float:
        """What it costs for good, all redeemers together."""
        return self.redeemers * self.kept * self.off_fen

    @property
    def each_fen(self) -> float:
        """Cost of one incremental buyer."""
        return self.cost_fen / self.incremental if self.incremental > 0 else float("inf")

    @property
    def gain_fen(self) -> float:
        """What incremental orders earn, less the cost."""
        return self.incremental * self.order_fen - self.cost_fen

    @property
    def roi(self) -> float:
        """What a yuan of it earns: below one it buys buyers whom one had already."""
        return self.order_fen / self.each_fen if self.incremental > 0 else 0.0


def coupon_offer(
    sku_id: str,
    gate: Gate,
    base: float,
    price_fen: int,
    off_fen: int,
    *,
    cost_fen: int,
    refund: float,
    rates: float,
    ship_fen: int = 500,
    handling_fen: int = 1000,
    lift: float | None = None,
) -> CouponOffer:
    """Make an offer from plain numbers.

    cost_fen: of the goods. refund: share that comes back. rates: fees, shares of price. ship_fen,
    handling_fen: a parcel, a return (assumed: 5 and 10 yuan). lift: from a test of one's own; by
    default the trade's range at its middle, ``ELASTICITY`` (assumed).
    Raises CaopanError for a coupon that is no less than the price, or shares that are none.

    >>> one = coupon_offer("k01", "all", 100, 10_000, 2_000, cost_fen=4_500, refund=0.4, rates=0.1)
    >>> round(one.lift, 2), round(one.anyway, 2), round(one.each_fen), round(one.order_fen)
    (1.63, 0.61, 2784, 1800)
    >>> round(one.roi, 2)
    0.65
    """
    if not 0 < off_fen < price_fen:
        raise CaopanError(f"{sku_id}: {off_fen} fen off {price_fen} fen is no coupon.")
    if not (0 <= refund < 1 and 0 <= rates < 1 and base >= 0):
        raise CaopanError(f"{sku_id}: refund and rates are shares below 1, base is not negative.")
    grown = (1 - off_fen / price_fen) ** -ELASTICITY if lift is None else lift
    order = (1 - refund) * (price_fen * (1 - rates) - cost_fen) - ship_fen - refund * handling_fen
    kept = (1 - refund) * (1 - rates)
    return CouponOffer(sku_id, gate, base, price_fen, off_fen, max(grown, 1.0), order, kept)


def lift_of(test: tuple[int, int], control: tuple[int, int]) -> Estimate:
    """Lift of a coupon from one's own test: buyers and visitors with it, and without.

    The interval is that of a ratio of two shares (logs, 95 %).
    Raises CaopanError where a side has no buyer.

    >>> str(lift_of((163, 5000), (100, 5000)))
    '1.63 (1.27 to 2.08)'
    """
    (bought, came), (bought0, came0) = test, control
    if min(bought, bought0) < 1 or bought > came or bought0 > came0:
        raise CaopanError(f"{test} beside {control}: give buyers, at least one, and more visitors.")
    value = bought / came / (bought0 / came0)
    error = sqrt(1 / bought - 1 / came + 1 / bought0 - 1 / came0)
    low, high = (exp(log(value) + side * 1.96 * error) for side in (-1, 1))
    return Estimate(value, low, high)


def coupon_table(offers: Iterable[CouponOffer]) -> pd.DataFrame:
    """Offers side by side, the best first: who redeems, whom one had anyway, what a buyer costs.

    Columns: sku_id, gate, off (yuan), redeemers, anyway (share), each and order (yuan), roi, says.

    >>> one = coupon_offer("k01", "all", 100, 10_000, 2_000, cost_fen=4_500, refund=0.4, rates=0.1)
    >>> coupon_table([one])["says"].item()
    'buys buyers one already had'
    """
    import pandas as pd

    rows = [
        {
            "sku_id": one.sku_id,
            "gate": one.gate,
            "off": one.off_fen / 100,
            "redeemers": one.redeemers,
            "anyway": one.anyway,
            "each": one.each_fen / 100,
            "order": one.order_fen / 100,
            "roi": one.roi,
            "says": "earns" if one.roi > 1 else "buys buyers one already had",
        }
        for one in offers
    ]
    table = pd.DataFrame(rows)
    return table if table.empty else table.sort_values("roi", ascending=False, ignore_index=True)
