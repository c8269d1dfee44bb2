"""Whether a contract gives away more than comes in, of the base and of what is usually sold."""

from collections.abc import Iterator, Sequence
from typing import Final

from caopan.commission.contract import Contract
from caopan.commission.phrases import Voice
from caopan.commission.rounding import half_up
from caopan.commission.terms import Ads, Fee, Share, Term
from caopan.commission.usual_sales import Usual
from caopan.documents.findings import Finding

SAY: Final = Voice("en")
WHOLE: Final = 10_000


def sums(contract: Contract, usual: Usual | None) -> Iterator[Finding]:
    """Findings about sums: shares, chains, ad spend, fees.

    The base of a share is at most what comes in, so rates that together are above 100 % give away
    more than comes in wherever no coupon was used.

    >>> from caopan.commission.contract_file import load_contract
    >>> from caopan.commission.contract_new import EXAMPLE
    >>> list(sums(load_contract(EXAMPLE), None))
    []
    """
    yield from _shares(contract, usual)
    yield from _chains(contract)
    yield from _spend(contract)
    if usual:
        yield from _fees(contract, usual)


def top_rate(term: Share, usual: Usual | None = None) -> int:
    """The highest rate of a share in bp; of the goods' own rates what is usual, else 0.

    >>> top_rate(Share(name="s", party="ops", steps=[{"rate_bp": 300}]))
    300
    """
    if term.rate_of:
        return (usual.fee_bp if term.rate_of == "fee_bp" else usual.comm_bp) if usual else 0
    return max(step.rate_bp for step in term.ladder)


def _together(contract: Contract) -> Iterator[Sequence[Term]]:
    """The terms that hold at once, at each moment from which another one does."""
    starts = {term.starts for term in contract.terms if term.starts}
    later = (at for at in starts if at > contract.effective_from)
    for at in (contract.effective_from, *sorted(later)):
        yield [term for term in contract.terms if term.holds(at)]


def _shares(contract: Contract, usual: Usual | None) -> Iterator[Finding]:
    for terms in _together(contract):
        rates = [(one.name, top_rate(one, usual)) for one in terms if isinstance(one, Share)]
        total = sum(rate for _, rate in rates)
        if total > WHOLE:
            told = ", ".join(f"{name} {SAY.rate(rate)}" for name, rate in rates if rate)
            says = f"the highest rates together are {SAY.rate(total)} of what comes in ({told})"
            mend = "lower them to 100 % at most, or let one party pass on to the next"
            yield Finding("error", "terms", f"{says}; {mend}")
            return


def _chains(contract: Contract) -> Iterator[Finding]:
    for at, term in enumerate(contract.terms):
        giver = term.party
        for number, hop in enumerate(term.passes_on):
            if hop.share_bp == WHOLE:
                path = f"terms.{at}.passes_on.{number}.share"
                says = f"{giver} passes on all it gets and keeps nothing"
                yield Finding("warning", path, f"{says}; name {hop.to} as the party, or lower it")
            giver = hop.to


def _spend(contract: Contract) -> Iterator[Finding]:
    for does in ("fronts", "bears"):
        terms = [one for one in contract.terms if isinstance(one, Ads) and one.does == does]
        total = sum(one.share_bp for one in terms)
        if total > WHOLE:
            names = ", ".join(one.name for one in terms)
            says = f"{names}: together {SAY.rate(total)} of the ad spend, and there is only 100 %"
            yield Finding("error", "terms", f"{says}; lower the shares")
    for at, term in enumerate(contract.terms):
        fronted = any(isinstance(one, Ads) and one.does == "fronts" for one in contract.terms)
        if isinstance(term, Share) and term.less_ads and fronted:
            says = "the same ad spend is taken off twice: here, and by who fronts it"
            yield Finding("warning", f"terms.{at}.less_ads", f"{says}; drop one of the two")


def _fees(contract: Contract, usual: Usual) -> Iterator[Finding]:
    rates = [top_rate(one, usual) for one in contract.terms if isinstance(one, Share)]
    left = max(0, WHOLE - sum(rates))
    sold = {
        "session": (usual.high_session_fen, "nine sessions in ten"),
        "month": (usual.month_fen, "the last 30 days"),
    }
    for at, term in enumerate(contract.terms):
        if not isinstance(term, Fee):
            continue
        if term.per in sold:
            most, of = sold[term.per]
            room = half_up(most * left, WHOLE)
            if term.amount_fen > room:
                says = f"{SAY.yuan(term.amount_fen)} is more than {of} leave: sales of at most "
                says += f"{SAY.yuan(most)}, and {SAY.yuan(room)} after the shares"
                yield Finding("error", f"terms.{at}.amount", f"{says}; lower the fee")
        yield from _guarantee(f"terms.{at}.guarantee", term, usual)


def _guarantee(path: str, term: Fee, usual: Usual) -> Iterator[Finding]:
    if not term.guarantee:
        return
    sales = term.guarantee.sales_fen
    if sales is None:
        sales = half_up(term.amount_fen * (term.guarantee.roi_bp or 0), WHOLE)
    kept = half_up(usual.high_session_fen * (WHOLE - usual.refund_bp), WHOLE)
    if sales > kept:
        says = f"{SAY.yuan(sales)} is guaranteed, and nine sessions in ten keep at most "
        says += f"{SAY.yuan(kept)} after returns: the fee goes back nearly always"
        yield Finding("warning", path, f"{says}; guarantee what can be reached")
