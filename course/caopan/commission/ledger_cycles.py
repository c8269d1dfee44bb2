"""When accounts are paid up: the cycles of all contracts between two moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from caopan.commission.cycles import cycle_moments
from caopan.commission.moments import us_of

if TYPE_CHECKING:
    from caopan.commission.contract import Contract


def cycles_between(
    contracts: Sequence[Contract], after: datetime | None, until: datetime
) -> dict[int, dict[str, int]]:
    """Cycles within (after, until], in microseconds: which contracts pay, by which version.

    after None: from the beginning of the contracts on.
    """
    found: dict[int, dict[str, int]] = {}
    for contract_id in sorted({one.contract_id for one in contracts}):
        for at, version in cycle_moments(contracts, contract_id, after, until):
            found.setdefault(us_of(at), {})[contract_id] = version
    return found
