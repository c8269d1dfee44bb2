"""Assignment 06, the shelf under caps: which goods, for how much cash, in how many places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from caopan.events.places import folder_of
from caopan.practice.assignment06_shops import pieces_of
from caopan.practice.compare import described
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    import pandas as pd

SKUS: Final = 8
"""SKUs that the shelf may hold."""
CASH_SHARE: Final = 0.6
"""Of the cash that all goods would take, what is there."""
LEAST_ROLES: Final = {"hook": 1, "hero": 1}
POOR: Final = 0.8
"""Part of the best shelf's value up to which a shelf earns no points."""
PULL_YUAN: Final = 3
"""What a hook, or a gift, does for the room, a piece (assumed)."""


class Offer(NamedTuple):
    """What a shelf can be chosen from. goods: ``role``, ``value_fen``, ``cost_fen`` by SKU."""

    goods: pd.DataFrame
    most: int
    cash_fen: int


def offer(merchant: str = "mine") -> Offer:
    """The goods of a shop with what their best orders earn and take in cash, and both caps.

    Heroes can be had here, too. A hook counts what it does for the room: three yuan a piece.

    >>> offer("fanhe").most
    8
    """
    return _offer(merchant, folder_of(merchant))


@lru_cache(maxsize=8)
def _offer(merchant: str, _folder: Path) -> Offer:
    import pandas as pd

    from caopan.diagnosis import Shop
    from caopan.planning import estimated_demand, newsvendor, shelf_candidates

    pieces, demand = pieces_of(merchant), estimated_demand(Shop.of(merchant))
    pieces = pieces.only([sku for sku in pieces.sku_id if sku in demand.sku_id])
    found = newsvendor(pieces, demand.only(pieces.sku_id), substitute=0.0)
    roles = dict(zip(pieces.sku_id, pieces.role, strict=True))
    goods = shelf_candidates(found, roles)
    # hooks and gifts are stocked for what is asked for, whatever they leave
    given = goods["role"].isin(["hook", "gift"])
    mean = np.ceil(demand.only(pieces.sku_id).total.mean(axis=0)).astype(np.int64)
    cost = pd.Series(mean * pieces.cost_fen, index=goods.index)
    room = pd.Series(
        (mean * (pieces.margin_yuan + PULL_YUAN) * 100).astype(np.int64), index=goods.index
    )
    goods = goods.assign(
        cost_fen=goods["cost_fen"].where(~given, cost),
        value_fen=goods["value_fen"].where(~given, room),
    )
    return Offer(goods, SKUS, int(goods["cost_fen"].sum() * CASH_SHARE) // 100_000 * 100_000)


def as_shelf(value: object, goods: pd.DataFrame) -> list[str]:
    """Give the chosen SKUs, or say what is wrong with them.

    Raises:
        AssertionError: no list, a SKU twice, or one that is not offered.
    """
    ok = isinstance(value, list | tuple | set) and all(isinstance(one, str) for one in value)
    assert ok, f"shelf: a list of SKUs is asked for, not {described(value)}."
    chosen = list(value)  # type: ignore[call-overload]
    assert len(set(chosen)) == len(chosen), "shelf: a SKU stands there twice."
    unknown = [sku for sku in chosen if sku not in goods.index]
    assert not unknown, f"shelf: {unknown[0]!r} is not among the goods."
    return [str(sku) for sku in chosen]


def cap_broken(chosen: Sequence[str], given: Offer) -> str:
    """Say which cap a shelf does not keep; empty where it keeps all."""
    goods = given.goods.loc[list(chosen)]
    if len(goods) > given.most:
        return f"shelf: {len(goods)} SKUs, and {given.most} are allowed."
    cash = int(goods["cost_fen"].sum())
    if cash > given.cash_fen:
        there = f"{given.cash_fen / 100:,.0f} are there"
        return f"shelf: its stock takes {cash / 100:,.0f} yuan, and {there}."
    for role, least in LEAST_ROLES.items():
        if (goods["role"] == role).sum() < least:
            return f"shelf: there is no {role} on it."
    return ""


def points_of_shelf(chosen: Sequence[str], given: Offer, maximum: float) -> tuple[float, str]:
    """Points for a shelf: none where a cap is broken, all for the best, in between by its value."""
    from caopan.planning import choose_shelf

    broken = cap_broken(chosen, given)
    if broken:
        return 0.0, broken
    best = choose_shelf(
        given.goods, most=given.most, cash_fen=given.cash_fen, at_least=LEAST_ROLES
    ).value_fen
    part = int(given.goods.loc[list(chosen), "value_fen"].sum()) / best
    points = maximum * min(max((part - POOR) / (1 - POOR), 0.0), 1.0)
    return points, "" if part > 1 - 1e-9 else "shelf: another one that keeps both caps earns more."


@exercise(
    "06-shelf",
    "Try by hand first: the most value for a yuan of cash, until a cap is reached.",
    "choose_shelf(goods, most=..., cash_fen=..., at_least=...) finds the best one.",
    praise="No shelf under these caps earns more.",
)
def _shelf(value: object) -> str | None:
    given = offer("mine")
    try:
        chosen = as_shelf(value, given.goods)
    except AssertionError as problem:
        return str(problem)
    return points_of_shelf(chosen, given, 1.0)[1] or None
