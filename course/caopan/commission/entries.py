"""What is due beside lines: fees and their guarantees, ad spend, floors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from caopan.commission.intake import NEVER
from caopan.commission.moments import day_of, day_start, us_of
from caopan.commission.periods import later, month_name, month_start, months_of
from caopan.commission.rounding import half_up
from caopan.commission.settlement import Entry
from caopan.commission.shares import WHOLE_BP
from caopan.commission.terms import Ads, Fee
from caopan.commission.versions import chain, dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from caopan.commission.store import Session, Store
    from caopan.commission.terms import Guarantee, Hop, Term
    from caopan.commission.versions import Version


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it goes down the chain: all that a term gives, in fen."""

    term: Term
    session_id: str
    period: str
    total_fen: int
    confirmed: bool = True


class Bases(Protocol):
    """What entries ask of the lines."""

    def now(self, version: Version, term: Term, session: int) -> int:
        """Base of a session's lines that the version binds, at the clock, in fen."""

    def at(self, version: Version, term: Term, sessions: tuple[int, ...], clock: int) -> int:
        """Base of some sessions' lines as known at another clock, in fen."""


def entries_of(version: Version, drafts: Iterable[Draft]) -> Iterator[Entry]:
    """Entries of each one in a chain, and the merchant's opposite; those of nothing left out."""
    contract = version.contract
    for draft in drafts:
        shares = passed_on(draft.total_fen, draft.term.passes_on)
        owed = [*zip(chain(draft.term), shares, strict=True), (contract.merchant, -draft.total_fen)]
        for party, fen in owed:
            if fen:
                yield Entry(
                    contract.contract_id, contract.version, draft.session_id, draft.period,
                    draft.term.name, party, fen, draft.confirmed,
                )  # fmt: skip


def passed_on(received: int, hops: tuple[Hop, ...]) -> list[int]:
    """What each one of a chain keeps of an amount.

    >>> from caopan.commission.terms import Hop
    >>> passed_on(-1_001, (Hop(to="a", share_bp=5_000),))
    [-501, -500]
    """
    keeps = []
    for hop in hops:
        on = half_up(received * hop.share_bp, WHOLE_BP)
        keeps.append(received - on)
        received = on
    return [*keeps, received]


def drafts_of(
    version: Version, store: Store, bases: Bases, spent: list[int], clock: int
) -> Iterator[Draft]:
    """Entries of fees and ads of a version at a clock; floors come from the lines."""
    for term in version.contract.terms:
        if isinstance(term, Fee):
            if term.per == "session":
                yield from _session_fees(version, term, store, bases, clock)
            else:
                yield from _dated_fees(version, term, clock)
        elif isinstance(term, Ads):
            yield from _ads(version, term, store, bases, spent, clock)


def sessions_of(version: Version, term: Term, store: Store) -> list[tuple[str, int, Session]]:
    """Id, code and facts of the sessions that a term takes, by id."""
    named = [(store.session_ids.text(code), code, one) for code, one in store.sessions.items()]
    return sorted(
        (one for one in named if version.takes(one[0], one[2], term)), key=lambda one: one[0]
    )


def _session_fees(
    version: Version, term: Fee, store: Store, bases: Bases, clock: int
) -> Iterator[Draft]:
    for name, code, session in sessions_of(version, term, store):
        if session.makes_up_for:
            continue
        if session.end <= clock:
            yield Draft(term, name, name, term.amount_fen)
        if term.guarantee:
            back = _shortfall(version, term, term.guarantee, store, bases, (name, code), clock)
            if back:
                yield Draft(term, name, name, -back)


def _shortfall(
    version: Version,
    term: Fee,
    guarantee: Guarantee,
    store: Store,
    bases: Bases,
    session: tuple[str, int],
    clock: int,
) -> int:
    """What goes back of a fee because the guaranteed sales were not reached, in fen."""
    name, code = session
    ends = {code: store.sessions[code].end}
    if guarantee.remedy == "session":
        ends |= {n: one.end for n, one in store.sessions.items() if one.makes_up_for == name}
    measured = later(max(ends.values()), guarantee.after_days)
    if measured > clock or measured == NEVER:
        return 0
    sales = guarantee.sales_fen
    if sales is None:
        sales = half_up(term.amount_fen * (guarantee.roi_bp or 0), WHOLE_BP)
    base = bases.at(version, term, tuple(sorted(ends)), measured)
    return half_up(term.amount_fen * (sales - base), sales) if base < sales else 0


def _dated_fees(version: Version, term: Fee, clock: int) -> Iterator[Draft]:
    begin, end = dates(term)
    begin, end = max(begin, version.start), min(end, version.end)
    if begin >= end:
        return
    if term.per == "once":
        due = max(us_of(term.starts), version.start) if term.starts else version.start
        if due <= clock:
            yield Draft(term, "", "contract", term.amount_fen)
        return
    first = day_of(begin) + (day_start(day_of(begin)) < begin)
    last = day_of(min(end, clock) - 1)
    if first > last:
        return
    for month in range(int(months_of(first, 1)[0]), int(months_of(last, 1)[0]) + 1):
        opens, closes = month_start(month), month_start(month + 1)
        if day_start(closes) > clock:
            return
        days = min(last + 1, closes) - max(first, opens)
        fen = half_up(term.amount_fen * days, closes - opens)
        yield Draft(term, "", month_name(month), fen)


def _ads(
    version: Version, term: Ads, store: Store, bases: Bases, spent: list[int], clock: int
) -> Iterator[Draft]:
    for name, code, session in sessions_of(version, term, store):
        if session.end > clock or not spent[code]:
            continue
        if term.does == "bears":
            fen = -half_up(spent[code] * term.share_bp, WHOLE_BP)
        else:
            back = spent[code] * term.share_bp * (WHOLE_BP + term.markup_bp)
            fen = min(half_up(back, WHOLE_BP**2), bases.now(version, term, code))
        yield Draft(term, name, name, fen)
