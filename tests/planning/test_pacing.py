"""Pacing: no yuan is better spent in another hour, to the fen, and the market agrees."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caopan.errors import CaopanError
from caopan.market import PaidPlan, Plan, play_many, sample
from caopan.planning import pace, paced_plans, split_whole
from caopan.planning.paid_plan import by_price

HOURS = st.dictionaries(
    st.integers(0, 23), st.tuples(st.floats(0.2, 5.0), st.integers(5, 60)), min_size=2, max_size=8
)


@given(HOURS, st.integers(10_000, 10_000_000), st.floats(0.05, 0.9))
@settings(max_examples=30, deadline=None)
def test_no_yuan_is_better_spent_in_another_hour(hours, budget, power):
    """Moving a yuan from any hour to any other brings no more, and the budget is kept."""
    values = {hour: worth for hour, (worth, _) in hours.items()}
    minutes = {hour: length for hour, (_, length) in hours.items()}
    found = pace(values, minutes, budget, power)
    spent = sum(found.hours[hour] * minutes[hour] for hour in minutes)
    assert 0 <= budget * 60 - spent <= sum(minutes.values())

    def gmv(spend):
        return sum(minutes[h] * values[h] * max(spend[h], 0) ** power for h in minutes)

    best = gmv(found.hours)
    for giver in hours:
        for taker in hours:
            moved = dict(found.hours)
            moved[giver] -= 6_000 / minutes[giver]
            moved[taker] += 6_000 / minutes[taker]
            if moved[giver] >= 0:
                assert gmv(moved) <= best * (1 + 1e-6)
    assert found.gain >= -1e-6


@given(HOURS, st.floats(0.05, 0.9))
@settings(max_examples=15, deadline=None)
def test_bounds_hold_and_free_hours_stay_level(hours, power):
    """No hour leaves its bounds; hours within them earn alike at the last yuan."""
    values = {hour: worth for hour, (worth, _) in hours.items()}
    minutes = {hour: length for hour, (_, length) in hours.items()}
    total = sum(minutes.values())
    found = pace(values, minutes, 50_000 * total // 60, power, least_fen=30_000, most_fen=80_000)
    table = found.table
    assert table["fen_per_h"].between(30_000, 80_000).all()
    free = table[table["fen_per_h"].between(30_010, 79_990)]["marginal"]
    if len(free) > 1:
        assert free.max() / free.min() < 1.001


def test_paced_beats_flat_in_the_market():
    """Hours that follow the price of attention sell more for the same money than flat ones."""
    shop = sample("beichen")
    own = shop.paid.plans()
    flat, paced = play_many(
        [(shop, Plan(paid=own)), (shop, Plan(paid=by_price(shop, own)))], days=7, seeds=range(16)
    )
    assert paced.spend_fen.sum() <= flat.spend_fen.sum()
    assert paced.spend_fen.sum() > 0.98 * flat.spend_fen.sum()
    gains = paced.total_fen - flat.total_fen
    assert gains.mean() > 0


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_splitting_loses_no_fen(total, weights):
    """Parts add up, and none is a whole one off its exact share."""
    parts = split_whole(total, weights)
    assert sum(parts) == total
    if sum(weights):
        exact = np.array(weights, dtype=object) * total / sum(weights)
        assert all(abs(part - float(one)) < 1.001 for part, one in zip(parts, exact, strict=True))


def test_plans_keep_their_shares_to_the_fen():
    """Three plans split each hour's budget, and nothing is spent in other hours."""
    plans = [PaidPlan(plan_id=str(n), fen_per_h=fen) for n, fen in enumerate((500, 300, 200))]
    paced = paced_plans(plans, {20: 999, 21: 1_000})
    assert [sum(plan.fen_at(hour) for plan in paced) for hour in (19, 20, 21)] == [0, 999, 1_000]
    assert [plan.fen_at(21) for plan in paced] == [500, 300, 200]


def test_what_cannot_be_paced_is_refused():
    """A budget below the least, an hour without a value, no hour at all."""
    with pytest.raises(CaopanError, match="raise the budget"):
        pace({20: 1.0}, {20: 60}, 100, 0.5, least_fen=1_000)
    with pytest.raises(CaopanError, match="hour 21"):
        pace({20: 1.0}, {20: 60, 21: 60}, 100, 0.5)
    with pytest.raises(CaopanError, match="any hour"):
        pace({}, {}, 100, 0.5)
    with pytest.raises(CaopanError, match="give zero or more"):
        split_whole(-1, [1])
