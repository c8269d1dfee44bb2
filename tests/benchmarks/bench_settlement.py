"""The settlement's speed, told in lines; the last one is a JSON object. `make bench-settlement`.

A million lines with coupons, a third of them refunded (in part, some twice), a ladder contract and
five parties beside the merchant are settled from frames on one core, beside DuckDB on one thread
(the same rules as SQL) and a plain loop over Decimals (on a tenth, counted tenfold); all dues must
be equal to the fen. A book then takes in days of 10,000 new events. Ten million lines are settled
where the machine has the memory, else four. Seconds are those of the processor; the ledger's, which
waits for the disk, are those of the clock. Of some rounds the quickest counts.

Growth is told twice: in seconds of our own code, and with those of the kernel, which hands out
memory: a million lines find theirs in use already, ten million are given most of theirs for the
first time, and a virtual machine may have to ask its host for each page of it.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from settlement_facts import contract, facts
from settlement_peers import PARTIES, by_decimals, by_duckdb, compared, fetched, opened

from caopan.commission import Book, Facts, Ledger, Settlement, settle
from caopan.commission.moments import moment

MILLION = 1_000_000
DAYS = 7
NEW_LINES = 4_200
"""Lines of a day: with their deliveries and refunds 10,000 events."""
CLOCK = moment("2022-02-28")
ROUNDS = 3
ROOM_GB = 14
"""Free memory that ten million lines ask for."""


def quickest(work: Callable[[], object]) -> float:
    """Least seconds of some rounds, of this process alone: what else runs only adds to it."""
    took = []
    for _ in range(ROUNDS):
        begun = process_time()
        work()
        took.append(process_time() - begun)
    return min(took)


def dues_by_line(found: Settlement) -> dict[str, np.ndarray]:
    """Each party's dues in the order of line_id."""
    order = np.argsort(found.lines["line_id"].to_numpy())
    dues = {one: np.zeros(len(order), np.int64) for one in PARTIES}
    for one in found.dues:
        dues[one.party] += one.due_fen[order]
    return dues


def peers(whole: Facts, found: Settlement, full_s: float) -> tuple[float, float]:
    """How many times as long a loop over Decimals and DuckDB take."""
    database = opened(whole)
    duckdb_s = quickest(lambda: by_duckdb(database, CLOCK))
    table = fetched(database)
    differ = compared(table, dues_by_line(found))
    state = found.lines.set_index("line_id")["state"].sort_index()
    differ += int((table["state"].to_numpy() != state.to_numpy()).sum())
    differ += int(table["held"].sum()) - found.held("anchor") - found.held("mcn")
    database.close()
    tenth = facts(MILLION // 10, seed=1)
    begun = process_time()
    slow = by_decimals(tenth, CLOCK)
    decimal_s = 10 * (process_time() - begun)
    dues = dues_by_line(settle([contract()], tenth, CLOCK))
    for one in PARTIES:
        differ += int((np.array([slow[name][one] for name in sorted(slow)]) != dues[one]).sum())
    if differ:
        sys.exit(f"{differ} dues differ from the peers'; all must be equal to the fen")
    print(f"DuckDB, one thread: {duckdb_s:.2f} s; Decimals: {decimal_s:.0f} s; all dues equal")
    return decimal_s / full_s, duckdb_s / full_s


def day(number: int) -> Facts:
    """10,000 new events; sessions are known already."""
    new = facts(NEW_LINES, 100 + number, first=(1_000 + number) * 10_000, last_days=1)
    return replace(new, sessions=Facts(lines=new.lines).sessions)


def days(whole: Facts) -> tuple[list[float], int]:
    """Seconds of each further day of a book, and its events."""
    book, took, events = Book([contract()]), [], 0
    book.add(whole, CLOCK)
    for number in range(DAYS):
        new = day(number)
        events = len(new.lines) + len(new.refunds) + len(new.deliveries)
        begun = process_time()
        book.add(new, CLOCK + timedelta(days=number + 1))
        took.append(process_time() - begun)
    last = book.settlement()
    if last.leak_fen():
        sys.exit("the book lost money")
    return took, events


def posted(whole: Facts) -> tuple[float, list[float]]:
    """Seconds of the clock of posting all, then each further day, with batches and journal."""
    with TemporaryDirectory() as folder, Ledger.open(folder, [contract()]) as ledger:
        begun = perf_counter()
        ledger.post(whole, CLOCK)
        first, took = perf_counter() - begun, []
        for number in range(DAYS):
            new = day(number)
            begun = perf_counter()
            ledger.post(new, CLOCK + timedelta(hours=number + 1))
            took.append(perf_counter() - begun)
    return first, took


def settled_s(whole: Facts) -> np.ndarray:
    """Seconds of one settlement, in our own code and in the kernel."""
    begun = resource.getrusage(resource.RUSAGE_SELF)
    settle([contract()], whole, CLOCK)
    ended = resource.getrusage(resource.RUSAGE_SELF)
    return np.array([ended.ru_utime - begun.ru_utime, ended.ru_stime - begun.ru_stime])


def linear(whole: Facts) -> tuple[np.ndarray, np.ndarray, int]:
    """Seconds of a million lines, of a million out of many, and how many millions those were."""
    one = np.min([settled_s(whole) for _ in range(ROUNDS)], axis=0)
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    millions = 10 if free > ROOM_GB else 4
    return one, settled_s(facts(millions * MILLION)) / millions, millions


def main() -> None:
    """Measure and say it."""
    settle([contract()], facts(1_000), CLOCK)  # compiled code is read from disk
    whole = facts(MILLION)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    full_s = quickest(lambda: settle([contract()], whole, CLOCK))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refunded = len(whole.refunds)
    print(f"{MILLION:,} lines, {refunded:,} refunds, six parties: {full_s:.2f} s")
    print(f"memory: {memory / 1024:.0f} MB, of which {before / 1024:.0f} MB hold the frames")
    ratio_decimal, ratio_duckdb = peers(whole, settle([contract()], whole, CLOCK), full_s)
    took, events = days(whole)
    print(f"a day of {events:,} events: {1_000 * float(np.median(took[1:])):.0f} ms, ", end="")
    print(f"the first one {1_000 * took[0]:.0f} ms")
    ledger_s, committed = min((posted(whole) for _ in range(ROUNDS)), key=lambda one: one[0])
    committed_ms = 1_000 * float(np.median(committed[1:]))
    print(
        f"with parquet and journal: {ledger_s:.2f} s; a day committed: {committed_ms:.0f} ms, ",
        end="",
    )
    print(f"the first one {1_000 * committed[0]:.0f} ms")
    one, many, millions = linear(whole)
    print(f"a million lines: {one[0]:.2f} s of our code, {one[1]:.2f} s of the kernel; ", end="")
    print(f"of {millions} million, each million: {many[0]:.2f} s and {many[1]:.2f} s")
    told = {
        "full_1m_s": round(full_s, 2),
        "full_ledger_s": round(ledger_s, 2),
        "day_ms": round(1_000 * float(np.median(took[1:])), 1),
        "day_committed_ms": round(committed_ms, 1),
        "memory_mb": round(memory / 1024),
        "ratio_decimal": round(ratio_decimal, 1),
        "ratio_duckdb": round(ratio_duckdb, 2),
        f"linear_{millions}m": round(many[0] / one[0], 2),
        f"linear_{millions}m_with_kernel": round(many.sum() / one.sum(), 2),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
