"""How many pieces to order: the newsvendor's question, from samples of demand.

One order is placed now, arrives after the lead, and has to last to the end of the period. A piece
too few loses what its sale would have left, less what substitutes bring; a piece too many costs its
place in the warehouse, and what is lost on it where it cannot be sold later. The best quantity is
found on the samples themselves, day by day: no distribution is assumed, and pieces that come back
in time are sold again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from caopan.errors import CaopanError
from caopan.planning.demand import Demand
from caopan.planning.pieces import Pieces

if TYPE_CHECKING:
    import pandas as pd

    from caopan.market.inverse import Floats, Ints

SUBSTITUTE: Final = 0.30
"""Share of those who find a SKU sold out and take another card: 20-40 % is the trade's range
(assumed)."""
RESOLD_LAG: Final = 8
"""Days after which a returned piece lies on the shelf again: six to the refund, two to look it over
(assumed)."""


class Rules(NamedTuple):
    """How the game is played; all but the days is told by ``newsvendor``'s arguments.

    demand: (draws, days, SKUs) from the first day on. coming: (days, SKUs) what lies on the shelf
    on the first morning, and what is added on later ones without the order. lead: day on whose
    morning the order is there. back: share of sold pieces that come back to be sold
    again, after ``lag`` days. miss: yuan that a sale leaves beyond what a substitute would. hold:
    yuan a piece and night. lost: yuan lost on a piece that is left at the end.
    """

    demand: Floats
    coming: Floats
    lead: Ints
    back: Floats
    lag: int
    miss: Floats
    hold: Floats
    lost: Floats


class Flow(NamedTuple):
    """What a quantity comes to in each draw: (draws, SKUs). nights: pieces held, over all days."""

    sold: Floats
    left: Floats
    nights: Floats


@dataclass(frozen=True, eq=False)
class Stocking:
    """Orders for many SKUs.

    table: one row a SKU: ``quantity`` to order; ``fractile``, the share of draws in which the order
    should do, by the critical ratio; ``demand``, ``sold``, ``left``, means in pieces;
    ``stock_out``, share of draws in which somebody finds it sold out after the order's arrival;
    ``profit_yuan``, expected of the period, beside selling nothing; ``cost_fen`` of the order.
    rules: the game, for ``profit_at``.
    """

    table: pd.DataFrame
    rules: Rules

    @property
    def orders(self) -> dict[str, int]:
        """Pieces to order by SKU, those of which none are ordered left out."""
        return {str(name): int(n) for name, n in self.table["quantity"].items() if n > 0}

    def profit_at(self, quantity: Ints | Floats) -> Floats:
        """Expected profit in yuan of other quantities, one for each SKU: (SKUs,)."""
        return profit(self.rules, np.asarray(quantity, dtype=np.float64))


def newsvendor(
    pieces: Pieces,
    demand: Demand,
    *,
    stock: Ints | None = None,
    coming: Ints | None = None,
    substitute: float = SUBSTITUTE,
    lost_bp: int | Ints = 0,
    resold_after: int | None = None,
    beyond_yuan: Floats | None = None,
) -> Stocking:
    """Give the best single order of each SKU for the days of ``demand``.

    pieces, demand: of the same SKUs. stock: pieces on hand now, by default none. coming: (days,
    SKUs) what arrives each morning anyway, by default nothing. substitute: share
    of those who find a SKU sold out and take another one, which leaves the average margin of the
    others. lost_bp: what is lost on a piece that is left at the end, of its cost: 0 where it sells
    on, 10,000 where it is worthless; for all SKUs, or for each. resold_after: days until a returned
    piece is sold again (see ``RESOLD_LAG``); None where it comes too late. beyond_yuan: (SKUs,)
    what a sale is worth beyond its own margin: without it nobody would stock a hook, which loses
    on each piece.

    Raises CaopanError where SKUs differ, or a share is none.

    >>> from caopan.market import sample
    >>> from caopan.planning import played_demand
    >>> shop, shelf = sample("yunshi"), Pieces.of(sample("yunshi"))
    >>> asked = played_demand(shop, days=6, seeds=range(8)).only(shelf.sku_id)
    >>> found = newsvendor(shelf, asked)
    >>> bool((found.table["quantity"] >= 0).all()), found.table.index.name
    (True, 'sku_id')
    """
    rules = Rules(
        coming=_coming(demand.pieces.shape[1:], stock, coming),
        **_rules(pieces, demand, substitute, lost_bp, resold_after, beyond_yuan),
    )
    best = _best(rules)
    flow = play_out(rules, best.astype(np.float64))
    reach = np.maximum(rules.demand.shape[1] - rules.lead, 0)
    return Stocking(
        _table(pieces, rules, best, flow, np.clip(_fractile(rules, reach), 0, 1)), rules
    )


def _rules(
    pieces: Pieces,
    demand: Demand,
    substitute: float,
    lost_bp: int | Ints,
    resold_after: int | None,
    beyond_yuan: Floats | None,
) -> dict[str, Any]:
    if pieces.sku_id != demand.sku_id:
        raise CaopanError(
            "pieces and demand are of different SKUs, or in another order: use .only(...) on both"
        )
    lost = np.broadcast_to(np.asarray(lost_bp, dtype=np.int64), np.shape(pieces.cost_fen))
    if not (0 <= substitute <= 1 and ((lost >= 0) & (lost <= 10_000)).all()):
        raise CaopanError("substitute is a share from 0 to 1, lost_bp lies between 0 and 10,000")
    if resold_after is not None and resold_after < 1:
        raise CaopanError(f"resold_after: {resold_after} days; a piece needs one day or more")
    if not demand.pieces.size:
        raise CaopanError("demand: there is no draw, no day or no SKU; give one of each")
    asked = np.asarray(demand.pieces, dtype=np.float64)
    if not (np.isfinite(asked).all() and (asked >= 0).all()):
        raise CaopanError("demand: a number is unknown or negative")
    margin = pieces.margin_yuan
    beyond = np.zeros_like(margin) if beyond_yuan is None else np.asarray(beyond_yuan, float)
    if beyond.shape != margin.shape or not np.isfinite(beyond).all():
        raise CaopanError(f"beyond_yuan: give one number for each of {len(margin)} SKUs")
    return {
        "demand": asked,
        "lead": np.asarray(pieces.lead_days, dtype=np.int64),
        "back": pieces.refund * (1 - pieces.early) * (resold_after is not None),
        "lag": resold_after or 1,
        "miss": margin + beyond - substitute * _others(margin, asked.sum(axis=(0, 1))),
        "hold": pieces.hold_yuan,
        "lost": pieces.cost_fen * lost / 1_000_000,
    }


def _coming(shape: tuple[int, ...], stock: Ints | None, coming: Ints | None) -> Floats:
    days, count = shape
    out = np.zeros((days, count))
    for name, given, wanted in (("stock", stock, (count,)), ("coming", coming, (days, count))):
        if given is None:
            continue
        some = np.asarray(given, dtype=np.float64)
        if some.shape != wanted or not (np.isfinite(some).all() and (some >= 0).all()):
            raise CaopanError(f"{name}: give numbers from 0 on, in the shape {wanted}")
        if name == "stock":
            out[0] += some
        else:
            out += some
    return out


def _others(margin: Floats, weight: Floats) -> Floats:
    """Mean margin of all other SKUs, by their demand; 0 for a SKU that is alone."""
    rest = weight.sum() - weight
    mean: Floats = np.divide(
        (margin * weight).sum() - margin * weight, rest, out=np.zeros_like(margin), where=rest > 0
    )
    return mean


def _fractile(rules: Rules, reach: Ints) -> Floats:
    """Critical ratio: what a needed piece earns, of that and what a piece too many loses.

    Cu = margin beyond a substitute's, less holding to the end; Co = holding and what is lost.
    """
    held = rules.hold * reach
    whole = rules.miss + rules.lost
    ratio: Floats = np.divide(
        rules.miss - held, whole, out=np.zeros_like(whole), where=whole > 1e-12
    )
    return ratio


def play_out(rules: Rules, quantity: Floats) -> Flow:
    """Serve the demand of each draw day by day with an order of ``quantity`` (SKUs,)."""
    draws, days, count = rules.demand.shape
    shelf, total, nights = (np.zeros((draws, count)) for _ in range(3))
    again = bool(rules.back.any())
    sold_on: list[Floats] = []
    for day in range(days):
        shelf += rules.coming[day] + np.where(rules.lead == day, quantity, 0)
        if again and day >= rules.lag:
            shelf += rules.back * sold_on[day - rules.lag]
        sold = np.minimum(shelf, rules.demand[:, day])
        shelf -= sold
        nights += shelf
        total += sold
        if again:
            sold_on.append(sold)
    return Flow(total, shelf, nights)


def profit(rules: Rules, quantity: Floats) -> Floats:
    """Expected profit of a quantity by SKU, in yuan: sales, less holding, less what is lost."""
    flow = play_out(rules, quantity)
    earned: Floats = (
        rules.miss * flow.sold - rules.hold * flow.nights - rules.lost * flow.left
    ).mean(axis=0)
    return earned


def _best(rules: Rules) -> Ints:
    """Halve the range until one piece more earns nothing: profit is concave in the quantity."""
    low = np.zeros(rules.demand.shape[2], dtype=np.int64)
    after = np.arange(rules.demand.shape[1])[:, None] >= rules.lead
    high = np.ceil((rules.demand * after).sum(axis=1).max(axis=0)).astype(np.int64)
    while (low < high).any():
        middle = (low + high) // 2
        gain = profit(rules, middle + 1.0) - profit(rules, middle.astype(np.float64))
        low, high = np.where(gain > 0, middle + 1, low), np.where(gain > 0, high, middle)
        low = np.minimum(low, high)
    return low


def _table(pieces: Pieces, rules: Rules, best: Ints, flow: Flow, ratio: Floats) -> pd.DataFrame:
    import pandas as pd

    whole = rules.demand.sum(axis=1)
    earned = rules.miss * flow.sold - rules.hold * flow.nights - rules.lost * flow.left
    columns: dict[str, Any] = {
        "quantity": best,
        "fractile": ratio,
        "demand": whole.mean(axis=0),
        "sold": flow.sold.mean(axis=0),
        "left": flow.left.mean(axis=0),
        "stock_out": _runs_out(rules, best),
        "profit_yuan": earned.mean(axis=0),
        "cost_fen": best * pieces.cost_fen,
    }
    return pd.DataFrame(columns, index=pd.Index(pieces.sku_id, name="sku_id"))


def _runs_out(rules: Rules, best: Ints) -> Floats:
    """Share of the draws in which an unlimited order would have sold more than this one."""
    plenty = play_out(rules, rules.demand.sum(axis=1).max(axis=0) + 1.0)
    share: Floats = (plenty.sold > play_out(rules, best.astype(np.float64)).sold + 1e-9).mean(
        axis=0
    )
    return share
