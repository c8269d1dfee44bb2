"""The shelf under caps: the best of all shelves, and what a further SKU or yuan would add."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.planning import choose_shelf, shelf_candidates
from caopan.planning.assortment import MORE_CASH_FEN

ROLES = ("hook", "hero", "profit")


@st.composite
def shelves(draw):
    """Draw up to nine goods and both caps."""
    count = draw(st.integers(2, 8))
    goods = pd.DataFrame(
        {
            "role": [draw(st.sampled_from(ROLES)) for _ in range(count)],
            "value_fen": [draw(st.integers(-50_000, 500_000)) for _ in range(count)],
            "cost_fen": [draw(st.integers(0, 900_000)) for _ in range(count)],
        },
        index=[f"s{k}" for k in range(count)],
    )
    return goods, draw(st.integers(1, 9)), draw(st.integers(0, 3_000_000))


def best_of_all(goods, most, cash, wanted):
    """Try every shelf; None where none keeps to the caps."""
    values = []
    for size in range(min(most, len(goods)) + 1):
        for rows in combinations(range(len(goods)), size):
            some = goods.iloc[list(rows)]
            kept = some["cost_fen"].sum() <= cash
            if kept and all((some["role"] == r).sum() >= n for r, n in wanted.items()):
                values.append(int(some["value_fen"].sum()))
    return max(values, default=None)


@settings(max_examples=20, deadline=None)
@given(shelves())
def test_no_shelf_earns_more(case):
    """Trying every shelf finds none better, and the same worth of one more SKU and more cash."""
    goods, most, cash = case
    wanted = {"hook": 1, "hero": 1}
    best = best_of_all(goods, most, cash, wanted)
    if best is None:
        with pytest.raises(CaopanError, match=r"at_least|most|cash_fen"):
            choose_shelf(goods, most=most, cash_fen=cash)
        return
    found = choose_shelf(goods, most=most, cash_fen=cash)
    assert found.value_fen == best
    chosen = goods.loc[list(found.chosen)]
    assert len(chosen) <= most
    assert found.cash_fen == chosen["cost_fen"].sum() <= cash
    assert found.one_more_fen == best_of_all(goods, most + 1, cash, wanted) - best
    assert found.more_cash_fen == best_of_all(goods, most, cash + MORE_CASH_FEN, wanted) - best
    assert ("number" in found.binding) == (found.one_more_fen > 0)
    unbound = best_of_all(goods, most, int(goods["cost_fen"].sum()), wanted)
    assert ("cash" in found.binding) == (unbound > best)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"at_least": {"halo": 1}}, "1 of role halo are asked for, and 0"),
        ({"most": 1}, "the roles ask for 2 SKUs, and 1"),
        ({"cash_fen": 4}, "cost 0.65 yuan, and 0.04"),
    ],
)
def test_a_shelf_that_cannot_be_says_which_cap(change, said):
    """Each cap that cannot be kept is named, with both numbers."""
    goods = pd.DataFrame(
        {"role": ["hook", "hero"], "value_fen": [-10, 80], "cost_fen": [5, 60]}, index=["a", "b"]
    )
    with pytest.raises(CaopanError, match=said):
        choose_shelf(goods, **{"most": 2, "cash_fen": 100, **change})


def test_goods_that_tell_too_little_are_refused():
    """A missing column, an unknown number, a SKU that stands there twice."""
    goods = pd.DataFrame({"role": ["hero"], "value_fen": [1], "cost_fen": [1]}, index=["a"])
    only = {"most": 1, "cash_fen": 9, "at_least": {}}
    with pytest.raises(CaopanError, match="role"):
        choose_shelf(goods.drop(columns="role"), **only)
    with pytest.raises(CaopanError, match="unknown"):
        choose_shelf(goods.assign(value_fen=[np.nan]), **only)
    with pytest.raises(CaopanError, match="each once"):
        choose_shelf(pd.concat([goods, goods]), **only)
    with pytest.raises(CaopanError, match="0 or more"):
        choose_shelf(goods, most=1, cash_fen=-1)


def test_candidates_come_from_orders():
    """Value is the order's profit in fen, cash its cost; a SKU without a role is refused."""
    from caopan.planning import Demand, Pieces, newsvendor

    pieces = Pieces(("a",), np.array([9_000]), np.array([4_000]), np.zeros(1), np.zeros(1, int))
    found = newsvendor(pieces, Demand(("a",), np.full((1, 1, 1), 10), "played"))
    goods = shelf_candidates(found, {"a": "hero"})
    assert goods.loc["a", "cost_fen"] == 40_000
    assert goods.loc["a", "value_fen"] == round(100 * found.table.loc["a", "profit_yuan"])
    with pytest.raises(CaopanError, match="'a' has none"):
        shelf_candidates(found, {})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=6), st.integers(0, 2), st.data())
def test_a_cap_holds_to_the_fen(costs, short, data):
    """Caps within two fen of what some SKUs cost, however dear: kept, and none left unused."""
    some = data.draw(st.sets(st.sampled_from(range(len(costs))), min_size=1))
    cash = max(sum(costs[at] for at in some) - short, 0)
    values = data.draw(st.lists(st.integers(1, 10**6), min_size=len(costs), max_size=len(costs)))
    goods = pd.DataFrame(
        {"role": "profit", "value_fen": values, "cost_fen": costs},
        index=[f"s{at}" for at in range(len(costs))],
    )
    found = choose_shelf(goods, most=len(costs), cash_fen=cash, at_least={})
    every = range(len(costs))
    best = max(
        sum(values[at] for at in taken)
        for count in range(len(costs) + 1)
        for taken in combinations(every, count)
        if sum(costs[at] for at in taken) <= cash
    )
    assert found.cash_fen <= cash
    assert found.value_fen == best
