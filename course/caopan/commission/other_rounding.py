"""What a line's dues would be if rounded otherwise: cut off, to even, up, or by order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from caopan.commission.explaining import term_of_line
from caopan.commission.rounding import half_up
from caopan.commission.settlement_sheet import COLUMN_OF
from caopan.commission.share_steps import BP, exact
from caopan.commission.terms import Share

if TYPE_CHECKING:
    from caopan.commission.contract import Contract
    from caopan.commission.facts import Facts
    from caopan.commission.settlement import Settlement


def _half_even(part: int, whole: int) -> int:
    low, rest = divmod(part, whole)
    return low + (2 * rest > whole or (2 * rest == whole and low % 2 == 1))


ROUNDINGS: Final[dict[str, Callable[[int, int], int]]] = {
    "cut off to the fen": lambda part, whole: part // whole,
    "rounded half to even": _half_even,
    "rounded up to the fen": lambda part, whole: -(-part // whole),
}
"""Other ways to round, each by line. A way more is half up, once for the whole order."""
BY_ORDER: Final = "rounded once for the order, not by line"


def rounded_otherwise(
    settlement: Settlement, contracts: Sequence[Contract], facts: Facts, order_id: str, column: str
) -> dict[str, int]:
    """What a column of an order would be under each other rounding, in fen.

    column: one of those of ``COLUMN_OF`` but the merchant's. Shares without a cap alone.
    """
    lines = settlement.lines
    sums: dict[str, int] = defaultdict(int)
    exactly: dict[str, int] = defaultdict(int)
    mine = lines.loc[lines["order_id"] == order_id, ["line_id", "contract_id", "version"]]
    for line_id, contract_id, version in mine.itertuples(index=False):
        contract = next(
            one for one in contracts if (one.contract_id, one.version) == (contract_id, version)
        )
        roles = {party.id: party.role for party in contract.parties}
        for term in contract.terms:
            if not isinstance(term, Share) or COLUMN_OF[roles[term.party]] != column:
                continue
            if term.cap_fen is not None:
                return {}
            group = term_of_line(settlement, contracts, facts, line_id, term.name)
            if group:
                part = exact(group.stretches) * group.pays_bp
                exactly[term.name] += part
                for says, way in ROUNDINGS.items():
                    sums[says] += way(part, BP * BP)
    return {**sums, BY_ORDER: sum(half_up(part, BP * BP) for part in exactly.values())}
