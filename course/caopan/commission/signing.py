"""A party signs the file of a contract: its sign-off is added, all else stays as it was written."""

from datetime import datetime
from pathlib import Path

import yaml

from caopan.commission.contract import Contract
from caopan.commission.contract_file import FORM, read_contract
from caopan.commission.contract_writing import PARTS, contract_json, plain
from caopan.documents.findings import refuse
from caopan.documents.reading import text_of
from caopan.documents.writing import part_text
from caopan.errors import CaopanError


def sign_file(path: Path | str, party: str, at: datetime) -> Contract:
    """Add a party's sign-off of what stands in a file; comments and order stay as they are.

    Returns the contract with its signatures. Raises CaopanError for a file that does not fit, for
    one that is no party, for one that has signed, and where another party signed other content:
    then that one has to sign anew, after its old sign-off was taken out of the file.

    >>> import tempfile
    >>> from caopan.commission.contract_new import begun_contract_text
    >>> from caopan.commission.moments import moment
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "split.yaml"
    ...     _ = path.write_text(begun_contract_text("liuyi"), encoding="utf-8")
    ...     sign_file(path, "ops", moment("2021-10-28")).unsigned
    ('shop', 'host')
    """
    from caopan.events.files import write_whole

    path = Path(path)
    text = text_of(path, FORM.name)
    draft = read_contract(text)
    refuse(draft.misfits, str(path))
    contract = draft.value
    assert contract is not None
    _refuse_changed(contract, party, path)
    made = contract.sign(party, at)
    write_whole({path: _with_signatures(text, made).encode()})
    return made


def _refuse_changed(contract: Contract, party: str, path: Path) -> None:
    for one in contract.signatures:
        if one.digest != contract.digest:
            raise CaopanError(
                f"{path}: the contract was changed after {one.party} signed it on "
                f"{one.at:%Y-%m-%d %H:%M}: undo the change, or take that signature out of the file "
                "and ask for a new one"
            )
        if one.party == party:
            raise CaopanError(f"{path}: {party} has signed this already, on {one.at:%Y-%m-%d}")
    if party in {one.id for one in contract.parties if one.role == "platform"}:
        raise CaopanError(f"{path}: the platform need not sign; its fees are its own rules")


def _with_signatures(text: str, contract: Contract) -> str:
    """The text with the contract's signatures in place of those that stand in it."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    if root.flow_style:
        return contract_json(contract)
    block = part_text({"signatures": plain(contract)["signatures"]})
    for key, value in root.value:
        if key.value == "signatures":
            return f"{text[: key.start_mark.index]}{block.rstrip()}{text[_end(value) :]}"
    heading = f"# {PARTS['signatures']}\n"
    return f"{text.rstrip()}\n" + ("" if heading in text else f"\n{heading}") + block


def _end(node: yaml.Node) -> int:
    """Where a value ends, before the comments that stand below it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)
