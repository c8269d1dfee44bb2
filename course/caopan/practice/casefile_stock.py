"""The stock order of the adopted merchant: a further sheet of its case file.

The own order is kept beside the choice of lesson 01. Later lessons ask for it by ``my_order`` and
get the own one, or the reference's where the trainee prefers that one or has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral
from typing import Any, Final, NamedTuple

from caopan.errors import CaopanError
from caopan.practice.adoption import my_merchant
from caopan.practice.casefile import read_part, write_part

FILE: Final = "my_order.json"
MOST: Final = 1_000_000
"""Pieces of a SKU in one order at most; more is a slip of the pen (assumed)."""


class Order(NamedTuple):
    """What is ordered for a fortnight.

    merchant: its short name. orders: pieces by SKU. why: in words. own: whether the trainee wrote
    it; otherwise it is the reference's.
    """

    merchant: str
    orders: dict[str, int]
    why: str
    own: bool

    def __repr__(self) -> str:
        whose = "your order" if self.own else "the reference order"
        rows = [f"{pieces:7,}  {sku}" for sku, pieces in self.orders.items()]
        return "\n".join([f"{self.merchant}, {whose}:", *rows, *([self.why] if self.why else [])])


def keep_order(orders: Mapping[str, int], *, why: str = "") -> Order:
    """Keep the own order of the adopted merchant; a later one replaces it.

    Args:
        orders: pieces by SKU.
        why: what it rests on, in words.

    Raises:
        CaopanError: nobody was adopted, an order is none (it says which), or the folder cannot be
            written.
    """
    kept = _order(my_merchant(), orders, why)
    write_part(FILE, {"merchant": kept.merchant, "orders": kept.orders, "why": kept.why})
    return kept


def my_order(*, reference: bool = False) -> Order:
    """Give the adopted merchant's order: the own one, or the reference's.

    Args:
        reference: take the reference's, though an own one is kept.

    Raises:
        CaopanError: nobody was adopted, or the file was edited by hand.
    """
    merchant = my_merchant()
    kept = None if reference else read_part(FILE, _read, "keep_order")
    # an order for another merchant is not this one's
    return kept if kept and kept.merchant == merchant else _reference(merchant)


def _read(told: Mapping[str, Any]) -> Order:
    return _order(str(told["merchant"]), told["orders"], told["why"])


def _order(merchant: str, orders: Any, why: Any) -> Order:
    if not isinstance(orders, Mapping) or not isinstance(why, str):
        raise CaopanError("orders: a dict of pieces by SKU is asked for, and why in words.")
    known = set(_skus(merchant))
    for sku, pieces in orders.items():
        if sku not in known:
            raise CaopanError(f"orders: {merchant} has no SKU {sku!r}.")
        whole = isinstance(pieces, Integral) and not isinstance(pieces, bool)
        if not whole or not 0 <= int(pieces) <= MOST:
            raise CaopanError(f"orders[{sku!r}] is {pieces!r}: whole pieces from 0 on are asked.")
    return Order(merchant, {str(sku): int(n) for sku, n in orders.items()}, why, own=True)


def _skus(merchant: str) -> list[str]:
    from caopan.events import load

    return [str(sku) for sku in load("product", merchant=merchant)["sku_id"]]


def _reference(merchant: str) -> Order:
    """The heroes' best order by the tables, with nothing lost on what is left."""
    from caopan.diagnosis import Shop
    from caopan.planning import Pieces, estimated_demand, newsvendor

    shop = Shop.of(merchant)
    pieces, demand = Pieces.from_shop(shop), estimated_demand(shop)
    heroes = [
        sku
        for sku, role in zip(pieces.sku_id, pieces.role, strict=False)
        if role == "hero" and sku in demand.sku_id
    ]
    if not heroes:
        raise CaopanError(f"{merchant}: no table tells which SKUs are heroes; keep an own order.")
    found = newsvendor(pieces.only(heroes), demand.only(heroes))
    return Order(merchant, found.orders, "", own=False)
