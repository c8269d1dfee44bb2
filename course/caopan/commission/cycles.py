"""When accounts are paid up: the cycles of a contract, whichever version is in force."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from caopan.commission.moments import moment_of, us_of
from caopan.commission.periods import EVERY, cycle_at
from caopan.errors import CaopanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caopan.commission.contract import Contract


def cycle_moments(
    contracts: Sequence[Contract],
    contract_id: str,
    after: datetime | None,
    until: datetime,
) -> list[tuple[datetime, int]]:
    """Cycles of a contract in (after, until], each with the version in force then, rising.

    after None: from the first effective_from on, that moment included. After the end of a contract
    the cycles of its last version go on, for what is confirmed later must be paid, too. Raises
    CaopanError if there is no such contract.

    >>> from caopan.commission.contract import Contract
    >>> from caopan.commission.moments import moment
    >>> from caopan.commission.terms import Party
    >>> shop = Party(id="shop", role="merchant", name="Liuyi")
    >>> one = Contract(contract_id="c", version=1, parties=(shop,), effective_from="2021-11-02")
    >>> found = cycle_moments([one], "c", None, moment("2022-01-15"))
    >>> [(at.date().isoformat(), version) for at, version in found]
    [('2021-12-01', 1), ('2022-01-01', 1)]
    """
    mine = sorted(
        (one for one in contracts if one.contract_id == contract_id), key=lambda one: one.version
    )
    if not mine:
        raise CaopanError(f"there is no contract {contract_id!r}; give one of those that are held")
    at = us_of(after) + 1 if after else us_of(mine[0].effective_from)
    at = max(at, us_of(mine[0].effective_from))
    found = []
    for n, one in enumerate(mine):
        end = us_of(mine[n + 1].effective_from) if n + 1 < len(mine) else us_of(until) + 1
        end = min(end, us_of(until) + 1)
        at = max(at, us_of(one.effective_from))
        while (cycle := cycle_at(at, EVERY[one.cycle.every], one.cycle.on)) < end:
            found.append((moment_of(cycle), one.version))
            at = cycle + 1
    return found
