"""Planning's speed, told in lines; the last one is a JSON object. `make bench-planning`.

A fortnight's plan of the sample merchant with the longest shelf is scored on 80 pairs, both sides
played. 100 SKUs with 80 seeds of 14 days are stocked at once, and by trying every quantity; both
must come to the same profit. A rundown of 60 SKUs over eight hours is made. The reference plan of
a sample merchant is searched for with a budget of five minutes, diagnosis included, on one core.
"""

import json
import sys
from collections.abc import Callable
from time import perf_counter

import numpy as np
import pandas as pd

from caopan.market import SAMPLES, Plan, as_found
from caopan.planning import make_rundown, newsvendor, reference_plan, score_plan
from caopan.planning.demand import Demand
from caopan.planning.pieces import Pieces
from caopan.planning.scoring import PAIRS

SKUS, SEEDS, DAYS = 100, 80, 14
BUDGET_S = 300.0
ROUNDS = 5
ROLES = ("hook", "hero", "profit", "profit", "profit", "halo")


def scored() -> float:
    """Median seconds of scoring one plan on 80 pairs."""
    name = max(SAMPLES, key=lambda one: len(as_found(one).skus))
    shop, plan = as_found(name), Plan(paid_bp=9_000, hype=0.2)
    return median(lambda: score_plan(shop, plan, reference=10_000_000))


def stocked() -> tuple[float, float]:
    """Median milliseconds of stocking 100 SKUs, and how much longer trying every quantity takes."""
    rng = np.random.default_rng(0)
    level = rng.uniform(1, 60, SKUS)
    asked = rng.poisson(level * np.exp(rng.normal(0, 0.3, (SEEDS, DAYS, 1))))
    cost = rng.integers(2_000, 20_000, SKUS)
    names = tuple(f"s{n:03d}" for n in range(SKUS))
    goods = Pieces(
        names,
        income_fen=cost * 2,
        cost_fen=cost,
        refund=rng.uniform(0.05, 0.45, SKUS),
        lead_days=rng.integers(1, 5, SKUS),
    )
    demand = Demand(names, asked, "played")
    found = newsvendor(goods, demand, lost_bp=3_000)
    begun = perf_counter()
    most = int(asked.sum(axis=1).max())
    best = np.max([found.profit_at(np.full(SKUS, n)) for n in range(most + 1)], axis=0)
    slow = perf_counter() - begun
    if not np.allclose(best, found.table["profit_yuan"].astype(float), atol=0.02):
        sys.exit("both ways of stocking must come to the same profit")
    fast = median(lambda: newsvendor(goods, demand, lost_bp=3_000))
    return 1_000 * fast, slow / fast


def run_down() -> float:
    """Median seconds of a rundown of 60 SKUs over eight hours."""
    rng = np.random.default_rng(1)
    goods = pd.DataFrame(
        {"role": [ROLES[n % len(ROLES)] for n in range(60)], "rate_yuan": rng.uniform(1, 40, 60)},
        index=[f"s{n:02d}" for n in range(60)],
    )
    return median(lambda: make_rundown(goods, minutes=480, start_min=14 * 60))


def searched() -> float:
    """Seconds of the search for a reference plan with the longest budget."""
    begun = perf_counter()
    found = reference_plan("liuyi", BUDGET_S)
    took = perf_counter() - begun
    print(f"reference plan: {took:.0f} s, {found.tried} plans; {', '.join(found.names)}")
    return took


def median(work: Callable[[], object]) -> float:
    """Median seconds of some rounds, the first one not counted."""
    took = []
    for _ in range(ROUNDS + 1):
        begun = perf_counter()
        work()
        took.append(perf_counter() - begun)
    return float(np.median(took[1:]))


def main() -> None:
    """Measure and say it."""
    score_s = scored()
    print(f"scoring a plan of 14 days on {PAIRS} pairs, both sides played: {score_s:.2f} s")
    stock_ms, ratio = stocked()
    print(f"stocking {SKUS} SKUs: {stock_ms:.1f} ms; trying every quantity: {ratio:.0f} times that")
    rundown_s = run_down()
    print(f"a rundown of 60 SKUs over 8 hours: {rundown_s:.3f} s")
    reference_s = searched()
    told = {
        "score_s": round(score_s, 2),
        "stock_100_ms": round(stock_ms, 1),
        "rundown_s": round(rundown_s, 3),
        "reference_s": round(reference_s, 1),
        "ratio_every_quantity": round(ratio, 1),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
