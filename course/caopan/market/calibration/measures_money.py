"""Measures of money: break-even ROI out of the accounts, and what parcels and parties cost."""

from collections.abc import Callable

from caopan.market.calibration.claims import Estimate
from caopan.market.calibration.lab import Lab
from caopan.market.plan import Plan
from caopan.market.samples import sample
from caopan.market.scenario import Anchor, Fees, Scenario

ORDER_FEN = 18_000
MARGIN = 0.55


def _plain(refund: float, creator_bp: int) -> Scenario:
    """A shop of the worked example: one price, margin 55 %, fee 5 %, provider 5 %, no ads.

    All refunds come after shipping, each piece is a parcel, nothing else costs anything; so
    contribution is what is left for buying traffic.
    """
    one = sample("liuyi")
    skus = tuple(
        sku.model_copy(
            update={
                "list_fen": ORDER_FEN,
                "cost_fen": round(ORDER_FEN * (1 - MARGIN)),
                "refund": refund,
                "two": 0.0,
                "m_coupon_fen": 0,
                "p_coupon_fen": 0,
                "a_coupon_fen": 0,
            }
        )
        for sku in one.skus
    )
    free = {name: 0 for name in Fees.model_fields if name.endswith("_fen")}
    fees = Fees(
        **free | {"ship_fen": 500, "return_fen": 1_000, "hold_bp": 0, "air_fen_per_h": 0},
        fee_bp=500,
        comm_bp=500 + creator_bp,
    )
    return one.model_copy(
        update={
            "skus": skus,
            "fees": fees,
            "benefits": (),
            "anchors": (Anchor(name="A1"),),
            "paid": one.paid.model_copy(update={"fen_per_h": 0, "creatives": 0.0}),
            "refunds": one.refunds.model_copy(update={"pre_ship": 0.0}),
            "service": one.service.model_copy(update={"slack": 50.0}),
            "fans": one.fans.model_copy(update={"private_fen": 0}),
        }
    )


def break_even(refund: float, creator_bp: int = 0) -> Callable[[Lab, str], Estimate]:
    """Measure: GMV over contribution before ads, at this refund rate and creator commission."""

    def measure(lab: Lab, shop: str) -> Estimate:
        """GMV over contribution of a shop with the example's costs and no ads."""
        one = lab.play(_plain(refund, creator_bp), Plan(name="usual"))
        return Estimate.of(one.gmv_fen.sum(axis=1) / one.contribution_fen.sum(axis=1))

    return measure


def platform_fee(lab: Lab, shop: str) -> Estimate:
    """Platform fee in per cent, as the product table tells it."""
    return Estimate(float(lab.history(shop)[0]["product"]["fee_bp"].mean()) / 100)


def provider_fee(lab: Lab, shop: str) -> Estimate:
    """Provider's rate in per cent, mean over the contract's tiers."""
    return Estimate(float(lab.history(shop)[0]["contract_tier"]["rate_bp"].mean()) / 100)


def parcel(lab: Lab, shop: str) -> Estimate:
    """Yuan to ship a parcel."""
    return Estimate(sample(shop).fees.ship_fen / 100)


def returned_parcel(lab: Lab, shop: str) -> Estimate:
    """Yuan to handle a parcel that comes back."""
    return Estimate(sample(shop).fees.return_fen / 100)
