"""Figures of coupons: whom they buy, and where a budget goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caopan.drawing import AFTER, BEFORE, SIGNAL, canvas, figure_of
from caopan.planning.figures_paid import legend_above

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from caopan.planning.coupon_budget import CouponPlan
    from caopan.planning.coupons import CouponOffer


def plot_coupons(offers: Sequence[CouponOffer], axes: Axes | None = None) -> Figure:
    """Draw what an incremental buyer costs under each coupon, and what the order earns.

    Where the bar is longer than the mark, the coupon buys buyers whom one had already.

    >>> from caopan.planning.coupons import coupon_offer
    >>> one = coupon_offer("k01", "all", 100, 10_000, 2_000, cost_fen=4_500, refund=0.4, rates=0.1)
    >>> plot_coupons([one]).axes[0].get_xlabel()
    'yuan for one buyer who would not have bought'
    """
    rows = sorted(offers, key=lambda one: one.roi)
    with canvas(axes, (7.2, 1.3 + 0.32 * max(len(rows), 1))) as ax:
        names = [f"{one.sku_id}, ¥{one.off_fen / 100:.0f} off, {one.gate}" for one in rows]
        place = np.arange(len(rows))
        colours = [AFTER if one.roi > 1 else SIGNAL for one in rows]
        ax.barh(place, [one.each_fen / 100 for one in rows], color=colours, height=0.6)
        ax.plot(
            [one.order_fen / 100 for one in rows],
            place,
            "|",
            color="black",
            markersize=14,
            markeredgewidth=2,
            label="what the order earns",
        )
        ax.set_yticks(place, names, fontsize=8)
        ax.set_xlabel("yuan for one buyer who would not have bought")
        legend_above(ax)
        return figure_of(ax)


def plot_redeemers(offers: Sequence[CouponOffer], axes: Axes | None = None) -> Figure:
    """Draw who redeems each coupon: buyers whom one had already, and incremental ones.

    >>> from caopan.planning.coupons import coupon_offer
    >>> one = coupon_offer("k01", "all", 100, 10_000, 2_000, cost_fen=4_500, refund=0.4, rates=0.1)
    >>> plot_redeemers([one]).axes[0].get_xlabel()
    'redeemers a session'
    """
    with canvas(axes, (7.2, 1.3 + 0.32 * max(len(offers), 1))) as ax:
        names = [f"{one.sku_id}, ¥{one.off_fen / 100:.0f} off, {one.gate}" for one in offers]
        place, base = np.arange(len(offers)), [one.base for one in offers]
        ax.barh(place, base, color=BEFORE, height=0.6, label="would have bought anyway")
        more = [one.incremental for one in offers]
        ax.barh(place, more, left=base, color=AFTER, height=0.6, label="incremental")
        ax.set_yticks(place, names, fontsize=8)
        ax.invert_yaxis()
        ax.set_xlabel("redeemers a session")
        legend_above(ax)
        return figure_of(ax)


def plot_coupon_plan(found: CouponPlan, axes: Axes | None = None) -> Figure:
    """Draw how a budget is spread over coupons, and what each earns after its cost.

    >>> from caopan.planning.coupon_budget import allocate
    >>> print(plot_coupon_plan(allocate([], 1_000)).axes[0].get_xlabel())
    yuan a session
    0 of 10 yuan given: the rest would earn less than it costs
    """
    with canvas(axes, (7.2, 1.5 + 0.4 * max(len(found.given), 1))) as ax:
        names = [f"{one.offer.sku_id}, {one.offer.gate}" for one in found.given]
        place = np.arange(len(names))
        ax.barh(place - 0.2, [g.fen / 100 for g in found.given], 0.4, color=BEFORE, label="given")
        ax.barh(
            place + 0.2, [g.gain_fen / 100 for g in found.given], 0.4, color=AFTER, label="gain"
        )
        ax.set_yticks(place, names, fontsize=8)
        ax.invert_yaxis()
        whole = found.spent_fen + found.left_fen
        said = "the rest would earn less than it costs" if found.left_fen else "all of it"
        given = f"{found.spent_fen / 100:,.0f} of {whole / 100:,.0f} yuan given: {said}"
        ax.set_xlabel(f"yuan a session\n{given}")
        if names:
            legend_above(ax)
        return figure_of(ax)
