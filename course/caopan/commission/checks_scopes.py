"""Whether a contract covers anything, and whether two contracts claim the same sales."""

from collections.abc import Iterator, Sequence

from caopan.commission.contract import Contract
from caopan.documents.findings import Finding

_KINDS = ("sessions", "anchors", "skus")


def scopes(contract: Contract, others: Sequence[Contract]) -> Iterator[Finding]:
    """Findings about scopes: those that take nothing, and those of two contracts that meet.

    >>> from caopan.commission.contract_file import load_contract
    >>> from caopan.commission.contract_new import EXAMPLE
    >>> one = load_contract(EXAMPLE)
    >>> [found.level for found in scopes(one, [one.model_copy(update={"contract_id": "two"})])]
    ['error']
    """
    for kind in _KINDS:
        if getattr(contract.scope, kind) == ():
            says = f"it covers no {kind} at all, so nothing settles"
            yield Finding("error", f"scope.{kind}", f"{says}; name some, or leave it out")
    for one in others:
        if one.contract_id != contract.contract_id and _at_once(contract, one):
            yield from _meeting(contract, one)


def _at_once(one: Contract, two: Contract) -> bool:
    """Whether two contracts hold at some moment together."""
    begins = max(one.effective_from, two.effective_from)
    ends = [at for at in (one.effective_until, two.effective_until) if at is not None]
    return all(begins < at for at in ends)


def _meeting(one: Contract, two: Contract) -> Iterator[Finding]:
    pairs = [(getattr(one.scope, kind), getattr(two.scope, kind)) for kind in _KINDS]
    named = [pair for pair in pairs if None not in pair]
    if any(not set(mine) & set(theirs) for mine, theirs in named):
        return
    both = f"{one.contract_id} and {two.contract_id}"
    (s1, s2), (a1, a2), _ = pairs
    one_each = (s1 is None) != (s2 is None) and (a1 is None) != (a2 is None)
    if one_each and (s1 is None) == (a2 is None):
        says = f"{both} may take the same sales: one names sessions, the other anchors"
        yield Finding("warning", "scope", f"{says}; name the same kind in both")
    else:
        says = f"{both} take the same sales: such a line is refused and settles for nobody"
        yield Finding("error", "scope", f"{says}; part them by sessions, anchors or goods")
