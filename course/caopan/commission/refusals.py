"""What was refused, row by row, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from caopan.commission.folding import CLAIMED_TWICE
from caopan.commission.intake import CODE, CODES, FIELDS
from caopan.commission.settlement import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from caopan.commission.state import State
    from caopan.commission.store import Store

REASONS: Final = {
    "not_whole": "it must be given, as a whole number, an id or a moment; mend the row",
    "negative": "an amount is not below zero, and pieces are at least one; mend the row",
    "coupons": "pay_fen is not list_fen less the coupons; mend one of them",
    "too_large": "more than 10^10 fen, 10^6 pieces or 100 % on one row; check the unit",
    "unknown_session": "no such session is in sessions; add it, or mend the id",
    "unknown_kind": "no such kind; give goods, freight, price_protection, compensation or void",
    "changed_event": "an earlier row with this event_id says something else; give a new one",
    "unknown_line": "the line is not known; it counts once the line comes",
    "unpaid_line": "the line is not paid; it counts once it is",
    "before_payment": "it lies before the line was paid; mend ts",
    "above_paid": "with it more would go back than was paid or bought; mend the amount or qty",
    "two_contracts": "two contracts take this line; part their scopes or their dates",
}
_FIELD_OF: Final = {
    "unknown_session": "session_id",
    "changed_event": "event_id",
    "unknown_line": "line_id",
    "unpaid_line": "line_id",
    "before_payment": "ts",
    "above_paid": "amount_fen",
    "two_contracts": "line_id",
}


def refused_of(store: Store, state: State, refunds: NDArray[Any], clock: int) -> list[Refused]:
    """All known rows that do not settle at the clock. refunds: why its line refuses each."""
    found = list(_lines(store, state, clock))
    found += _told(store, "refunds", _refunds(store, refunds, clock), clock)
    table = store.tables["deliveries"]
    if len(table):
        why = table["why"].copy()
        why[(why == 0) & (state["row"][table["line"]] < 0)] = CODE["unknown_line"]
        found += _told(store, "deliveries", why, clock)
    why = store.spend_why()
    why[(why == 0) & (store.repeated["spend"] == 2)] = CODE["changed_event"]
    found += _told(store, "spend", why, clock)
    for table_name, row, name, field, code in store.broken:
        found.append(Refused(table_name, row, name, field, code, REASONS[code]))
    return found


def _lines(store: Store, state: State, clock: int) -> Iterator[Refused]:
    table = store.tables["lines"]
    session = table["session"]
    why = table["why"].copy()
    why[(session >= 0) & ~store.session_columns()[0][session] & (why == 0)] = CODE[
        "unknown_session"
    ]
    twice = state["row"][state["version"] == CLAIMED_TWICE]
    why[twice] = CODE["two_contracts"]
    yield from _told(store, "lines", why, clock)


def _refunds(store: Store, judged: NDArray[Any], clock: int) -> NDArray[Any]:
    table = store.tables["refunds"]
    repeated = store.repeated["refunds"]
    told = judged.copy()
    told[(repeated != 0) | (table["ts"] > clock)] = 0
    told[repeated == 2] = CODE["changed_event"]
    return np.where(table["why"] > 0, table["why"], told)


def _told(store: Store, name: str, why: NDArray[Any], clock: int) -> Iterator[Refused]:
    table = store.tables[name]
    ids = {"refunds": store.event_ids, "spend": store.spend_ids}.get(name, store.line_ids)
    key = "event" if name in ("refunds", "spend") else "line"
    for row in np.flatnonzero((why > 0) & (table["arrive"] <= clock)).tolist():
        code = CODES[why[row]]
        field = FIELDS[table["field"][row]] if table["why"][row] else _FIELD_OF[code]
        named = ids.text(int(table[key][row]))
        yield Refused(name, row, named, field, code, REASONS[code])
