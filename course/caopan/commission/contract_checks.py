"""What is wrong with a contract, and what should be questioned: all of it at once.

Errors are contradictions: shares above what comes in, versions that overlap, signatures of another
content. Warnings are what the contract leaves unsaid, and what somebody can exploit: who gains,
how, and which term mends it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from caopan.commission.checks_exploits import exploits
from caopan.commission.checks_scopes import scopes
from caopan.commission.checks_signatures import signatures
from caopan.commission.checks_sums import sums
from caopan.commission.checks_unsaid import unsaid
from caopan.commission.checks_versions import versions
from caopan.commission.contract import Contract
from caopan.commission.contract_file import read_contract
from caopan.commission.usual_sales import Usual
from caopan.documents.findings import Finding, errors_of
from caopan.documents.reading import Draft

_NO_LINE: Final = 10**9
"""What has no line in a file comes last."""


@dataclass(frozen=True)
class CheckedContract:
    """A contract with all that is found in it; None where it does not fit its types."""

    contract: Contract | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings for which the contract is refused."""
        return errors_of(self.findings)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that should be questioned."""
        return tuple(one for one in self.findings if one.level == "warning")


def check_contract(
    contract: Contract, others: Iterable[Contract] = (), usual: Usual | None = None
) -> tuple[Finding, ...]:
    """Find what is contradictory, overlapping, left unsaid and exploitable in a contract.

    others: its other versions, and other contracts of the same merchant. usual: what the merchant
    usually sells, see ``usual_of``; amounts are then held against it.

    >>> from caopan.commission.contract_file import load_contract
    >>> from caopan.commission.contract_new import EXAMPLE
    >>> check_contract(load_contract(EXAMPLE))
    ()
    """
    beside = [one for one in others if one != contract]
    found = [
        *sums(contract, usual),
        *versions(contract, beside),
        *scopes(contract, beside),
        *signatures(contract),
        *unsaid(contract),
        *exploits(contract, usual),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.level))


def check_contract_texts(
    texts: Sequence[str], usual: Usual | None = None
) -> tuple[CheckedContract, ...]:
    """Check the texts of contracts beside one another; findings have their lines.

    >>> [checked] = check_contract_texts(["contract_id: c\\nversion: one"])
    >>> [finding.line for finding in checked.errors]
    [2, 1, 1]
    """
    drafts = [read_contract(text) for text in texts]
    return tuple(_checked(draft, drafts, usual) for draft in drafts)


def _checked(
    draft: Draft[Contract], drafts: Sequence[Draft[Contract]], usual: Usual | None
) -> CheckedContract:
    if draft.value is None or draft.misfits:
        return CheckedContract(None, draft.misfits)
    beside = [one.value for one in drafts if one is not draft and one.value and not one.misfits]
    told = map(draft.at, check_contract(draft.value, beside, usual))
    return CheckedContract(draft.value, tuple(sorted(_twice(draft, drafts, told), key=_reading)))


def _twice(
    draft: Draft[Contract], drafts: Sequence[Draft[Contract]], told: Iterable[Finding]
) -> Iterator[Finding]:
    """The findings, and one more where the same contract is given twice."""
    yield from told
    if sum(one.value == draft.value for one in drafts) > 1:
        yield Finding("warning", "", "this contract is given twice; drop one of the files")


def _reading(one: Finding) -> tuple[str, int]:
    return one.level, one.line or _NO_LINE
