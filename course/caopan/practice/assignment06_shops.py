"""Assignment 06, two shops whose heroes cannot be had: what is asked for, the shelf, the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.events.places import folder_of
from caopan.market.plan import Plan, StockOrder
from caopan.practice.assignment04_shops import own_shops
from caopan.practice.compare import as_numbers, described
from caopan.practice.exercise import exercise

if TYPE_CHECKING:
    from caopan.market.scenario import Scenario
    from caopan.planning.pieces import Pieces

DAYS: Final = 14
LEAD: Final = 3
"""Day of the fortnight on whose morning the order is on the shelf; told to trainees."""
HOLD_BP: Final = 100
"""Holding, in basis points of cost a piece and night: a rented warehouse; told to trainees."""
SHIP_FEN: Final = 500
RETURN_FEN: Final = 900
"""A parcel, and handling a return; told to trainees."""
MOST: Final = 1_000_000
"""Pieces of one order at most: more is a slip of the pen (assumed)."""
NEAR: Final = 0.20
"""Relative error of a forecast up to which it gets all points."""
FAR: Final = 0.50
"""Relative error from which on it gets none; between the two, points fall evenly."""
SALES: Final = 0.05
"""A forecast this near to the last fortnight's sales is those sales."""

Asked = dict[str, dict[str, float]]
Orders = dict[str, dict[str, int]]


def pieces_of(merchant: str) -> Pieces:
    """What pieces of a shop earn by its tables, under the terms of the assignment.

    >>> pieces_of("fanhe").hold_bp
    100
    """
    from caopan.diagnosis import Shop
    from caopan.planning import Pieces

    return Pieces.from_shop(
        Shop.of(merchant),
        lead_days=LEAD,
        hold_bp=HOLD_BP,
        ship_fen=SHIP_FEN,
        return_fen=RETURN_FEN,
    )


def heroes_of(merchant: str) -> list[str]:
    """The heroes of a shop: what its shelf told to be one.

    >>> heroes_of("liuyi")
    ['liuyi-k01', 'liuyi-k02']
    """
    return list(_heroes(merchant, folder_of(merchant)))


@lru_cache(maxsize=16)
def _heroes(merchant: str, _folder: Path) -> tuple[str, ...]:
    pieces = pieces_of(merchant)
    pairs = zip(pieces.sku_id, pieces.role, strict=True)
    return tuple(sku for sku, role in pairs if role == "hero")


def sold_lately(merchant: str) -> dict[str, int]:
    """Pieces of each hero sold on air in the last fortnight of a shop's history.

    >>> sold_lately("gutian")["gutian-k01"]
    1386
    """
    from caopan.diagnosis import Shop

    shop = Shop.of(merchant)
    table = shop.table("goods_hour")
    last = table[shop.day(table["hour_ts"]) >= shop.days - DAYS]
    sums = last.groupby("sku_id")["units"].sum()
    return {sku: int(sums.get(sku, 0)) for sku in heroes_of(merchant)}


def as_asked(value: object, heroes: Mapping[str, Sequence[str]]) -> Asked:
    """Give the demand by shop and hero, or say what is wrong with it.

    Raises:
        AssertionError: a shop or a hero is missing, or its demand is none.

    >>> as_asked({"mine": {"k1": -2}}, {"mine": ["k1"]})
    Traceback (most recent call last):
    ...
    AssertionError: asked['mine']['k1'] is -2: nobody asks for less than nothing.
    """
    given = _by_shop(value, heroes, "asked")
    found = {}
    for name, skus in heroes.items():
        found[name] = as_numbers(given[name], tuple(skus), f"asked[{name!r}]")
        for sku, pieces in found[name].items():
            said = f"asked[{name!r}][{sku!r}] is {pieces:g}: nobody asks for less than nothing."
            assert pieces >= 0, said
    return found


def as_orders(value: object, heroes: Mapping[str, Sequence[str]]) -> Orders:
    """Give the orders by shop, or say what is wrong with them; a hero left out is not ordered.

    Raises:
        AssertionError: a shop is missing, a SKU is no hero of it, or pieces are none.

    >>> as_orders({"mine": {"k1": 1.5}}, {"mine": ["k1"]})
    Traceback (most recent call last):
    ...
    AssertionError: order['mine']['k1'] is 1.5: whole pieces from 0 to 1,000,000 are asked for.
    """
    given = _by_shop(value, heroes, "order")
    found: Orders = {}
    for name, skus in heroes.items():
        one = given[name]
        assert isinstance(one, Mapping), f"order[{name!r}]: a dict of pieces by SKU is asked for."
        for sku, pieces in one.items():
            what = f"order[{name!r}][{sku!r}]"
            assert sku in skus, f"{what}: not a hero of {name}; they are {', '.join(skus)}."
            whole = isinstance(pieces, Integral | np.integer) and not isinstance(pieces, bool)
            said = f"{what} is {described(pieces)}: whole pieces from 0 to {MOST:,} are asked for."
            assert whole, said
            assert 0 <= pieces <= MOST, said
        found[name] = {str(sku): int(n) for sku, n in one.items()}
    return found


def _by_shop(value: object, shops: Mapping[str, Any], what: str) -> dict[str, Any]:
    assert isinstance(value, Mapping), f"{what}: a dict by shop is asked for."
    missing = [name for name in shops if name not in value]
    assert not missing, f"{what}: {missing[0]!r} is missing; your shops are {', '.join(shops)}."
    return dict(value)


def played(scenario: Scenario) -> Scenario:
    """The merchant under the terms of the assignment: a rented warehouse, the told parcels."""
    terms = {"hold_bp": HOLD_BP, "ship_fen": SHIP_FEN, "return_fen": RETURN_FEN}
    fees = scenario.fees.model_copy(update=terms)
    return scenario.model_copy(update={"fees": fees})


def plan_of(orders: Mapping[str, int]) -> Plan:
    """The plan of an order: placed on the evening of day 0.

    >>> plan_of({"k1": 5, "k2": 0}).orders
    (StockOrder(day=0, sku_id='k1', units=5, arrives=None),)
    """
    some = tuple(StockOrder(day=0, sku_id=sku, units=n) for sku, n in orders.items() if n > 0)
    return Plan(name="order", orders=some)


def true_heroes(truth: Mapping[str, Scenario]) -> dict[str, list[str]]:
    """The heroes of each merchant as the simulator knows them.

    >>> from caopan.market import sample
    >>> true_heroes({"mine": sample("liuyi")})
    {'mine': ['liuyi-k01', 'liuyi-k02']}
    """
    return {
        name: [sku.sku_id for sku in one.skus if sku.role == "hero"] for name, one in truth.items()
    }


def reference_order(scenario: Scenario, seeds: Sequence[int]) -> dict[str, int]:
    """The method's own order on the truth: the newsvendor's, of the demand that is played."""
    from caopan.planning import Pieces, newsvendor, played_demand

    heroes = true_heroes({"mine": scenario})["mine"]
    pieces = Pieces.of(played(scenario)).only(heroes).arriving(LEAD)
    return newsvendor(pieces, played_demand(scenario, days=DAYS, seeds=seeds).only(heroes)).orders


def points_of_asked(
    asked: Asked, truth: Mapping[str, Scenario], seeds: Sequence[int], maximum: float
) -> tuple[float, list[str]]:
    """Points for a forecast, and reasons: all up to ``NEAR``, none from ``FAR`` on."""
    from caopan.planning import played_demand

    share, said, count = 0.0, [], sum(len(one) for one in asked.values())
    for name, one in asked.items():
        demand = played_demand(truth[name], days=DAYS, seeds=seeds)
        mean = dict(zip(demand.sku_id, demand.total.mean(axis=0).tolist(), strict=True))
        for sku, told in one.items():
            error = abs(told / mean[sku] - 1)
            got = min(max((FAR - error) / (FAR - NEAR), 0.0), 1.0)
            share += got / count
            if got < 1:
                way = "too little" if told < mean[sku] else "too much"
                said.append(f"{name}, {sku}: {way}, by more than a fifth.")
    return maximum * share, said


def points_of_orders(
    orders: Orders, truth: Mapping[str, Scenario], seeds: Sequence[int], maximum: float
) -> tuple[float, list[str]]:
    """Points for orders that are played beside the method's own order on the truth, and reasons."""
    from caopan.planning import score_plan

    points, said = 0.0, []
    for name, order in orders.items():
        scenario = truth[name]
        score = score_plan(
            played(scenario),
            plan_of(order),
            reference=plan_of(reference_order(scenario, seeds)),
            days=DAYS,
            seeds=seeds,
        )
        points += score.points(maximum) / len(orders)
        gain = score.gain_fen / 100
        said.append(f"{name}: skill {score.skill:.2f}; {gain:,.0f} yuan beside no order at all.")
    return points, said


@exercise(
    "06-asked",
    "What was sold since the supplier stopped says nothing: the shelf was empty. Look at clicks.",
    "estimated_demand(Shop.of('mine')) corrects stock-outs, off-air orders and the calendar; what "
    "does the days' mean say?",
    praise="A demand for each hero; how near it is, the grade will tell.",
)
def _asked(value: object) -> str | None:
    try:
        given = as_asked(value, {name: heroes_of(name) for name in own_shops()})
    except AssertionError as problem:
        return str(problem)
    for name, one in given.items():
        sold = sold_lately(name)
        if all(abs(told - sold[sku]) <= max(SALES * sold[sku], 1) for sku, told in one.items()):
            return f"asked[{name!r}] is what was sold lately, from a shelf that was empty."
    return None


@exercise(
    "06-order",
    "newsvendor(pieces, demand) of the heroes, with the terms of the assignment.",
    "pieces and demand must be of the same SKUs: use .only(heroes[name]) on both.",
    praise="An order that can be placed; what it earns, the grade will tell.",
)
def _order(value: object) -> str | None:
    try:
        as_orders(value, {name: heroes_of(name) for name in own_shops()})
    except AssertionError as problem:
        return str(problem)
    return None
