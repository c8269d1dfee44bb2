"""Whether the versions of a contract follow each other without overlaps, gaps and lost counts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from caopan.commission.contract import Contract
from caopan.commission.phrases import Voice
from caopan.commission.terms import Share
from caopan.documents.findings import Finding

SAY = Voice("en")


def versions(contract: Contract, others: Sequence[Contract]) -> Iterator[Finding]:
    """Findings about the versions of a contract, and about months that it cuts in two.

    >>> from caopan.commission.contract_file import load_contract
    >>> from caopan.commission.contract_new import EXAMPLE
    >>> one = load_contract(EXAMPLE)
    >>> [found.path for found in versions(one, [one.model_copy(update={"version": 2})])]
    ['effective_from']
    """
    mine = [one for one in others if one.contract_id == contract.contract_id]
    for one in mine:
        yield from _order(contract, one)
    later = [one for one in mine if one.version > contract.version]
    if later:
        yield from _next(contract, min(later, key=lambda one: one.version))
    yield from _months(contract)
    yield from _never(contract)


def _order(contract: Contract, other: Contract) -> Iterator[Finding]:
    if other.version == contract.version:
        says = f"there are two different contracts {contract.contract_id} version {other.version}"
        yield Finding("error", "version", f"{says}; number them anew")
    elif (other.version > contract.version) == (other.effective_from <= contract.effective_from):
        begins = SAY.moment(other.effective_from)
        says = f"version {other.version} takes effect on {begins}: versions do not follow each "
        yield Finding("error", "effective_from", f"{says}other; mend the numbers or the dates")


def _next(contract: Contract, after: Contract) -> Iterator[Finding]:
    ends, begins = contract.effective_until, after.effective_from
    if ends is None or begins <= contract.effective_from:
        return
    if ends > begins:
        says = f"version {after.version} begins on {SAY.moment(begins)} while this one says "
        says += f"{SAY.moment(ends)}: the versions overlap, and the later one holds"
        yield Finding("warning", "effective_until", f"{says}; end this one when the next begins")
    if ends < begins:
        says = f"from {SAY.moment(ends)} to {SAY.moment(begins)} no version holds, and nobody but "
        says += f"{contract.merchant} is due anything; close the gap"
        yield Finding("warning", "effective_until", says)


def _months(contract: Contract) -> Iterator[Finding]:
    """Each version starts its own counts: a month that is cut in two counts twice from nothing."""
    names = [term.name for term in contract.terms if isinstance(term, Share) and _counts(term)]
    if not names:
        return
    moments = {
        "effective_from": contract.effective_from,
        "effective_until": contract.effective_until,
    }
    for path, at in moments.items():
        if at and not _month_begins(at):
            says = (
                f"{SAY.moment(at)} is in the middle of a month, and {', '.join(names)} counts by "
            )
            says += "the month: the count begins anew, so rungs, caps and baselines meet half a "
            says += "month's sales; take the first day of a month"
            yield Finding("warning", path, says)


def _counts(term: Share) -> bool:
    """Whether what a share gives depends on all sales of a month."""
    several = len(term.steps) > 1 or any(step.from_fen for step in term.steps)
    limits = term.cap_fen is not None or bool(term.floor_fen)
    return term.per == "month" and (several or limits or term.baseline is not None)


def _month_begins(at: datetime) -> bool:
    return at == at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _never(contract: Contract) -> Iterator[Finding]:
    """Terms that hold only outside of the contract's dates."""
    ends = contract.effective_until
    for at, term in enumerate(contract.terms):
        early = term.ends is not None and term.ends <= contract.effective_from
        late = term.starts is not None and ends is not None and term.starts >= ends
        if early or late:
            says = f"{term.name} never holds: its dates lie outside of the contract's"
            yield Finding("error", f"terms.{at}", f"{says}; mend them, or drop it")
