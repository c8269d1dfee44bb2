"""The diagnosis's speed, told in lines; the last one is a JSON object. `make bench-diagnosis`.

The full diagnosis is that of a sample merchant as it lies on the disk: 90 days, six peers, event
tables of three sessions (260,000 rows), 200 bootstrap draws, loading included, figures not.

The daily tables of 1,000 merchants, eight sources each, 28 days on either side, are decomposed at
once, and by a loop over pandas groups that does the same work one merchant and source at a time;
the two must agree to the fen of rounding. One core.
"""

import json
import math
import os
import resource
import sys
from time import perf_counter, process_time

import numpy as np
import pandas as pd

from caopan.diagnosis import CHAIN, FACTORS, Shop, decompose_days, diagnose
from caopan.events import SOURCES

MERCHANT = "liuyi"
DRAWS = 200
DAYS = 28
ROUNDS = 3
RATES = (0.1, 0.9, 2.5, 0.08, 0.15, 0.85, 12_000.0)
"""Each step of the chain over the one before it, about."""


def daily_tables(merchants: int) -> pd.DataFrame:
    """Made-up daily tables: a row per merchant, source and day of both stretches."""
    rng = np.random.default_rng(7)
    key = pd.MultiIndex.from_product(
        [range(merchants), SOURCES, range(2 * DAYS)], names=["merchant", "source", "day"]
    )
    size = np.repeat(rng.lognormal(8, 1, merchants * len(SOURCES)), 2 * DAYS)
    columns = {"impressions": rng.poisson(size)}
    for name, rate in zip(CHAIN[1:], RATES, strict=True):
        drift = np.repeat(rng.lognormal(0, 0.2, 2 * merchants * len(SOURCES)), DAYS)
        columns[name] = rng.poisson(columns[CHAIN[len(columns) - 1]] * rate * drift)
    frame = pd.DataFrame(columns, index=key).reset_index()
    return frame.assign(after=frame["day"] >= DAYS)


def one_by_one(table: pd.DataFrame) -> pd.DataFrame:
    """The same by a loop over groups, with the index's formula written out; terms unrounded."""
    rows = {}
    for key, part in table.groupby(["merchant", "source"]):
        sides = []
        for late in (False, True):
            sums = part.loc[part["after"] == late, list(CHAIN)].sum()
            sides.append([*(sums.iloc[:-1] / DAYS), (2 * int(sums.iloc[-1]) + DAYS) // (2 * DAYS)])
        rows[key] = formula(*sides)
    return pd.DataFrame.from_dict(rows, orient="index", columns=[one.name for one in FACTORS])


def formula(before: list[float], after: list[float]) -> list[float]:
    """Terms of one cell; the first step that is zero on one side takes all."""
    first, last = before[-1], after[-1]
    out = [0.0] * len(FACTORS)
    if min(first, last) <= 0:
        reach = min(
            next((n for n, one in enumerate(side) if one <= 0), 7) for side in (before, after)
        )
        out[reach] = last - first
        return out
    mean = first if first == last else (last - first) / math.log(last / first)
    steps = [math.log(y / x) for x, y in zip(before, after, strict=True)]
    out[: len(steps)] = [mean * (b - a) for a, b in zip([0.0, *steps[:-1]], steps, strict=True)]
    return out


def full() -> tuple[float, float, float]:
    """The full diagnosis: seconds by the wall's clock and by the processor's, megabytes at most."""
    spent = []
    for _ in range(ROUNDS + 1):  # the first one imports
        wall, cpu = perf_counter(), process_time()
        report = diagnose(Shop.of(MERCHANT), draws=DRAWS)
        spent.append((perf_counter() - wall, process_time() - cpu))
    missing = ", ".join(report.undone) or "none"
    many = f"{len(report.outcomes)} steps, not done: {missing}"
    print(f"{MERCHANT}, {DRAWS} draws: {many}; the first time, with imports, {spent[0][0]:.2f} s")
    wall, cpu = (float(np.median(side)) for side in zip(*spent[1:], strict=True))
    return wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> int:
    """Measure and print."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    merchants = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    wall, cpu, memory = full()
    print(
        f"full diagnosis {wall:.2f} s (median of {ROUNDS}; processor {cpu:.2f} s), {memory:.0f} MB"
    )
    table = daily_tables(merchants)
    print(f"{merchants:,} merchants, {len(table):,} rows of {2 * DAYS} days and 8 sources")
    spent = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        found = decompose_days(table, ["merchant", "source"], (DAYS, DAYS))
        spent.append(perf_counter() - begun)
    fast = sorted(spent)[ROUNDS // 2]
    begun = perf_counter()
    slow_terms = one_by_one(table)
    slow = perf_counter() - begun
    worst = float(np.abs(found.drop(columns="change").to_numpy() - slow_terms.to_numpy()).max())
    agree = worst < 1.01
    print(f"at once {fast:.3f} s (median of {ROUNDS}), by a loop over groups {slow:.1f} s")
    print(f"largest difference of a term {worst:.3f} fen: {'they agree' if agree else 'WRONG'}")
    figures = {
        "full_s": round(wall, 2),
        "full_cpu_s": round(cpu, 2),
        "full_mb": round(memory),
        "decompose_1000_s": round(fast, 3),
        "ratio_groupby": round(slow / fast, 1),
    }
    print(json.dumps(figures))
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
