"""The data dictionary as a page for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from caopan.events.catalogue import DECLARED, PANEL_TABLES, SMALL_TABLES, relative_path
from caopan.events.columns import Column, Table

if TYPE_CHECKING:
    from caopan.events.cards import Card

HEAD = """\
# Datasets: merchants and the data dictionary

Generated from the schemas in `caopan.events`; change them there, not here.
All merchants are simulated, some after published cases. No figure is a real merchant's.

```python
from caopan.events import load
load("live_session", merchant="{merchant}")
```

- Money is in whole fen (a hundredth of a yuan); rates are in basis points (bp, 100 bp are 1 %).
- Times are in Asia/Shanghai, to the microsecond; a session may cross midnight.
- The tables hold facts only, as they were collected; every metric is derived from them.
- Tables for all days lie in the merchant's folder. Event tables, in its `events/`, cover a few
  sessions; `make build` makes them. Hashes and row counts stand in `datapackage.json`.
- `peer_curves/` is derived: what simulated peers show on the live board, minute by minute, for each
  category, stage and tier of session (`make peer-curves`; read with `caopan.board.curves_for`).
- Where a merchant is large, some tables hold a fixed panel of 1 in k users.
  `load` says so, and `scaled_up(value, frame)` multiplies a sum or count by k.
"""


def readme(cards: Iterable[Card]) -> str:
    """Return the page: the merchants, then each table with all of its columns.

    >>> page = readme([])
    >>> page.count("### ") == len(DECLARED)
    True
    """
    known = list(cards)
    first = known[0].merchant if known else "..."
    parts = [HEAD.format(merchant=first), "## Merchants\n", _merchants(known), "## Tables\n"]
    return "\n".join([*parts, *(_table(table) for table in DECLARED.values())])


def _row(cells: Iterable[str]) -> str:
    escaped = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _grid(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _merchants(cards: list[Card]) -> str:
    head = ["merchant", "name", "sells", "from", "days", "sessions with events", "panel (1 in k)"]
    rows = (
        [
            f"`{card.merchant}`",
            f"{card.name_en} ({card.name_zh})",
            card.category,
            card.first_day.isoformat(),
            str(card.days),
            ", ".join(f"`{name}`" for name in card.event_sessions) or "none",
            str(card.panel_one_in),
        ]
        for card in cards
    )
    # the whole story stands on the card; a list takes its first paragraph
    stories = "\n".join(f"- **{card.name_en}** ({card.place}): {card.summary}" for card in cards)
    return f"{_grid(head, rows)}\n{stories}\n"


def _table(table: Table) -> str:
    head = ["column", "type", "unit", "range", "meaning", "trap"]
    grid = _grid(head, (_column(column) for column in table.columns))
    return f"### `{table.name}`: {table.title}\n\n{_about(table)}\n\n{grid}"


def _about(table: Table) -> str:
    days = "all days" if table.name in SMALL_TABLES else "some sessions"
    users = ", panel users only" if table.name in PANEL_TABLES else ""
    where = f"`{relative_path(table.name)}`, {days}{users}."
    key = f"Key: {', '.join(f'`{name}`' for name in table.key)}."
    rules = "".join(f" Rule: {rule.sentence}." for rule in table.rules)
    return f"{table.grain[0].upper()}{table.grain[1:]}. {where} {key}{rules}"


def _column(column: Column) -> list[str]:
    kind = f"{column.dtype}, may be null" if column.null else column.dtype
    meaning = f"**{column.title}**. {column.meaning}"
    return [f"`{column.name}`", kind, column.unit, column.range or "any", meaning, column.trap]
