"""Coupons that a shop could give: from its tables, and what they earn when they are played."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from caopan.diagnosis.facts import facts, tuples, within
from caopan.diagnosis.responding import HANDLING_FEN, SHIP_FEN
from caopan.errors import CaopanError
from caopan.planning.coupons import DEPTHS, RESOLUTION, CouponOffer, coupon_offer

if TYPE_CHECKING:
    import pandas as pd

    from caopan.diagnosis import Shop
    from caopan.market import Scenario
    from caopan.market.scenario import Gate

SEEDS: Final = range(16)


def shop_coupons(
    shop: Shop,
    depths: Sequence[float] = DEPTHS,
    gates: Sequence[Gate] = ("all", "fans", "new"),
    *,
    most: int = 8,
    lift: float | None = None,
) -> list[CouponOffer]:
    """Offers for the SKUs that sell most, from the stretch after of a shop's tables.

    Buyers a session are the lines paid; those by following count as fans, the others as new (the
    hour tables know no better). Cost, fees and expected returns are the product list's. depths:
    shares of the price, rounded to whole yuan. most: SKUs. lift: of one's own test, for every
    depth; by default the trade's (assumed).
    Raises CaopanError where a table is missing, or nothing was sold.

    >>> from caopan.diagnosis import Shop
    >>> some = shop_coupons(Shop.of("liuyi"), depths=(0.1,), gates=("all",), most=3)
    >>> len(some), all(0 < one.anyway < 1 for one in some)
    (3, True)
    """
    goods = within(shop, facts(shop, "goods_hour", "source", "sku_id", "pays", "units", "gmv_fen"))
    goods = goods[goods["after"]]
    sums = goods.groupby("sku_id")[["pays", "units", "gmv_fen"]].sum()
    sums = sums[sums["pays"] > 0].nlargest(most, "gmv_fen")
    if sums.empty:
        raise CaopanError(
            f"{shop.name} sold nothing in the stretch after: no coupon can be judged."
        )
    fans = goods[goods["source"] == "follow"].groupby("sku_id")["pays"].sum()
    columns = ("sku_id", "unit_cost_fen", "fee_bp", "comm_bp", "exp_refund_bp")
    product = facts(shop, "product", *columns).drop_duplicates("sku_id").set_index("sku_id")
    sessions = max(goods["session_id"].nunique(), 1)
    found = []
    for row in tuples(sums.join(product[list(columns[1:])], how="inner").reset_index()):
        sku, own = str(row.sku_id), int(fans.get(row.sku_id, 0))
        buyers = {"all": int(row.pays), "fans": own, "new": int(row.pays) - own}
        price = int(row.gmv_fen) // max(int(row.units), 1)
        for depth in depths:
            off = round(depth * price / RESOLUTION) * RESOLUTION
            if not 0 < off < price:
                continue
            found += [
                coupon_offer(
                    sku,
                    gate,
                    buyers[gate] / sessions,
                    price,
                    off,
                    cost_fen=int(row.unit_cost_fen),
                    refund=int(row.exp_refund_bp) / 10_000,
                    rates=(int(row.fee_bp) + int(row.comm_bp)) / 10_000,
                    ship_fen=SHIP_FEN,
                    handling_fen=HANDLING_FEN,
                    lift=lift,
                )
                for gate in gates
            ]
    return found


def play_coupons(
    scenario: Scenario,
    offers: Sequence[CouponOffer],
    *,
    days: int = 7,
    seeds: Sequence[int] = SEEDS,
) -> pd.DataFrame:
    """Play each offer alone, with coupons for everybody who may, beside none: what it truly earns.

    Columns: sku_id, gate, off (yuan), more (pieces of the whole shop a day beside none), gain (yuan
    a day, net of returns), ahead (share of the seeds in which it gains).
    Raises CaopanError as ``play_many`` does.

    >>> from caopan.market import sample
    >>> shop = sample("yunshi")
    >>> one = coupon_offer("yunshi-k01", "all", 1, 20_000, 2_000, cost_fen=1, refund=0.1, rates=0.1)
    >>> play_coupons(shop, [one], days=2, seeds=range(2))["off"].item()
    20.0
    """
    import numpy as np
    import pandas as pd

    from caopan.market import Benefit, Plan, baseline, play_many

    def plan(one: CouponOffer) -> Plan:
        given = Benefit(
            kind="coupon",
            amount_fen=one.off_fen,
            quantity=100_000,
            gate=one.gate,
            sku_ids=(one.sku_id,),
        )
        return Plan(name=f"coupon-{one.sku_id}", benefits=(*scenario.benefits, given))

    pairs = [(scenario, baseline(scenario)), *((scenario, plan(one)) for one in offers)]
    idle, *played = play_many(pairs, days=days, seeds=seeds)
    rows = []
    for one, outcome in zip(offers, played, strict=True):
        gain = outcome.total_fen - idle.total_fen
        more = (outcome.units - idle.units).sum(axis=1) / days
        rows.append(
            {
                "sku_id": one.sku_id,
                "gate": one.gate,
                "off": one.off_fen / 100,
                "more": float(more.mean()),
                "gain": float(gain.mean()) / 100 / days,
                "ahead": float(np.mean(gain > 0)),
            }
        )
    return pd.DataFrame(rows)
