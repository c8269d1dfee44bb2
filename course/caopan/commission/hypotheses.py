"""What a platform may have done otherwise: each hypothesis is the settlement sheet it would give.

A hypothesis changes the contracts or the facts in one respect and settles anew. It knows nothing of
the platform's figures but the orders that differ, so that what it explains it explains exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from caopan.commission.contract import PLATFORM_BASE, Contract, Scope, signed
from caopan.commission.engine import settle
from caopan.commission.known_lines import KnownLines
from caopan.commission.settlement_sheet import order_sheet
from caopan.commission.terms import Funder, Share

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.facts import Facts
    from caopan.commission.settlement import Settlement

BASES: Final[dict[str, tuple[Funder, ...]]] = {
    "A (paid only)": (),
    "B (paid and the platform's coupons)": PLATFORM_BASE,
    "C (list price less the merchant's coupon)": (*PLATFORM_BASE, "anchor"),
}
"""The bases of the trade (RULES 3)."""
_HIGH: Final = 10_000
"""The highest version."""


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """A cause by its code and in words, and the settlement sheet that it gives."""

    cause: str
    says: str
    sheet: Any


@dataclass(frozen=True, eq=False)
class Case:
    """Our side of a reconciliation. orders: the ids that differ. more_back: by order, what the
    platform's sheet gives back beyond ours, in fen."""

    settlement: Settlement
    contracts: tuple[Contract, ...]
    facts: Facts
    orders: tuple[str, ...]
    more_back: dict[str, int]

    def sheet(self, contracts: Sequence[Contract], facts: Facts) -> Any:
        """The settlement sheet under other contracts or facts."""
        again = settle(contracts, facts, self.settlement.as_of)
        return order_sheet(again, contracts, facts, first_hops=True)

    @property
    def lines(self) -> pd.DataFrame:
        """Our settled lines of the orders that differ."""
        lines = self.settlement.lines
        return lines[lines["order_id"].isin(self.orders)]


def hypotheses(case: Case) -> Iterator[Hypothesis]:
    """All that can be settled anew, the plainest first."""
    yield from _missed_refunds(case)
    yield from _unknown_refunds(case)
    yield from _bases(case)
    yield from _versions(case)
    yield from _modes(case)
    yield from _other_contracts(case)


def _bases(case: Case) -> Iterator[Hypothesis]:
    for name, funders in BASES.items():
        contracts = [_on_base(one, funders) for one in case.contracts]
        if any(
            new.digest != old.digest for new, old in zip(contracts, case.contracts, strict=True)
        ):
            yield Hypothesis("base", f"counted on base {name}", case.sheet(contracts, case.facts))


def _on_base(contract: Contract, funders: tuple[Funder, ...]) -> Contract:
    terms = tuple(
        one.model_copy(update={"base": None}) if isinstance(one, Share) else one
        for one in contract.terms
    )
    return _changed(contract, base=funders, terms=terms)


def _versions(case: Case) -> Iterator[Hypothesis]:
    """All lines of a contract by the terms of one of its versions."""
    for version in case.contracts:
        others = [one for one in case.contracts if one.contract_id == version.contract_id]
        if len(others) > 1:
            parts = {name: getattr(version, name) for name in ("terms", "base", "parties")}
            contracts = [_changed(one, **parts) if one in others else one for one in case.contracts]
            says = f"counted by version {version.version} of {version.contract_id}"
            yield Hypothesis("version", says, case.sheet(contracts, case.facts))


def _modes(case: Case) -> Iterator[Hypothesis]:
    """Each ladder the other way."""
    for at, contract in enumerate(case.contracts):
        for number, term in enumerate(contract.terms):
            if isinstance(term, Share) and any(step.from_fen for step in term.steps):
                mode = "whole" if term.mode == "marginal" else "marginal"
                terms = list(contract.terms)
                terms[number] = term.model_copy(update={"mode": mode})
                contracts = list(case.contracts)
                contracts[at] = _changed(contract, terms=tuple(terms))
                says = f"{term.name} of {contract.contract_id} counted as a {mode} ladder"
                yield Hypothesis("ladder", says, case.sheet(contracts, case.facts))


def _missed_refunds(case: Case) -> Iterator[Hypothesis]:
    """Without the refunds of the orders that differ: all of them, or each order's last."""
    ids = set(case.lines["line_id"])
    known = KnownLines(case.facts, case.settlement, ids)
    orders = dict(zip(case.lines["line_id"], case.lines["order_id"], strict=True))
    by_order: dict[str, list[Any]] = {}
    for line_id, rows in known.refunds.items():
        by_order.setdefault(orders.get(line_id, ""), []).extend(rows)
    events = {
        order: [row["event_id"] for row in sorted(rows, key=lambda row: row["ts"])]
        for order, rows in by_order.items()
        if order
    }
    missed = {event for some in events.values() for event in some}
    last = {some[-1] for some in events.values() if len(some) > 1}
    for some, says in ((missed, "no refund of it"), (last, "its last refund not yet")):
        if some:
            refunds = case.facts.refunds
            left = replace(case.facts, refunds=refunds[~refunds["event_id"].isin(some)])
            sheet = case.sheet(case.contracts, left)
            yield Hypothesis("refund_missed", f"the platform counts {says}", sheet)


def _unknown_refunds(case: Case) -> Iterator[Hypothesis]:
    """With the refunds that the platform's sheet has and we have not."""
    import pandas as pd

    lines = case.lines.sort_values("kept_fen", kind="stable")
    largest = dict(zip(lines["order_id"], lines["line_id"], strict=True))
    now = pd.Timestamp(case.settlement.as_of)
    rows = [
        {
            "event_id": f"unknown {order}",
            "arrive_ts": now,
            "ts": now,
            "line_id": largest[order],
            "amount_fen": fen,
        }
        for order, fen in case.more_back.items()
        if fen > 0
    ]
    if not rows:
        return
    refunds = case.facts.refunds
    more = pd.DataFrame(rows).astype({"amount_fen": "Int64"})
    for name in ("arrive_ts", "ts"):
        more[name] = more[name].astype(refunds[name].dtype if len(refunds) else more[name].dtype)
    both = pd.concat([refunds, more], ignore_index=True) if len(refunds) else more
    sheet = case.sheet(case.contracts, replace(case.facts, refunds=both))
    yield Hypothesis("refund_unknown", "a refund that we do not know of is in it", sheet)


def _other_contracts(case: Case) -> Iterator[Hypothesis]:
    """The lines that differ as lines of another contract, beside its own."""
    bound = case.settlement.lines
    for name in dict.fromkeys(one.contract_id for one in case.contracts):
        mine = set(bound.loc[bound["contract_id"] == name, "line_id"])
        stray = set(case.lines["line_id"]) - mine
        if not stray:
            continue
        contract = max(
            (one for one in case.contracts if one.contract_id == name), key=lambda one: one.version
        )
        first = min(one.effective_from for one in case.contracts)
        wide = _changed(contract, scope=Scope(), effective_from=first, effective_until=None)
        lines = case.facts.lines
        some = replace(case.facts, lines=lines[lines["line_id"].isin(mine | stray)])
        says = f"counted as a line of contract {name}"
        yield Hypothesis("other_contract", says, case.sheet([wide], some))


def _changed(contract: Contract, **parts: Any) -> Contract:
    """A contract with other content, as if all had signed that."""
    return signed(contract.model_copy(update={**parts, "signatures": ()}))
