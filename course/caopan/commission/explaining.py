"""Explain what a rule gives on a line: facts, base, group, rate, gates, rounding, cap, chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from caopan.commission.explanation import Explanation, Step, percent, yuan
from caopan.commission.group_lines import GroupLines, period_of
from caopan.commission.known_lines import KnownLines
from caopan.commission.line_steps import line_steps
from caopan.commission.moments import DAY_US, day_of, moment_of, us_of
from caopan.commission.rounding import half_up
from caopan.commission.settlement import RESIDUAL
from caopan.commission.share_steps import BP, Group, alone, exact, group_of
from caopan.commission.terms import Share
from caopan.errors import CaopanError

if TYPE_CHECKING:
    import pandas as pd

    from caopan.commission.contract import Contract
    from caopan.commission.facts import Facts
    from caopan.commission.settlement import Settlement

STATES = ("estimated (预估)", "confirmed (确认)", "settled (已结算)")


def explain(
    settlement: Settlement,
    contracts: Sequence[Contract],
    facts: Facts,
    line_id: str,
    term: str,
    party: str | None = None,
) -> Explanation:
    """How what a term gives a party on a line was computed, step by step.

    settlement: of those contracts and facts. term: name of a share, or ``residual`` for the
    merchant's part. party: by default the one that the term names; else one of its chain.

    Raises CaopanError if the line is not settled, the term gives nothing by the line, or the party
    has no part in it.
    """
    row = _row(settlement, line_id)
    contract = _contract(contracts, row)
    if term == RESIDUAL:
        if party not in (None, contract.merchant):
            raise CaopanError(f"{party!r} has no part in what is left; that is the merchant's")
        return _residual(settlement, contract, facts, row)
    share = _share(contract, term, line_id)
    chain = [share.party, *(hop.to for hop in share.passes_on)]
    who = party or share.party
    if who not in chain:
        raise CaopanError(f"{who!r} has no part in {term!r}; give one of {', '.join(chain)}")
    group, known = _surroundings(settlement, contracts, share, facts, row)
    held = _held(share, group.due_fen, row, settlement.as_of)
    steps = [*_share_steps(contract, share, group), *_reserve_step(share, held, row)]
    if who != share.party:
        steps = [replace(step, upstream=True) for step in steps]
    passed, due, kept = _passed_on(share, who, group.due_fen, held)
    steps = [*line_steps(known, contract, line_id), *steps, *passed]
    steps.append(Step("state (状态)", STATES[int(row["state"])]))
    return Explanation(
        line_id, contract.contract_id, contract.version, term, who, tuple(steps), due, kept
    )


def term_of_line(
    settlement: Settlement, contracts: Sequence[Contract], facts: Facts, line_id: str, term: str
) -> Group | None:
    """A line within its group of a share; None if the share does not hold for it.

    Raises CaopanError as ``explain`` does.
    """
    row = _row(settlement, line_id)
    share = _share(_contract(contracts, row), term, line_id)
    if not share.holds(moment_of(int(row["bind_us"]))):
        return None
    return _surroundings(settlement, contracts, share, facts, row)[0]


def _passed_on(share: Share, who: str, due: int, held: int) -> tuple[list[Step], int, int]:
    """What comes down the chain to a party and what it keeps: the steps, its net due, net held."""
    steps: list[Step] = []
    giver = share.party
    for hop in share.passes_on:
        on, on_held = half_up(due * hop.share_bp, BP), half_up(held * hop.share_bp, BP)
        if giver == who:
            says = f"{who} passes {percent(hop.share_bp)} on to {hop.to}, {yuan(on)}"
            return [*steps, Step("keeps (净得)", says, due - on)], due - on, held - on_held
        says = f"{hop.to} gets {percent(hop.share_bp)} of what {giver} receives, half up"
        steps.append(Step("passed on (分账链)", says, on, upstream=True))
        giver, due, held = hop.to, on, on_held
    if share.passes_on:
        steps.append(Step("receives (收到)", f"{who} keeps all that it receives", due))
    return steps, due, held


def _row(settlement: Settlement, line_id: str) -> Any:
    found = settlement.lines[settlement.lines["line_id"] == line_id]
    if not len(found):
        why = "no contract takes it" if line_id in settlement.outside else "not paid, or not known"
        raise CaopanError(f"line {line_id!r} is not settled ({why}); give one of the settlement's")
    return found.to_dict("records")[0] | {"at": found.index[0]}


def _contract(contracts: Sequence[Contract], row: Any) -> Contract:
    key = row["contract_id"], row["version"]
    for contract in contracts:
        if (contract.contract_id, contract.version) == key:
            return contract
    raise CaopanError(f"contract {key[0]!r} version {key[1]} is missing; give those of the dues")


def _ends(contract: Contract, contracts: Sequence[Contract]) -> datetime | None:
    """When a version ends: by itself, or as the next one begins."""
    later = [
        one
        for one in contracts
        if one.contract_id == contract.contract_id and one.version > contract.version
    ]
    ends = [min(later, key=lambda one: one.version).effective_from] if later else []
    ends += [contract.effective_until] if contract.effective_until else []
    return min(ends, default=None)


def _share(contract: Contract, name: str, line_id: str) -> Share:
    for term in contract.terms:
        if term.name == name and isinstance(term, Share):
            return term
        if term.name == name:
            raise CaopanError(
                f"{name!r} is due beside lines (a fee, or ads): it gives {line_id} nothing"
            )
    names = ", ".join(term.name for term in contract.terms if isinstance(term, Share))
    raise CaopanError(f"{name!r} is no term of {contract.contract_id}; give {names}, or residual")


def _surroundings(
    settlement: Settlement, contracts: Sequence[Contract], share: Share, facts: Facts, row: Any
) -> tuple[Group, KnownLines]:
    """A line within its group of a share, and what is known of it."""
    if not share.holds(moment_of(int(row["bind_us"]))):
        raise CaopanError(f"{share.name!r} does not hold when line {row['line_id']} was sold")
    contract = _contract(contracts, row)
    known = KnownLines(facts, settlement, {row["line_id"]})
    period = period_of(share.per, row["session_id"], int(row["bind_us"]), known.sessions)
    lines = settlement.lines.iloc[[row["at"]]]
    if not alone(share):
        lines = _group_rows(settlement, contract, share, period, known)
    at = lines["line_id"].tolist().index(row["line_id"])
    group = GroupLines(contract, period, settlement, facts, lines)
    return group_of(share, group, known, at, _ends(contract, contracts)), known


def _group_rows(
    settlement: Settlement, contract: Contract, share: Share, period: str, known: KnownLines
) -> pd.DataFrame:
    """The settled lines of a period that a share takes."""
    lines = settlement.lines
    mine = (lines["contract_id"] == contract.contract_id) & (lines["version"] == contract.version)
    lines = lines[mine]
    if share.starts:
        lines = lines[lines["bind_us"] >= us_of(share.starts)]
    if share.ends:
        lines = lines[lines["bind_us"] < us_of(share.ends)]
    names: dict[tuple[Any, int], str] = {}
    within = []
    for session, bind_us in zip(lines["session_id"], lines["bind_us"], strict=True):
        key = session, day_of(int(bind_us))
        if key not in names:
            names[key] = period_of(share.per, session, int(bind_us), known.sessions)
        within.append(names[key] == period)
    return lines[within]


def _share_steps(contract: Contract, share: Share, group: Group) -> Iterator[Step]:
    """From the base to the due of the whole term, before it is passed on."""
    named = ["paid", *dict.fromkeys(contract.base_of(share))]
    yield Step("base (分账基数)", " + ".join(named), group.base_fen)
    if not alone(share):
        reach = f"{yuan(group.before_fen)} to {yuan(group.before_fen + group.base_fen)}"
        says = f"{group.period}: line {group.number} of {group.count}, covers {reach} of the sum"
        yield Step("group (分组)", says, group.total_fen)
    if group.offset_fen:
        says = f"baseline {yuan(group.baseline_fen)}, ads {yuan(group.ads_fen)} earn nothing"
        yield Step("offset (基线)", says, group.offset_fen)
    parts = [f"{yuan(one.fen)} at {percent(one.rate_bp)}" for one in group.stretches]
    mode = f"{share.mode} ladder: " if share.steps else ""
    earned = yuan(exact(group.stretches), 6)
    yield Step("rate (费率)", f"{mode}{' + '.join(parts) or 'nothing'}: {earned} exactly")
    for one in group.gates:
        verdict = "passed" if one.passed else f"failed, pays {percent(one.gate.pays_bp)}"
        says = f"{one.gate.measure} {one.part} of {one.of}, limit {percent(one.gate.limit_bp)}"
        yield Step("gate (质量门槛)", f"{says}: {verdict}")
    yield Step("rounding (取整)", "half up to the fen", group.raw_fen)
    if share.cap_fen is not None:
        says = f"cap {yuan(share.cap_fen)}, {yuan(group.given_fen)} given before this line"
        yield Step("cap (封顶)", says, group.due_fen)


def _held(share: Share, due: int, row: Any, as_of: datetime) -> int:
    if not share.reserve or _release(share, row) <= as_of:
        return 0
    return half_up(due * share.reserve.share_bp, BP)


def _release(share: Share, row: Any) -> datetime:
    days = share.reserve.days if share.reserve else 0
    return moment_of(int(row["bind_us"]) + days * DAY_US)


def _reserve_step(share: Share, held: int, row: Any) -> list[Step]:
    if not share.reserve:
        return []
    says = f"{percent(share.reserve.share_bp)} held until {_release(share, row).isoformat()}"
    return [Step("reserve (保证金)", says, held)]


def _residual(settlement: Settlement, contract: Contract, facts: Facts, row: Any) -> Explanation:
    """The merchant's part of a line: what is left when all others have theirs."""
    line_id = row["line_id"]
    known = KnownLines(facts, settlement, {line_id})
    steps = list(line_steps(known, contract, line_id))
    left = int(row["worth_fen"])
    given: dict[str, int] = defaultdict(int)
    for due in settlement.dues:
        if due.term != RESIDUAL:
            given[due.term] += int(due.due_fen[row["at"]])
    for term in contract.terms:
        if given[term.name]:
            left -= given[term.name]
            says = f"{yuan(given[term.name])} to {term.party}"
            steps.append(Step(f"less {term.name}", says, left))
    if row["borne_fen"]:
        left -= int(row["borne_fen"])
        says = f"price protection and compensation of {yuan(int(row['borne_fen']))}"
        steps.append(Step("borne by the merchant", says, left))
    steps.append(Step("state (状态)", STATES[int(row["state"])]))
    return Explanation(
        line_id,
        contract.contract_id,
        contract.version,
        RESIDUAL,
        contract.merchant,
        tuple(steps),
        left,
        0,
    )
