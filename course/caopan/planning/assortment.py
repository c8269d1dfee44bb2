"""Which SKUs to put on the shelf: the most value under a cap on their number and on cash.

A whole-number programme (scipy's ``milp``): each SKU is taken or left; roles have their least
numbers, because a shelf without a hook or a hero does not work however much its goods earn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.market.inverse import Floats, Ints
    from caopan.planning.stocking import Stocking

AT_LEAST: Final = {"hook": 1, "hero": 1}
"""Least number of SKUs of a role (assumed)."""
MORE_CASH_FEN: Final = 1_000_000
"""The step by which further cash is valued: 10,000 yuan."""


@dataclass(frozen=True)
class Shelf:
    """The shelf that was chosen. Money in whole fen.

    chosen: SKUs, in the table's order. value_fen: what they earn; cash_fen: what their stock costs.
    binding: caps that hold it back, of "number" and "cash", and roles taken for their least number
    only, such as "hook". one_more_fen: what one more SKU would add; more_cash_fen: what 10,000 yuan
    more would.
    """

    chosen: tuple[str, ...]
    value_fen: int
    cash_fen: int
    binding: tuple[str, ...]
    one_more_fen: int
    more_cash_fen: int


def shelf_candidates(stocking: Stocking, roles: Mapping[str, str]) -> pd.DataFrame:
    """Make the table for ``choose_shelf`` from best orders; SKUs of which none are ordered cost 0.

    roles: by SKU. value_fen is the expected profit of the best order, cost_fen what it costs.
    Raises CaopanError where a SKU has no role.
    """
    table = stocking.table
    missing = [str(name) for name in table.index if name not in roles]
    if missing:
        raise CaopanError(f"roles: {missing[0]!r} has none; say which it is")
    value = (table["profit_yuan"] * 100).round().astype("int64")
    return table[["cost_fen"]].assign(role=[roles[str(n)] for n in table.index], value_fen=value)


def choose_shelf(
    goods: pd.DataFrame,
    *,
    most: int,
    cash_fen: int,
    at_least: Mapping[str, int] | None = None,
) -> Shelf:
    """Choose the SKUs that earn most under both caps.

    goods: one row a SKU (index), with ``role``, ``value_fen`` (expected profit; may be negative)
    and ``cost_fen`` (cash that its stock takes). most: SKUs at most. at_least: by role, by default
    one hook and one hero.

    Raises CaopanError where no shelf keeps to the caps, saying which one does not.

    >>> import pandas as pd
    >>> roles = ["hook", "hero", "profit"]
    >>> money = {"value_fen": [-10, 80, 50], "cost_fen": [5, 60, 30]}
    >>> goods = pd.DataFrame({"role": roles, **money}, index=["a", "b", "c"])
    >>> choose_shelf(goods, most=2, cash_fen=100).chosen
    ('a', 'b')
    """
    wanted = AT_LEAST if at_least is None else at_least
    _check(goods, most, cash_fen, wanted)
    taken = _solve(goods, most, cash_fen, wanted)
    if taken is None:
        raise CaopanError(_why_not(goods, most, cash_fen, wanted))
    value = _sum(goods, "value_fen", taken)
    one_more = _worth(goods, most + 1, cash_fen, wanted) - value
    more_cash = _worth(goods, most, cash_fen + MORE_CASH_FEN, wanted) - value
    binding = [
        *(["number"] if one_more > 0 else []),
        *(["cash"] if _worth(goods, most, _all_cash(goods), wanted) > value else []),
        *(
            role
            for role in wanted
            if _worth(goods, most, cash_fen, {**wanted, role: max(wanted[role] - 1, 0)}) > value
        ),
    ]
    chosen = tuple(str(name) for name in goods.index[taken])
    return Shelf(chosen, value, _sum(goods, "cost_fen", taken), tuple(binding), one_more, more_cash)


def _check(goods: pd.DataFrame, most: int, cash_fen: int, wanted: Mapping[str, int]) -> None:
    missing = [name for name in ("role", "value_fen", "cost_fen") if name not in goods]
    if missing:
        raise CaopanError(f"goods: the column {missing[0]!r} is missing")
    if not len(goods) or goods.index.has_duplicates:
        raise CaopanError("goods: give at least one SKU, and each once")
    if goods[["role", "value_fen", "cost_fen"]].isna().any(axis=None):
        raise CaopanError("goods: a role or a number is unknown; fill it in")
    if (goods["cost_fen"] < 0).any() or cash_fen < 0 or most < 1:
        raise CaopanError("most is 1 or more, cash_fen and cost_fen are 0 or more")
    if any(least < 0 for least in wanted.values()):
        raise CaopanError("at_least: a least number is 0 or more")


def _solve(goods: pd.DataFrame, most: int, cash_fen: int, wanted: Mapping[str, int]) -> Ints | None:
    """Row numbers of the best shelf; None where there is none."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    value, cost = (goods[c].to_numpy(np.float64) for c in ("value_fen", "cost_fen"))
    unit = max(float(cash_fen), 1.0)  # money in parts of the cap: the solver rounds there
    rows: list[Floats] = [np.ones(len(goods)), cost / unit]
    low, high = [0.0, 0.0], [float(most), (cash_fen + 0.5) / unit]
    for role, least in wanted.items():
        rows.append(np.asarray(goods["role"] == role, dtype=np.float64))
        low.append(float(least))
        high.append(np.inf)
    while True:
        found = milp(
            -value / max(float(np.abs(value).max()), 1.0),
            integrality=np.ones(len(goods)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(np.array(rows), low, high),
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None:
            return None
        taken: Ints = np.flatnonzero(np.round(found.x) > 0)
        if _sum(goods, "cost_fen", taken) <= cash_fen:
            return taken
        # a few fen too dear, which the solver takes for rounding: this very shelf is ruled out
        this = -np.ones(len(goods))
        this[taken] = 1.0
        rows.append(this)
        low.append(-np.inf)
        high.append(len(taken) - 1.0)


def _worth(goods: pd.DataFrame, most: int, cash_fen: int, wanted: Mapping[str, int]) -> int:
    taken = _solve(goods, most, cash_fen, wanted)
    return 0 if taken is None else _sum(goods, "value_fen", taken)


def _sum(goods: pd.DataFrame, column: str, taken: Ints) -> int:
    return sum(int(one) for one in goods[column].to_numpy()[taken])


def _all_cash(goods: pd.DataFrame) -> int:
    return int(goods["cost_fen"].sum())


def _why_not(goods: pd.DataFrame, most: int, cash_fen: int, wanted: Mapping[str, int]) -> str:
    """Which cap cannot be kept, in words."""
    for role, least in wanted.items():
        there = int((goods["role"] == role).sum())
        if there < least:
            return f"at_least: {least} of role {role} are asked for, and {there} are there"
    needed = sum(wanted.values())
    if needed > most:
        return f"most: the roles ask for {needed} SKUs, and {most} are allowed"
    cheapest = sum(
        int(cost)
        for role, least in wanted.items()
        for cost in sorted(goods.loc[goods["role"] == role, "cost_fen"])[:least]
    )
    return (
        f"cash_fen: the cheapest SKUs of the roles asked for cost {cheapest / 100:,.2f} yuan, "
        f"and {cash_fen / 100:,.2f} yuan are there"
    )
