"""The two questions inside lesson 07: a coupon's own test, and a coupon in another category."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from caopan.practice.compare import Want, one_number
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.planning.coupons import CouponOffer

WITH, WITHOUT, SAW = 84, 60, 4_000
"""The lesson's test: buyers with the coupon and without, of so many people each."""
SERUM: Final = "ruolan-k01"


@lru_cache(maxsize=4)
def _serum(depth: float) -> CouponOffer:
    from caopan.diagnosis import Shop
    from caopan.planning import shop_coupons

    offers = shop_coupons(Shop.of("ruolan"), depths=(depth,), gates=("all",))
    return next(one for one in offers if one.sku_id == SERUM)


@exercise(
    "07-anyway",
    "Of those who saw it 84 bought; without it 60 would have. Both groups are 4,000 people.",
    "Of 84 redeemers 60 were there anyway. Of 100?",
    praise="Right: seven of ten coupons went to buyers whom one had.",
)
def _anyway(value: object) -> str | None:
    lift = WITH / WITHOUT
    traps = {
        "these are the gained ones; who would have bought anyway?": 100 - 100 / lift,
        "this is the lift; of 100 redeemers, one over the lift had been there": 100 * lift,
        "this is how much more was bought, beside those who would have bought": 100 * (lift - 1),
        "of 100 people who saw it, not of 100 who redeem": 100 * WITHOUT / SAW,
        "a share is given; of 100 is asked": 1 / lift,
    }
    return one_number(value, "anyway", Want(100 / lift, rel=0.01, traps=traps))


@exercise(
    "07-serum",
    'shop_coupons(Shop.of("ruolan"), depths=(0.2,), gates=("all",)) gives the offers.',
    "coupon_table(offers) has a column roi: what an order earns over what a gained buyer costs.",
    praise="Right: above one. The same coupon earns here; look at the shelf before you give it.",
)
def _serum_roi(value: object) -> str | None:
    one = _serum(0.2)
    traps = {
        "this is ten per cent off": _serum(0.1).roi,
        "what an order earns over the coupon itself: who redeems anyway costs, too": one.order_fen
        / one.off_fen,
        "this is turned: what is earned stands above": 1 / one.roi,
        "this is the share of redeemers whom one had": one.anyway,
    }
    return one_number(value, "serum_roi", Want(one.roi, rel=0.01, traps=traps))
