"""Measures of demand by plays: hype, coupons, stock-outs, spill-over."""

import numpy as np

from caopan.market.calibration.claims import Estimate
from caopan.market.calibration.lab import Frames, Lab
from caopan.market.plan import Plan, price_after
from caopan.market.planted import Fault
from caopan.market.samples import sample
from caopan.market.scenario import Benefit, Scenario

USUAL = Plan(name="usual")
SPREAD = 0.29
"""One standard deviation of hype, if the trade's rooms lie evenly between 0 and 1 (assumed)."""


def _returns(lab: Lab, shop: str, hype: float) -> np.ndarray:
    """Refunded share of the amount paid under a level of hype, by seed."""
    one = lab.play(shop, Plan(name="hype", hype=round(hype, 2)))
    return np.asarray(one.refund_fen.sum(axis=1) / one.gmv_fen.sum(axis=1))


def hype_returns(lab: Lab, shop: str) -> Estimate:
    """Points of return rate that one standard deviation more of hype adds, from the usual level."""
    usual = sample(shop).room.hype
    return Estimate.of(100 * (_returns(lab, shop, usual + SPREAD) - _returns(lab, shop, usual)))


def hype_returns_most(lab: Lab, shop: str) -> Estimate:
    """Points of return rate that the last standard deviation of hype adds."""
    return Estimate.of(100 * (_returns(lab, shop, 1.0) - _returns(lab, shop, 1.0 - SPREAD)))


def _per_click(frames: Frames) -> float:
    goods = frames["goods_hour"]
    return float(goods["creates"].sum() / goods["clicks"].sum())


def hype_orders(lab: Lab, shop: str) -> Estimate:
    """Orders per click at full hype over those without any, less one, per cent."""
    calm, loud = (lab.hours(shop, Plan(name="hype", hype=level)) for level in (0.0, 1.0))
    return Estimate.of(
        [100 * (_per_click(b) / _per_click(a) - 1) for a, b in zip(calm, loud, strict=True)]
    )


def _plenty(one: Scenario) -> Scenario:
    """The merchant with so much stock that no shelf runs empty, and no benefit of its own."""
    skus = tuple(sku.model_copy(update={"cover_days": 30.0}) for sku in one.skus)
    return one.model_copy(update={"skus": skus, "benefits": ()})


def _coupon_units(lab: Lab, shop: str) -> tuple[np.ndarray, np.ndarray]:
    """Pieces sold on air without and with a coupon of a fifth on every SKU, by seed."""
    one = _plenty(sample(shop))
    off = tuple(
        Benefit(
            kind="coupon",
            amount_fen=price_after(USUAL, one, sku.sku_id) // 5,
            quantity=1_000_000,
            sku_ids=(sku.sku_id,),
        )
        for sku in one.skus
    )
    plain, given = lab.play(one, USUAL), lab.play(one, Plan(name="a fifth off", benefits=off))
    return plain.units.sum(axis=1), given.units.sum(axis=1)


def would_have_bought(lab: Lab, shop: str) -> Estimate:
    """Of a hundred who redeem a coupon of a fifth, how many would have bought without it.

    The coupon has neither gate nor limit, so that everybody who buys redeems it.
    """
    plain, given = _coupon_units(lab, shop)
    return Estimate.of(100 * plain / given)


def coupon_elasticity(lab: Lab, shop: str) -> Estimate:
    """Per cent more pieces for one per cent off (by logarithms), at a coupon of a fifth."""
    plain, given = _coupon_units(lab, shop)
    return Estimate.of(np.log(given / plain) / -np.log(0.8))


def substitution(lab: Lab, shop: str) -> Estimate:
    """Of a hundred pieces that empty hero shelves would have sold, how many others sell.

    Three plays: full shelves, heroes cut short, and the same with substitution switched off.
    """
    one = sample(shop)
    full = _plenty(one)
    scarce = Fault(fault="FG2", from_day=0, severity=2.5)
    short = one.model_copy(update={"faults": (scarce,)})
    nobody = short.model_copy(update={"room": one.room.model_copy(update={"substitute": 0.0})})
    sold = [lab.play(played, USUAL).units.sum(axis=1) for played in (full, short, nobody)]
    return Estimate.of(100 * (sold[1] - sold[2]) / (sold[0] - sold[2]))


def spill_over(lab: Lab, shop: str) -> Estimate:
    """Share of the nights' pieces that were bought past the funnel, per cent of those within."""
    found = []
    for one in lab.night(shop):
        lines = one["order_line"].drop_duplicates("event_id")
        units = lines[lines["pay_ts"].notna()].groupby("path", observed=True)["qty"].sum()
        found.append(100 * float(units["off_funnel"] / units.sum()))
    return Estimate.of(found)
