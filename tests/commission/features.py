"""What a case held and a settlement went through, by name: a proof counts each."""

from collections.abc import Iterator

from histories import Case
from slow_binding import CONFIRMED, ESTIMATED, SETTLED, Bound, Slow, midnight
from slow_facts import absent, pieces_of

from caopan.commission.contract import Contract
from caopan.commission.terms import Ads, Fee, Share

FEATURES = frozenset(
    """
a line corrected
a line twice
a step crossed: marginal
a step crossed: whole
a_coupon_fen
ads above the base
ads recovered
ads: bears
ads: fronts
ads: fronts with a markup
after midnight of its session
an event twice
base: anchor
base: channel
base: paid
base: platform+channel
base: platform+channel+anchor
baseline
baseline by the index
below the cap
c_coupon_fen
cap reached
chain of 0
chain of 1
chain of 2
chain of 3
chain of 4
confirmed
created, then paid
cycle: day
cycle: month
cycle: week
dates of a term
estimated
fee per month
fee per once
fee per session
floor paid
floor reached
gate failed: on_time_rate
gate failed: refund_rate
gift line
guarantee by ROI
guarantee met
guarantee missed
guarantee of sales
guarantee: refund
guarantee: session
held in reserve
in another month than its session
keeps_after_settle
known before it happens
ladder: marginal
ladder: whole
less_ads
list price of 0 fen
list price of 1 fen
m_coupon_fen
met by 补播
missed in spite of 补播
no index: the agreed baseline
outside of all contracts
outside of sessions
p_coupon_fen
part of a month
presale
price protection: merchant
price protection: reduces_base
rate of 0 bp
rate of 10000 bp
rate of the line: comm_bp
rate of the line: fee_bp
refund after settle
refund after settle kept
refund by pieces
refund: compensation
refund: freight
refund: goods
refund: price_protection
refund: void
refunded back below a step: marginal
refunded back below a step: whole
refunded in part
refunded whole
refused: above_paid
refused: before_payment
refused: changed_event
refused: coupons
refused: negative
refused: not_whole
refused: too_large
refused: two_contracts
refused: unknown_kind
refused: unknown_line
refused: unknown_session
refused: unpaid_line
reserve
room below the cap again
scope: all
scope: anchors
scope: sessions
scope: skus
settled
settled, kept
share per contract
share per day
share per month
share per session
sold in a 补播
three refunds of a line
two contracts
two gates
two versions
whole month or none
""".strip().split("\n")
)
"""What a proof must have met."""
_STATES = {ESTIMATED: "estimated", CONFIRMED: "confirmed", SETTLED: "settled"}


def features_of(case: Case, slow: Slow) -> set[str]:
    """Features of a case at one clock; contracts only count where they bind a line or give."""
    live = {(one.contract.contract_id, one.contract.version) for one in slow.bound}
    live |= {key[:2] for key in slow.entries}
    found = {*slow.met, *case.meant, *(f"refused: {one[3]}" for one in slow.known.refused)}
    for contract in case.contracts:
        if (contract.contract_id, contract.version) in live:
            found |= set(_of_contract(contract))
    for one in slow.bound:
        found |= set(_of_line(slow, one))
    ids = {one[0] for one in live}
    found |= {"two contracts"} if len(ids) > 1 else set()
    found |= {"two versions"} if len(live) > len(ids) else set()
    found |= {"outside of all contracts"} if slow.outside else set()
    return found


def _of_contract(contract: Contract) -> Iterator[str]:
    yield f"cycle: {contract.cycle.every}"
    yield f"price protection: {contract.price_protection}"
    for name in ("sessions", "anchors", "skus"):
        if getattr(contract.scope, name) is not None:
            yield f"scope: {name}"
    if contract.scope == type(contract.scope)():
        yield "scope: all"
    for term in contract.terms:
        yield f"chain of {len(term.passes_on)}"
        if term.starts or term.ends:
            yield "dates of a term"
        if isinstance(term, Share):
            yield from _of_share(contract, term)
        elif isinstance(term, Fee):
            yield f"fee per {term.per}"
            if term.guarantee:
                yield f"guarantee: {term.guarantee.remedy}"
                yield "guarantee by ROI" if term.guarantee.roi_bp else "guarantee of sales"
        elif isinstance(term, Ads):
            yield f"ads: {term.does}{' with a markup' if term.markup_bp else ''}"


def _of_share(contract: Contract, term: Share) -> Iterator[str]:
    yield f"share per {term.per}"
    yield f"rate of the line: {term.rate_of}" if term.rate_of else f"ladder: {term.mode}"
    yield f"base: {'+'.join(contract.base_of(term)) or 'paid'}"
    for name in ("less_ads", "keeps_after_settle", "baseline", "reserve"):
        if getattr(term, name):
            yield name
    if len(term.gates) > 1:
        yield "two gates"
    if {0, 10_000} & {term.rate_bp}:
        yield f"rate of {term.rate_bp} bp"


def _of_line(slow: Slow, one: Bound) -> Iterator[str]:
    line, pay = one.line, one.line["pay_fen"]
    yield _STATES[one.state]
    yield from _of_moments(slow, one)
    if line["list_fen"] in {0, 1}:
        yield f"list price of {line['list_fen']} fen"
    if not pay and line["list_fen"]:
        yield "gift line"
    for name in ("m_coupon_fen", "p_coupon_fen", "a_coupon_fen", "c_coupon_fen"):
        if line[name]:
            yield name
    kinds = [row["kind"] for row in one.refunds]
    yield from (f"refund: {kind}" for kind in kinds)
    if pieces_of(one.refunds):
        yield "refund by pieces"
    if kinds.count("goods") == 3:
        yield "three refunds of a line"
    if pay and one.refunds and "void" not in kinds:
        yield "refunded whole" if one.keeps(one.refunds)["buyer"] == 0 else "refunded in part"
    if any(row["arrive_ts"] < row["ts"] for row in one.refunds):
        yield "known before it happens"
    if one.settling and any(row["ts"] > one.settling for row in one.refunds):
        yield "refund after settle"


def _of_moments(slow: Slow, one: Bound) -> Iterator[str]:
    line = one.line
    if not absent(line["deposit_ts"]):
        yield "presale"
    if absent(line["session_id"]):
        yield "outside of sessions"
        return
    session = slow.known.sessions[line["session_id"]]
    if midnight(one.moment) > midnight(session["start_ts"]):
        yield "after midnight of its session"
    if one.moment.month != session["start_ts"].month:
        yield "in another month than its session"
    if not absent(session["makes_up_for"]):
        yield "sold in a 补播"
