"""Chapter 2 of ``RULES.md``, slowly: which version binds which line, its periods, its state.

Written from the text alone; ``slow_settle.py`` goes on from here.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slow_facts import Known, Row, Tables, absent, kept, known_at, refunded

from caopan.commission.contract import Contract
from caopan.commission.moments import SHANGHAI

ESTIMATED, CONFIRMED, SETTLED = 0, 1, 2
DAY = timedelta(days=1)


@dataclass
class Bound:
    """A paid line with the version that binds it, and what chapter 3 says of it."""

    line: Row
    contract: Contract
    moment: datetime
    refunds: list[Row]
    state: int
    settling: datetime | None
    periods: dict[str, str]
    names: dict[str, int] = field(default_factory=dict)

    def keeps(self, refunds: list[Row]) -> dict[str, int]:
        """Parts kept after some refunds."""
        reduces = self.contract.price_protection == "reduces_base"
        return kept(self.line, refunds, reduces=reduces)

    @property
    def worth(self) -> int:
        """Kept buyer's part and coupons."""
        return sum(self.keeps(self.refunds).values())

    @property
    def borne(self) -> int:
        """What the merchant paid alone."""
        reduces = self.contract.price_protection == "reduces_base"
        return refunded(self.line, self.refunds, reduces=reduces)[1]

    def base(self, funders: tuple[str, ...], refunds: list[Row]) -> int:
        """Kept buyer's part and the kept coupons of the funders that a base names."""
        parts = self.keeps(refunds)
        return parts["buyer"] + sum(parts[funder] for funder in set(funders))


@dataclass
class Slow:
    """The settlement at a clock.

    dues and held: by (contract_id, version, term, party, line_id); entries: by (contract_id,
    version, term, party, period, confirmed). Zeros are left out. The merchant's term is residual.
    """

    known: Known
    bound: list[Bound]
    outside: list[str]
    dues: dict[tuple[Any, ...], int] = field(default_factory=lambda: defaultdict(int))
    held: dict[tuple[Any, ...], int] = field(default_factory=lambda: defaultdict(int))
    entries: dict[tuple[Any, ...], int] = field(default_factory=lambda: defaultdict(int))
    notices: list[tuple[str, str]] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    """Places of the text that this settlement went through: a proof counts them."""

    def payable(self, contract_id: str, party: str) -> int:
        """Chapter 5: confirmed lines' dues, less what is held on them, and confirmed entries."""
        ready = {one.line["line_id"] for one in self.bound if one.state >= CONFIRMED}
        mine = [key for key in self.dues if (key[0], key[3]) == (contract_id, party)]
        lines = sum(self.dues[key] - self.held.get(key, 0) for key in mine if key[4] in ready)
        return lines + sum(
            fen
            for key, fen in self.entries.items()
            if (key[0], key[3]) == (contract_id, party) and key[5]
        )

    def leak_fen(self) -> int:
        """Conservation: what comes in less what all parties are due."""
        inflow = sum(one.worth - one.borne for one in self.bound)
        return inflow - sum(self.dues.values()) - sum(self.entries.values())


def next_version(contract: Contract, contracts: list[Contract]) -> Contract | None:
    """The version that follows, by number."""
    later = [
        one
        for one in contracts
        if one.contract_id == contract.contract_id and one.version > contract.version
    ]
    return min(later, key=lambda one: one.version, default=None)


def holds(contract: Contract, contracts: list[Contract], at: datetime) -> bool:
    """Whether a version holds: to its effective_until or the next version's effective_from."""
    following = next_version(contract, contracts)
    return (
        contract.effective_from <= at
        and (contract.effective_until is None or at < contract.effective_until)
        and (following is None or at < following.effective_from)
    )


def takes(contract: Contract, line: Row, sessions: dict[str, Row]) -> bool:
    """Whether the scope takes a line."""
    scope = contract.scope
    if scope.skus is not None and line["sku_id"] not in scope.skus:
        return False
    if absent(line["session_id"]):
        return scope.sessions is None and scope.anchors is None
    session = sessions[line["session_id"]]
    return scope.takes_session(session["session_id"], session["anchor_id"])


def binding(line: Row) -> datetime:
    """pay_ts; with a presale deposit_ts."""
    deposit = line.get("deposit_ts")
    moment: datetime = line["pay_ts"] if absent(deposit) else deposit
    return moment


def periods_of(line: Row, sessions: dict[str, Row]) -> dict[str, str]:
    """Names of the periods that a line belongs to."""
    if absent(line["session_id"]):
        day = f"{binding(line).astimezone(SHANGHAI):%Y-%m-%d}"
        return {
            "session": f"outside {day}",
            "day": day,
            "month": day[:7],
            "contract": "contract",
        }
    return session_periods(sessions[line["session_id"]])


def session_periods(session: Row) -> dict[str, str]:
    """Names of the periods that a session belongs to, wherever midnight falls."""
    day = f"{session['start_ts'].astimezone(SHANGHAI):%Y-%m-%d}"
    return {
        "session": session["session_id"],
        "day": day,
        "month": day[:7],
        "contract": "contract",
    }


def is_cycle(contract: Contract, day: datetime) -> bool:
    """Whether accounts are paid up at that 00:00."""
    cycle = contract.cycle
    if cycle.every == "week":
        return day.isoweekday() == cycle.on
    return cycle.every == "day" or day.day == cycle.on


def midnight(at: datetime) -> datetime:
    """00:00 of that day in Shanghai."""
    return at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def first_cycle(contract: Contract, at: datetime) -> datetime:
    """The first cycle at or after a moment."""
    day = midnight(at)
    while day < at or not is_cycle(contract, day):
        day += DAY
    return day


def bind(contracts: list[Contract], tables: Tables, as_of: datetime) -> Slow:
    """Chapters 2 and 3: each paid line, its version, its state."""
    known = known_at(tables, as_of)
    slow = Slow(known, [], [])
    for line in known.lines.values():
        if not known.paid(line):
            continue
        moment = binding(line)
        by = [
            one
            for one in contracts
            if holds(one, contracts, moment) and takes(one, line, known.sessions)
        ]
        if not by:
            slow.outside.append(line["line_id"])
        elif len(by) > 1:
            known.refuse("lines", line, "line_id", "two_contracts")
        else:
            slow.bound.append(_bound(known, line, by[0]))
    slow.bound.sort(key=lambda one: (one.moment, one.line["line_id"]))
    return slow


def _bound(known: Known, line: Row, contract: Contract) -> Bound:
    state, settling = ESTIMATED, None
    delivery = known.deliveries.get(line["line_id"])
    if delivery and known.happened(delivery["sign_ts"]):
        confirmed = delivery["sign_ts"] + contract.confirm_days * DAY
        settling = first_cycle(contract, confirmed)
        state = ESTIMATED if confirmed > known.as_of else CONFIRMED
        state = SETTLED if settling <= known.as_of else state
    refunds = known.refunds.get(line["line_id"], [])
    periods = periods_of(line, known.sessions)
    return Bound(line, contract, binding(line), refunds, state, settling, periods)
