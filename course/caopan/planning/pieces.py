"""What a piece of each SKU earns and costs: the money side of every decision about goods.

Prices and costs are whole fen; what is expected of a piece is a mean, in yuan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.errors import CaopanError
from caopan.market.plan import Plan, income_after, on_shelf, sku_of
from caopan.market.scenario import Fees, Refunds, Scenario

if TYPE_CHECKING:
    from caopan.diagnosis.shop import Shop
    from caopan.market.inverse import Floats, Ints

USUAL_LEAD: Final = 2
"""Days from an order to its arrival where nobody knows them (assumed)."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """What single pieces earn; arrays hold one number for each SKU, in one order.

    income_fen: list price less the merchant's own coupon. cost_fen: the goods. refund: chance that
    a piece goes back, 0 to 1. lead_days: from an order to its arrival. early: share of the refunds
    that come before shipping. rate_bp: platform fee and commission. ship_fen, return_fen: a parcel,
    a return. hold_bp: of cost, for a piece and day in the warehouse.

    >>> from caopan.market import sample
    >>> shelf = Pieces.of(sample("liuyi"))
    >>> shelf.sku_id[0], float(shelf.margin_yuan[0].round(2))
    ('liuyi-k01', 129.87)
    """

    sku_id: tuple[str, ...]
    income_fen: Ints
    cost_fen: Ints
    refund: Floats
    lead_days: Ints
    role: tuple[str, ...] = ()
    early: float = Refunds().pre_ship
    rate_bp: int = Fees().fee_bp
    ship_fen: int = Fees().ship_fen
    return_fen: int = Fees().return_fen
    hold_bp: int = Fees().hold_bp

    def __post_init__(self) -> None:
        """Raise CaopanError for numbers that no shelf has."""
        for name in ("income_fen", "cost_fen", "refund", "lead_days"):
            column = getattr(self, name)
            if np.shape(column) != (len(self.sku_id),):
                raise CaopanError(f"{name}: give one number for each of {len(self.sku_id)} SKUs")
            if not (np.isfinite(column).all() and (np.asarray(column) >= 0).all()):
                raise CaopanError(f"{name}: a number is unknown or negative; fill it in")
        if not ((self.refund <= 1).all() and 0 <= self.early <= 1):
            raise CaopanError("refund, early: a share lies between 0 and 1")

    @property
    def margin_yuan(self) -> Floats:
        """What a sold piece is expected to leave, in yuan, before holding: (SKUs,).

        What goes back brings nothing and keeps its goods; parcels and returns cost both ways.
        """
        kept = 1 - self.refund
        inflow = self.income_fen * (1 - self.rate_bp / 10_000) - self.cost_fen
        ways = self.ship_fen * (1 - self.refund * self.early)
        ways = ways + self.return_fen * self.refund * (1 - self.early)
        margin: Floats = (kept * inflow - ways) / 100
        return margin

    @property
    def hold_yuan(self) -> Floats:
        """Holding a piece for a day, in yuan: (SKUs,)."""
        held: Floats = self.cost_fen * self.hold_bp / 1_000_000
        return held

    def only(self, chosen: Sequence[str]) -> Pieces:
        """The same for some SKUs, in the order given; CaopanError for one that is not there.

        >>> from caopan.market import sample
        >>> Pieces.of(sample("liuyi")).only(["liuyi-k03"]).sku_id
        ('liuyi-k03',)
        """
        missing = [name for name in chosen if name not in self.sku_id]
        if missing:
            raise CaopanError(f"{missing[0]!r} is none of the SKUs: {', '.join(self.sku_id)}")
        at = [self.sku_id.index(name) for name in chosen]
        columns = {
            name: getattr(self, name)[at]
            for name in ("income_fen", "cost_fen", "refund", "lead_days")
        }
        role = tuple(self.role[k] for k in at) if self.role else ()
        return replace(self, sku_id=tuple(chosen), role=role, **columns)

    def arriving(self, day: int) -> Pieces:
        """The same with orders that are on the shelf on the morning of a day (0 is the first).

        A plan's order of day 0 is placed in the evening and unpacked at night: it is there on the
        morning after ``lead_days`` more.
        """
        return replace(self, lead_days=np.full(len(self.sku_id), day))

    @classmethod
    def of(cls, scenario: Scenario, plan: Plan | None = None) -> Pieces:
        """What the pieces of a merchant's shelf earn as a plan prices them."""
        chosen = Plan() if plan is None else plan
        names = on_shelf(scenario, chosen)
        skus = [sku_of(scenario, name) for name in names]
        fees = scenario.fees
        return cls(
            sku_id=names,
            income_fen=np.array([income_after(chosen, scenario, name) for name in names]),
            cost_fen=np.array([sku.cost_fen for sku in skus]),
            refund=np.array([sku.refund for sku in skus]),
            lead_days=np.array([sku.lead_days for sku in skus]),
            role=tuple(sku.role for sku in skus),
            early=scenario.refunds.pre_ship,
            rate_bp=fees.fee_bp + fees.comm_bp,
            ship_fen=fees.ship_fen,
            return_fen=fees.return_fen,
            hold_bp=fees.hold_bp,
        )

    @classmethod
    def from_shop(
        cls, shop: Shop, lead_days: int | Mapping[str, int] = USUAL_LEAD, **costs: int
    ) -> Pieces:
        """What the pieces of a merchant earn by its product list and hour table.

        The income of a piece is what its buyers paid, on average (GMV per piece); a SKU that never
        sold counts at its list price. Roles are those of the shelf where one was told. lead_days:
        of all SKUs, or by SKU. costs: ``ship_fen``, ``return_fen``, ``hold_bp``, which no table
        tells; by default the course's own.

        Raises CaopanError where a table is missing.

        >>> from caopan.diagnosis import Shop
        >>> Pieces.from_shop(Shop.of("liuyi"), lead_days=3).lead_days[:2]
        array([3, 3])
        """
        goods = shop.table("product").drop_duplicates("sku_id").set_index("sku_id").sort_index()
        sold = shop.table("goods_hour").groupby("sku_id")[["units", "gmv_fen"]].sum()
        sold = sold.reindex(goods.index, fill_value=0)
        names = [str(name) for name in goods.index]
        units = sold["units"].to_numpy(np.int64)
        paid = sold["gmv_fen"].to_numpy(np.int64) // np.maximum(units, 1)
        leads = (
            np.array([lead_days.get(name, USUAL_LEAD) for name in names])
            if isinstance(lead_days, Mapping)
            else np.full(len(names), lead_days)
        )
        told = {}
        if "shelf" in shop.frames:
            rows = shop.table("shelf").drop_duplicates("sku_id")
            told = dict(zip(rows["sku_id"].astype(str), rows["role"].astype(str), strict=True))
        return cls(
            sku_id=tuple(names),
            income_fen=np.where(units > 0, paid, goods["unit_list_fen"].to_numpy(np.int64)),
            cost_fen=goods["unit_cost_fen"].to_numpy(np.int64),
            refund=goods["exp_refund_bp"].to_numpy(np.float64) / 10_000,
            lead_days=leads,
            role=tuple(told.get(name, "profit") for name in names) if told else (),
            rate_bp=int((goods["fee_bp"] + goods["comm_bp"]).iloc[0]),
            **costs,
        )
