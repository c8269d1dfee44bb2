"""Chapters 4 and 5 of ``RULES.md``, slowly: what each party is due, what is payable, what was paid.

Written from the text alone; a second opinion on the engine, to be read beside the text.
"""

from collections import defaultdict
from datetime import datetime
from fractions import Fraction
from typing import Any

from slow_binding import (
    DAY,
    SETTLED,
    Bound,
    Slow,
    bind,
    holds,
    is_cycle,
    midnight,
    session_periods,
)
from slow_facts import Row, Tables, absent, half_up

from caopan.commission.contract import Contract
from caopan.commission.moments import SHANGHAI
from caopan.commission.terms import Ads, Fee, Share

BP = 10_000


def settle(contracts: list[Contract], tables: Tables, as_of: datetime) -> Slow:
    """All dues at a clock."""
    slow = bind(contracts, tables, as_of)
    alone: dict[str, int] = defaultdict(int)
    for contract in contracts:
        for term in contract.terms:
            if isinstance(term, Share):
                for line_id, fen in _share(slow, contracts, contract, term).items():
                    alone[line_id] += fen
            elif isinstance(term, Fee):
                _fee(slow, contracts, tables, contract, term)
            else:
                _ads(slow, contracts, contract, term)
    for one in slow.bound:
        line_id = one.line["line_id"]
        rest = one.worth - alone[line_id] - one.borne
        _add(slow.dues, one.contract, "residual", one.contract.merchant, line_id, rest)
    for table in (slow.dues, slow.held, slow.entries):
        for key in [key for key, fen in table.items() if fen == 0]:
            del table[key]
    return slow


def _add(table: dict[Any, int], contract: Contract, term: str, party: str, *rest: Any) -> None:
    *where, fen = rest
    table[contract.contract_id, contract.version, term, party, *where] += fen


def passed_on(term: Any, fen: int) -> list[tuple[str, int]]:
    """What each of the chain keeps of what a term gives."""
    party, received, nets = term.party, fen, []
    for hop in term.passes_on:
        next_gets = half_up(Fraction(received * hop.share_bp, BP))
        nets.append((party, received - next_gets))
        party, received = hop.to, next_gets
    return [*nets, (party, received)]


def _entry(slow: Slow, contract: Contract, term: Any, period: str, fen: int, ready: bool) -> None:
    for party, net in passed_on(term, fen):
        _add(slow.entries, contract, term.name, party, period, ready, net)
    _add(slow.entries, contract, term.name, contract.merchant, period, ready, -fen)


def _share(
    slow: Slow, contracts: list[Contract], contract: Contract, term: Share
) -> dict[str, int]:
    """What a share gives on each line, after writing it down for its chain."""
    groups: dict[str, list[Bound]] = defaultdict(list)
    for one in slow.bound:
        if one.contract is contract and term.holds(one.moment):
            groups[one.periods[term.per]].append(one)
    given = {}
    for period, lines in groups.items():
        dues = _group(slow, contracts, contract, term, period, lines)
        for one, due in zip(lines, dues, strict=True):
            line_id = one.line["line_id"]
            given[line_id] = due
            for party, net in passed_on(term, due):
                _add(slow.dues, contract, term.name, party, line_id, net)
            for party, net in passed_on(term, _reserved(slow, term, one, due)):
                _add(slow.held, contract, term.name, party, line_id, net)
        if term.floor_fen is not None:
            floor = max(0, term.floor_fen - sum(dues))
            slow.met.add("floor paid" if floor else "floor reached")
            ready = _period_end(slow, contract, term, period)
            confirmed = (
                ready is not None and ready + contract.confirm_days * DAY <= slow.known.as_of
            )
            _entry(slow, contract, term, period, floor, confirmed)
    return given


def _group(
    slow: Slow,
    contracts: list[Contract],
    contract: Contract,
    term: Share,
    period: str,
    lines: list[Bound],
) -> list[int]:
    funders = contract.base_of(term)
    bases = [one.base(funders, _read(slow, term, one)) for one in lines]  # 1
    offset = _offset(slow, contracts, contract, term, period)
    exact = _exact(slow, contract, term, lines, bases, offset)
    pays = _gated(slow, term, lines, funders)
    raw = [half_up(Fraction(x * pays, 10**8)) for x in exact]  # 5
    if term.cap_fen is None:
        return raw
    gross = [one.base(funders, []) for one in lines]
    before_refunds = sum(_exact(slow, contract, term, lines, gross, offset)) // BP
    slow.met.add("cap reached" if sum(raw) > term.cap_fen else "below the cap")
    if before_refunds > term.cap_fen >= sum(raw):
        slow.met.add("room below the cap again")
    dues, before = [], 0
    for fen in raw:  # 6
        dues.append(min(before + fen, term.cap_fen) - min(before, term.cap_fen))
        before += fen
    return dues


def _read(slow: Slow, term: Share, one: Bound) -> list[Row]:
    if term.keeps_after_settle and one.state == SETTLED:
        read = [row for row in one.refunds if row["ts"] <= one.settling]
        slow.met.add(
            "refund after settle kept" if len(read) < len(one.refunds) else "settled, kept"
        )
        return read
    return one.refunds


def _sessions(slow: Slow, contracts: list[Contract], contract: Contract, term: Any) -> list[Row]:
    """Sessions that the scope takes, at whose start version and term hold."""
    return [
        one
        for one in slow.known.sessions.values()
        if contract.scope.takes_session(one["session_id"], one["anchor_id"])
        and holds(contract, contracts, one["start_ts"])
        and term.holds(one["start_ts"])
    ]


def _spent(slow: Slow, session_ids: list[str]) -> int:
    return sum(row["cost_fen"] for row in slow.known.spend if row["session_id"] in session_ids)


def _offset(
    slow: Slow, contracts: list[Contract], contract: Contract, term: Share, period: str
) -> int:  # 2
    offset = 0
    if term.baseline:
        offset = term.baseline.amount_fen
        if term.baseline.indexed and period in slow.known.index:
            offset = half_up(Fraction(offset * slow.known.index[period], BP))
            slow.met.add("baseline by the index")
        elif term.baseline.indexed:
            slow.notices.append((period, "no_index"))
            slow.met.add("no index: the agreed baseline")
    if term.less_ads:
        mine = _sessions(slow, contracts, contract, term)
        offset += _spent(
            slow, [one["session_id"] for one in mine if session_periods(one)[term.per] == period]
        )
    return offset


def _exact(
    slow: Slow,
    contract: Contract,
    term: Share,
    lines: list[Bound],
    bases: list[int],
    offset: int,
) -> list[int]:  # 3
    if term.rate_of:
        rates = [one.line.get(term.rate_of) for one in lines]
        return [
            base * (0 if absent(rate) else rate) for base, rate in zip(bases, rates, strict=True)
        ]
    starts = [offset + step.from_fen for step in term.ladder]
    gross = sum(one.base(contract.base_of(term), []) for one in lines)
    if any(sum(bases) < start <= gross for start in starts):
        slow.met.add(f"refunded back below a step: {term.mode}")
    if any(0 < start < sum(bases) for start in starts):
        slow.met.add(f"a step crossed: {term.mode}")
    stretches, end = [], 0
    for base in bases:
        stretches.append((end, end + base))
        end += base
    if term.mode == "whole":
        total = end - offset
        reached = [step.rate_bp for step in term.ladder if step.from_fen <= total]
        rate = reached[-1] if reached and total > 0 else 0
        return [rate * max(0, b - max(a, offset)) for a, b in stretches]
    earned = [0] * len(lines)
    for number, step in enumerate(term.ladder):
        low = offset + step.from_fen
        last = number + 1 == len(term.ladder)
        for i, (a, b) in enumerate(stretches):
            high = b if last else offset + term.ladder[number + 1].from_fen
            earned[i] += step.rate_bp * max(0, min(b, high) - max(a, low))
    return earned


def _gated(slow: Slow, term: Share, lines: list[Bound], funders: tuple[str, ...]) -> int:  # 4
    pays = [BP]
    for gate in term.gates:
        if gate.measure == "refund_rate":
            gross = sum(one.base(funders, []) for one in lines)
            net = sum(one.base(funders, one.refunds) for one in lines)
            fails = gross > 0 and Fraction(gross - net, gross) > Fraction(gate.limit_bp, BP)
        else:
            deliveries = [slow.known.deliveries.get(one.line["line_id"]) for one in lines]
            due = [one for one in deliveries if one and slow.known.happened(one["promise_ts"])]
            on_time = [
                one
                for one in due
                if slow.known.happened(one["ship_ts"]) and one["ship_ts"] <= one["promise_ts"]
            ]
            fails = bool(due) and Fraction(len(on_time), len(due)) < Fraction(gate.limit_bp, BP)
        if fails:
            slow.met.add(f"gate failed: {gate.measure}")
            pays.append(gate.pays_bp)
    return min(pays)


def _reserved(slow: Slow, term: Share, one: Bound, due: int) -> int:  # 8
    if term.reserve is None or one.moment + term.reserve.days * DAY <= slow.known.as_of:
        return 0
    slow.met.add("held in reserve")
    return half_up(Fraction(due * term.reserve.share_bp, BP))


def _period_end(slow: Slow, contract: Contract, term: Share, period: str) -> datetime | None:
    if term.per == "contract":
        return contract.effective_until
    if term.per == "month":
        return _month_after(_starts(f"{period}-01"))
    if term.per == "session" and not period.startswith("outside "):
        end = slow.known.sessions[period]["end_ts"]
        return None if absent(end) else end
    return _starts(period.removeprefix("outside ")) + DAY


def _starts(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)


def _month_after(first: datetime) -> datetime:
    return (first.replace(day=28) + 4 * DAY).replace(day=1)


def _fee(
    slow: Slow, contracts: list[Contract], tables: Tables, contract: Contract, term: Fee
) -> None:
    as_of = slow.known.as_of
    if term.per == "once":
        at = max(contract.effective_from, term.starts or contract.effective_from)
        if at <= as_of and holds(contract, contracts, at) and term.holds(at):
            _entry(slow, contract, term, "contract", term.amount_fen, True)
    elif term.per == "month":
        first = midnight(contract.effective_from).replace(day=1)
        while _month_after(first) <= as_of:
            days = [first + n * DAY for n in range((_month_after(first) - first).days)]
            force = [day for day in days if holds(contract, contracts, day) and term.holds(day)]
            fee = half_up(Fraction(term.amount_fen * len(force), len(days)))
            slow.met.add("part of a month" if 0 < len(force) < len(days) else "whole month or none")
            _entry(slow, contract, term, f"{first:%Y-%m}", fee, True)
            first = _month_after(first)
    else:
        for session in _sessions(slow, contracts, contract, term):
            if not absent(session.get("makes_up_for")):
                continue
            if slow.known.happened(session["end_ts"]):
                name = session["session_id"]
                _entry(slow, contract, term, name, term.amount_fen, True)
            if term.guarantee:
                _guarantee(slow, contracts, tables, contract, term, session)


def _guarantee(
    slow: Slow,
    contracts: list[Contract],
    tables: Tables,
    contract: Contract,
    term: Fee,
    session: Row,
) -> None:
    assert term.guarantee
    counted = [session]
    if term.guarantee.remedy == "session":
        counted += [
            one
            for one in slow.known.sessions.values()
            if one.get("makes_up_for") == session["session_id"]
            and one["session_id"] != session["session_id"]
        ]
    if any(absent(one["end_ts"]) for one in counted):
        return
    measured = max(one["end_ts"] for one in counted) + term.guarantee.after_days * DAY
    if measured > slow.known.as_of:
        return
    sales = term.guarantee.sales_fen
    if sales is None:
        sales = half_up(Fraction(term.amount_fen * (term.guarantee.roi_bp or 0), BP))
    then = bind(contracts, tables, measured)
    base = _base_of(then, contract, term, [one["session_id"] for one in counted])
    if base < sales:
        slow.met.add("guarantee missed" if len(counted) == 1 else "missed in spite of 补播")
        back = half_up(Fraction(term.amount_fen * (sales - base), sales))
        _entry(slow, contract, term, session["session_id"], -back, True)
    else:
        slow.met.add("guarantee met" if len(counted) == 1 else "met by 补播")


def _base_of(slow: Slow, contract: Contract, term: Any, session_ids: list[str]) -> int:
    """Base of the contract over the bound lines of some sessions."""
    return sum(
        one.base(contract.base, one.refunds)
        for one in slow.bound
        if one.contract is contract
        and one.line["session_id"] in session_ids
        and term.holds(one.moment)
    )


def _ads(slow: Slow, contracts: list[Contract], contract: Contract, term: Ads) -> None:
    for session in _sessions(slow, contracts, contract, term):
        if not slow.known.happened(session["end_ts"]):
            continue
        name = session["session_id"]
        spend = _spent(slow, [name])
        if term.does == "bears":
            fen = -half_up(Fraction(spend * term.share_bp, BP))
        else:
            back = half_up(Fraction(spend * term.share_bp * (BP + term.markup_bp), 10**8))
            base = _base_of(slow, contract, term, [name])
            slow.met.add("ads above the base" if back > base else "ads recovered")
            fen = min(back, base)
        _entry(slow, contract, term, name, fen, True)


def paid(
    contracts: list[Contract], tables: Tables, as_of: datetime
) -> dict[tuple[str, str], tuple[int, int]]:
    """By (contract_id, party): (paid, receivable) at a clock."""
    accounts = sorted({(one.contract_id, party.id) for one in contracts for party in one.parties})
    paid_up = dict.fromkeys(accounts, 0)
    day = midnight(min(one.effective_from for one in contracts))
    while day <= as_of:
        slow = None
        for contract_id in {one.contract_id for one in contracts}:
            version = _last_begun(contracts, contract_id, day)
            if version is None or not is_cycle(version, day):
                continue
            slow = slow or settle(contracts, tables, day)
            for account in accounts:
                if account[0] == contract_id:
                    paid_up[account] = max(paid_up[account], slow.payable(*account))
        day += DAY
    now = settle(contracts, tables, as_of)
    return {one: (fen, max(0, fen - now.payable(*one))) for one, fen in paid_up.items()}


def _last_begun(contracts: list[Contract], contract_id: str, at: datetime) -> Contract | None:
    begun = [
        one for one in contracts if one.contract_id == contract_id and one.effective_from <= at
    ]
    return max(begun, key=lambda one: one.version, default=None)
