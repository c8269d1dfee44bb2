"""One line on the earnings page: its facts, and how each fen of it was computed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from caopan.commission.earnings_parts import STATE_NAMES, made_part
from caopan.commission.explaining import explain
from caopan.commission.moments import moment_of
from caopan.commission.statement import grouped, ruled
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from caopan.commission.earnings_desk import EarningsDesk
    from caopan.commission.settlement import Due, Settlement


def line_part(desk: EarningsDesk, as_of: datetime, party: str, line_id: str) -> str:
    """How what a party has of a line was computed, as HTML; of all parties in the course's view.

    Raises CaopanError if no such line is settled.
    """
    made = desk.settlement(as_of)
    found = made.lines.index[made.lines["line_id"] == line_id]
    if not len(found):
        raise CaopanError(f"there is no line {line_id!r} at this clock: take one of the table")
    at = int(found[0])
    row = made.lines.iloc[at]
    mine = [one for one in made.dues if _has_part(one, row, party, at)]
    terms = [how for one in mine if (how := _explained(desk, made, one, line_id, at, party))]
    return made_part("line", line_id, _facts(row), terms)


def _has_part(one: Due, row: Any, party: str, at: int) -> bool:
    """Whether a due of the line's contract is the party's; in the course's view what is not 0."""
    if (one.contract_id, one.version) != (row["contract_id"], row["version"]):
        return False
    return one.party == party if party else bool(one.due_fen[at])


def _explained(
    desk: EarningsDesk, made: Settlement, one: Due, line_id: str, at: int, party: str
) -> dict[str, Any] | None:
    """The steps of one due; none where its term does not take the line at all."""
    try:
        how = explain(made, desk.contracts, desk.facts, line_id, one.term, one.party)
    except CaopanError:
        if one.due_fen[at] or one.held_fen[at]:
            raise
        return None
    how = how.for_party() if party else how
    name = ruled(one.term) if party else f"{ruled(one.term)} for {one.party}"
    steps = [_step(step) for step in how.steps]
    return {"name": name, "due": grouped(how.due_fen), "steps": steps}


def _step(step: Any) -> dict[str, str]:
    return {
        "name": step.name,
        "says": step.says,
        "fen": "" if step.fen is None else grouped(step.fen),
    }


def _facts(row: Any) -> list[tuple[str, str]]:
    session = row["session_id"]
    return [
        ("order", str(row["order_id"])),
        ("SKU", str(row["sku_id"])),
        ("session", str(session) if isinstance(session, str) else "outside of sessions"),
        ("bound", f"{moment_of(int(row['bind_us'])):%a %d %b %Y %H:%M:%S}"),
        ("contract", f"{row['contract_id']} v{row['version']}"),
        ("paid", f"{grouped(int(row['pay_fen']))} yuan"),
        ("kept", f"{grouped(int(row['kept_fen']))} yuan"),
        ("state", STATE_NAMES[int(row["state"])]),
    ]
