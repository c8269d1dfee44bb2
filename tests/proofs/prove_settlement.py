"""The engine of settlement beside a slow one that was written from the rules alone.

``make prove-settlement``. Random contracts and histories (``tests/commission/histories.py``), most
of them settled twenty at a time, at several clocks each: dues on each line, what is held,
entries, states, refusals, notices, accounts, and the same facts told to a ``Book`` bit by bit, must
all be equal; no fen may be lost at any clock, on any line or entry. The last line is one JSON
object: ``cases``, ``differences``, ``fen_lost`` and how many cases met each feature.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "commission"))

from book_compare import book_differences
from chances import Seeded
from features import FEATURES, features_of
from histories import LAST, seeded_case, tidied
from settlement_compare import (
    account_differences,
    differences,
    facts_from,
    fast_result,
    merged,
    slow_result,
)
from slow_settle import settle as slow_settle

from caopan.commission import settle

SEED: Final = 9
TOGETHER: Final = 20
"""Cases that are settled in one go; every second lot has no row of a wrong type."""
BATCHES: Final = {"ci": 490, "full": 4_900}
SINGLES: Final = {"ci": 200, "full": 2_000}
"""Cases that are settled alone: only there contracts may take everything, whoever sold it."""
ACCOUNTS: Final = 20
"""Of so many lots, and of single cases, one is paid up cycle by cycle, too."""
SHOWN: Final = 5
PROOF: Final = Path(__file__).with_name("prove_settlement.json")


class Work(NamedTuple):
    """A lot of cases: numbers from ``first`` on."""

    first: int
    many: int
    accounts: bool


@dataclass
class Found:
    """What came of some cases."""

    cases: int = 0
    settlements: int = 0
    lines: int = 0
    accounts: int = 0
    books: int = 0
    lost: int = 0
    differences: list[str] = field(default_factory=list)
    features: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Found") -> None:
        """Sum up."""
        for name in ("cases", "settlements", "lines", "accounts", "books", "lost"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.differences += other.differences
        self.features.update(other.features)


def works(scale: str) -> Iterator[Work]:
    """Lots of a size, then single cases."""
    for number in range(BATCHES[scale]):
        yield Work(number * TOGETHER, TOGETHER, number % ACCOUNTS == 0)
    first = BATCHES[scale] * TOGETHER
    for number in range(SINGLES[scale]):
        yield Work(first + number, 1, number % ACCOUNTS == 0)


def measure(work: Work) -> Found:
    """Settle one lot with both engines."""
    alone = work.many == 1
    cases = [
        seeded_case(SEED, number, wide=alone)
        for number in range(work.first, work.first + work.many)
    ]
    if work.first // TOGETHER % 2:
        cases = [tidied(case) for case in cases]
    clocks = cases[0].clocks if alone else [cases[0].clocks[0], cases[1].clocks[1], LAST]
    found = Found(cases=work.many)
    contracts, tables = merged(cases)
    facts = facts_from(tables)
    met = [set[str]() for _ in cases]
    for clock in clocks:
        slow = [slow_settle(case.contracts, case.tables, clock) for case in cases]
        fast = fast_result(settle(contracts, facts, clock))
        found.differences += _named(clock, differences(slow_result(cases, slow), fast))
        found.lost += fast.lost()
        found.settlements += work.many
        found.lines += len(fast.lines)
        for seen, case, one in zip(met, cases, slow, strict=True):
            seen.update(features_of(case, one))
    for seen in met:
        found.features.update(seen)
    if work.accounts:
        found.accounts += work.many
        found.differences += _named(LAST, account_differences(cases, LAST))
    if alone or work.accounts:
        found.books += work.many
        chances = Seeded(SEED, work.first, 1)
        found.differences += _named(LAST, book_differences(chances, contracts, tables))
    return found


def tried(work: Work) -> Found:
    """The same; what cannot be settled at all is a difference, too."""
    try:
        return measure(work)
    except Exception as problem:
        said = f"{work}: {type(problem).__name__}: {problem}"
        return Found(cases=work.many, differences=[said])


def _named(clock: datetime, found: Sequence[str]) -> list[str]:
    return [f"{clock:%Y-%m-%d %H:%M:%S.%f} {one}" for one in found]


def summary(found: Found, scale: str) -> dict[str, Any]:
    """The proof's figures."""
    return {
        "scale": scale,
        "cases": found.cases,
        "differences": len(found.differences),
        "fen_lost": found.lost,
        "settlements": found.settlements,
        "lines": found.lines,
        "accounts": found.accounts,
        "books": found.books,
        "missed": sorted(FEATURES - set(found.features)),
        "features": dict(sorted(found.features.items())),
    }


def main() -> int:
    """Run the proof; exit code 1 where the engines differ, a fen is lost or a feature missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=tuple(BATCHES), default="ci")
    parser.add_argument("--write", action="store_true", help="keep the figures beside this file")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    begun = time.perf_counter()
    whole = Found()
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        for found in pool.map(tried, works(asked.scale), chunksize=4):
            whole.add(found)
            if found.differences:
                print(*found.differences[:SHOWN], sep="\n", flush=True)
    figures = summary(whole, asked.scale) | {"seconds": round(time.perf_counter() - begun)}
    if asked.write:
        text = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
        PROOF.write_text(text, encoding="utf-8")
    print(json.dumps(figures, ensure_ascii=False))
    return 1 if figures["differences"] or figures["fen_lost"] or figures["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())
