"""The speed of the event tables: played, told and written.

Figures: ``make bench-market``, whose last line is JSON.
"""

import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from caopan.events import write_tables
from caopan.events.catalogue import EVENT_TABLES
from caopan.market import Scenario, card_of, history, sample


def big_room() -> Scenario:
    """A large sample at its full size, told for every user and not for a panel."""
    shop = sample("fanhe")
    grown = shop.calendar.model_copy(update={"start": 1.0})
    days = {"days": 14, "event_days": (4, 11, 12), "panel_one_in": 1}
    return shop.model_copy(update={"calendar": grown} | days)


def told_and_written(shop: Scenario, folder: Path) -> int:
    """Play 14 days, tell three sessions, write all tables; returns the rows of event tables."""
    tables = history(shop)
    write_tables(tables, folder, card_of(shop))
    return sum(len(frame) for name, frame in tables.items() if name in EVENT_TABLES)


def measure_events(times: int = 3) -> float:
    """Rows of event tables a second on one core, the best of ``times`` runs in warm code.

    Everything is inside: the fold of all 14 days, the hour tables, the dealing of people, the rows,
    and ``write_tables``.
    """
    shop = big_room()
    best = 0.0
    with tempfile.TemporaryDirectory() as folder:
        told_and_written(shop, Path(folder))
        for _ in range(times):
            begun = perf_counter()
            rows = told_and_written(shop, Path(folder))
            best = max(best, rows / (perf_counter() - begun))
    return best


def test_market_event_tables(benchmark: Any, tmp_path: Path) -> None:
    """A big room's three sessions: more than a million rows."""
    rows = benchmark.pedantic(
        lambda: told_and_written(big_room(), tmp_path), rounds=2, iterations=1
    )
    assert rows > 1_000_000
    if benchmark.stats:
        benchmark.extra_info["event_rows_per_s"] = round(rows / benchmark.stats.stats.min)
