"""A book that is told the facts bit by bit beside one settlement of all of them."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from chances import Chances
from histories import LAST
from settlement_compare import (
    TABLES,
    Result,
    differences,
    facts_from,
    fast_result,
)
from slow_facts import Tables

from caopan.commission import Book, Contract, settle

Sums = Counter[tuple[Any, ...]]


def parts_of(chances: Chances, tables: Tables, many: int) -> list[Tables]:
    """The tables in so many pieces, cut anywhere: the rows come in no order of time."""
    pieces: list[Tables] = [{} for _ in range(many)]
    for name in TABLES:
        rows = tables.get(name, [])
        cuts = sorted(chances.number(0, len(rows)) for _ in range(many - 1))
        for piece, start, end in zip(pieces, [0, *cuts], [*cuts, len(rows)], strict=True):
            piece[name] = rows[start:end]
    return pieces


def book_differences(chances: Chances, contracts: list[Contract], tables: Tables) -> list[str]:
    """Where a book of all facts, told in pieces at rising clocks, differs from one settlement."""
    many = chances.number(1, 5)
    book, sums = Book(contracts), Counter[tuple[Any, ...]]()
    clock: datetime = LAST - many * timedelta(days=8)
    for number, piece in enumerate(parts_of(chances, tables, many), 1):
        clock = LAST if number == many else clock + timedelta(days=chances.number(0, 8))
        _sum_up(sums, book.add(facts_from(piece), clock).table)
    whole = fast_result(settle(contracts, facts_from(tables), LAST))
    told = fast_result(book.settlement())
    found = differences(_rowless(whole), _rowless(told))
    found += [
        f"sum of deltas {key}: {sums[key]}, settled {fen}"
        for key, fen in _settled(whole).items()
        if sums.pop(key, 0) != fen
    ]
    found += [f"sum of deltas {key}: {fen}, settled nothing" for key, fen in sums.items() if fen]
    return [f"book: {one}" for one in found]


def _sum_up(sums: Sums, table: Any) -> None:
    names = ("contract_id", "version", "term", "party", "line_id", "period")
    columns = [table[name].to_pylist() for name in names]
    for key, fen in zip(zip(*columns, strict=True), table["delta_fen"].to_pylist(), strict=True):
        sums[key] += fen


def _settled(result: Result) -> Sums:
    sums: Sums = Counter()
    for (*where, line_id), fen in result.dues.items():
        sums[*where, line_id, ""] += fen
    for (*where, period, _), fen in result.entries.items():
        sums[*where, "", period] += fen
    return sums


def _rowless(result: Result) -> Result:
    """A piece counts its rows from 0 on: what is refused is compared without its row."""
    refused = Counter[Any]()
    for (table, _, name, code), many in result.refused.items():
        refused[table, 0, name, code] += many
    result.refused = refused
    return result
