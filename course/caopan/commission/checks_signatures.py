"""Whether a contract is signed: by whom, what, and when."""

from collections.abc import Iterator

from caopan.commission.contract import Contract
from caopan.commission.phrases import Voice
from caopan.documents.findings import Finding

SAY = Voice("en")


def signatures(contract: Contract) -> Iterator[Finding]:
    """Findings about signatures: of other content, too late, of strangers, missing.

    >>> from caopan.commission.contract_file import load_contract
    >>> from caopan.commission.contract_new import EXAMPLE
    >>> changed = load_contract(EXAMPLE).model_copy(update={"confirm_days": 16})
    >>> next(signatures(changed)).path
    'signatures.0.digest'
    """
    known = {party.id for party in contract.parties}
    changed = set()
    for at, one in enumerate(contract.signatures):
        path, day = f"signatures.{at}", SAY.moment(one.at)
        if one.party not in known:
            says = f"{one.party!r} is no party of this contract; drop the signature"
            yield Finding("error", f"{path}.party", says)
        elif one.digest != contract.digest:
            changed.add(one.party)
            says = f"the contract was changed after {one.party} signed it on {day}, so it settles "
            says += "nothing; undo the change, or have it signed anew"
            yield Finding("error", f"{path}.digest", says)
        elif one.at > contract.effective_from:
            says = f"{one.party} signed on {day}, after the contract took effect: until then it "
            says += "was free to wait for the sales and sign only if it liked them; let it take "
            says += "effect later"
            yield Finding("warning", f"{path}.at", says)
    missing = [party for party in contract.unsigned if party not in changed]
    if missing:
        says = f"not signed by {', '.join(missing)}: until then nothing settles"
        yield Finding(
            "warning", "signatures", f"{says}; sign with caopan contract sign FILE --party ID"
        )
