"""The lines of one group of a share: their bases and what the gates measure, all lines at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from caopan.commission.known_lines import KnownLines, absent
from caopan.commission.line_coupons import kept_coupons, known_rows, sold_coupons
from caopan.commission.moments import DAY_US, moment_of, us_of
from caopan.commission.periods import EVERY, cycle_at
from caopan.commission.settlement import SETTLED

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.contract import Contract
    from caopan.commission.facts import Facts
    from caopan.commission.settlement import Settlement
    from caopan.commission.terms import Share


def period_of(per: str, session: Any, bind_us: int, sessions: Mapping[str, Any]) -> str:
    """Name of the period to which a line belongs (``RULES.md`` 2); sessions: rows by id.

    >>> period_of("session", "", 0, {})
    'outside 1970-01-01'
    """
    outside = absent(session) or not session
    if per == "contract":
        return "contract"
    at_us = bind_us if outside else us_of(sessions[session]["start_ts"])
    day = moment_of(at_us).date().isoformat()
    if per == "session":
        return f"outside {day}" if outside else str(session)
    return day if per == "day" else day[:7]


class GroupLines:
    """Settled lines of one period of a contract version, in their order.

    lines: rows of the settlement. Everything is read at the settlement's clock.
    """

    def __init__(
        self,
        contract: Contract,
        period: str,
        settlement: Settlement,
        facts: Facts,
        lines: pd.DataFrame,
    ) -> None:
        self.contract, self.period, self.lines = contract, period, lines
        self._settlement, self._facts = settlement, facts
        self._rows = known_rows(facts.lines, "lines", settlement, lines["line_id"])
        self._sold = sold_coupons(self._rows)
        self._kept = kept_coupons(lines, self._sold)

    def bases(self, share: Share) -> list[int]:
        """Bases of the lines as the share reads them, in fen."""
        found = self._bases(share)
        back = self._given_back() if share.keeps_after_settle else set()
        if back:
            known = KnownLines(self._facts, self._settlement, back)
            for at, line_id in enumerate(self.lines["line_id"]):
                if line_id in back:
                    found[at] = self._before_settling(share, known, line_id)
        return found

    def _bases(self, share: Share) -> list[int]:
        funders = set(self.contract.base_of(share))
        parts = [self.lines["kept_fen"].to_numpy(), *(self._kept[who] for who in funders)]
        return list(map(int, np.sum(parts, axis=0)))

    def _given_back(self) -> set[str]:
        """Lines that a cycle has settled and of which something went back."""
        less = self.lines["worth_fen"] < self.lines["gross_fen"]
        return set(self.lines["line_id"][less & (self.lines["state"] == SETTLED)])

    def _before_settling(self, share: Share, known: KnownLines, line_id: str) -> int:
        """Base of a line with the refunds up to the cycle that settled it."""
        contract = self.contract
        signed = us_of(known.deliveries[line_id]["sign_ts"])
        until = cycle_at(
            signed + contract.confirm_days * DAY_US, EVERY[contract.cycle.every], contract.cycle.on
        )
        kept = known.kept(line_id, contract.price_protection == "reduces_base", until)
        return kept.base(contract.base_of(share))

    def rates(self, share: Share) -> list[int]:
        """The lines' own rates in bp; empty for a share that has its own."""
        if not share.rate_of:
            return []
        if share.rate_of not in self._rows:
            return [0] * len(self.lines)
        return [int(one) for one in self._rows[share.rate_of].fillna(0)]

    def gross(self, share: Share) -> int:
        """Σ bases before any refund, in fen."""
        funders = set(self.contract.base_of(share))
        sold = sum(int(self._sold[who].sum()) for who in funders)
        return int(self.lines["pay_fen"].sum()) + sold

    def left(self, share: Share) -> int:
        """Σ bases with all refunds, in fen."""
        return sum(self._bases(share))

    def on_time(self) -> tuple[int, int]:
        """How many lines were shipped as promised, of those whose promise is due."""
        deliveries = self._facts.deliveries
        if not len(deliveries):
            return 0, 0
        rows = known_rows(deliveries, "deliveries", self._settlement, self.lines["line_id"])
        due = rows[(rows["promise_ts"] <= self._settlement.as_of).to_numpy()]
        shipped = due["ship_ts"]
        good = (shipped <= due["promise_ts"]) & (shipped <= self._settlement.as_of)
        return int(good.sum()), len(due)
