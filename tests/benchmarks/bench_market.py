"""The market's speed, told in lines; the last one is a JSON object.  Run by ``make bench-market``.

Each figure is the best of a few runs on one core, but ``round_s``: twelve merchants under two
plans on two cores, as a contest round plays them.  Compiled code is warm, as it is kept on disk.
"""

import json
import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import numpy as np
from test_market import NAMES, fold_sessions, loop_session, reference_shop, timed
from test_market_events import measure_events

from caopan.market import Outcome, Plan, Scenario, baseline, play_many

SEEDS, DAYS, MERCHANTS = 80, 14, 12


def pair(shop: Scenario, seeds: int = SEEDS) -> list[Outcome]:
    """Two plans of a merchant under the same luck."""
    plans = [(shop, baseline(shop)), (shop, Plan(paid_bp=13_000))]
    return play_many(plans, days=DAYS, seeds=range(seeds))


def contest_round(shops: list[Scenario]) -> None:
    """All merchants, two at a time: the kernel leaves Python's lock."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(pair, shops))


def best(call: object, times: int = 5) -> float:
    """The quickest of a few runs: what the machine does when nobody else asks."""
    return min(timed(call) for _ in range(times))  # type: ignore[arg-type]


def main() -> int:
    """Measure and print."""
    shop = reference_shop()
    begun = perf_counter()
    pair(shop, 1)
    print(f"first play, compiled code loaded or made: {perf_counter() - begun:.1f} s")
    pair_s = best(lambda: pair(shop))
    print(f"{SEEDS} pairs x {DAYS} sessions of 4 h, 8 sources, 40 SKUs: {pair_s:.2f} s on one core")
    growth = {seeds: best(lambda n=seeds: pair(shop, n), 2) for seeds in (10, 100, 500)}  # type: ignore[misc]
    per = {2 * seeds: 1000 * spent / (2 * seeds) for seeds, spent in growth.items()}
    print("ms a replicate: " + ", ".join(f"{n}: {ms:.1f}" for n, ms in per.items()))
    shops = [shop.model_copy(update={"luck_key": 77 + n}) for n in range(MERCHANTS)]
    round_s = best(lambda: contest_round(shops), 2)
    print(f"{MERCHANTS} merchants x {SEEDS} x 2 plans: {round_s:.1f} s on two cores")
    calm = reference_shop(calm=True)
    loop_s, fold_s = (
        best(lambda: loop_session(calm, 1), 3),
        best(lambda: fold_sessions(calm, SEEDS)),
    )
    ratio = SEEDS * loop_s / fold_s
    print(
        f"one session: plain loop {loop_s:.2f} s, fold {1000 * fold_s / SEEDS:.2f} ms: {ratio:.0f}x"
    )
    loops, fold = [loop_session(calm, seed) for seed in range(6)], fold_sessions(calm, SEEDS)
    apart = {
        name: float(np.mean([one[name] for one in loops]) / fold[name].mean() - 1) for name in NAMES
    }
    print("loop against fold in mean: " + ", ".join(f"{n} {d:+.2%}" for n, d in apart.items()))
    rows_s = measure_events()
    print(f"events: {rows_s:,.0f} rows a second, played, told and written as tables, one core")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory: {memory:.0f} MB")
    print(
        json.dumps(
            {
                "pair_80x14_s": round(pair_s, 3),
                "round_s": round(round_s, 2),
                "event_rows_per_s": round(rows_s),
                "ratio_loop": round(ratio),
                "ms_per_replicate": {str(n): round(ms, 2) for n, ms in per.items()},
                "memory_mb": round(memory),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
