"""A contract and its file: read with all that does not fit, written so that nothing is left unsaid.

A file is YAML or JSON; every amount, rate and span stands there with its unit.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from caopan.commission.contract import Contract
from caopan.documents.reading import Draft, Form, load_document, read_draft

SCHEMA: Final = Path(__file__).with_name("contract.schema.json")
"""The published JSON Schema: an editor that knows it completes and checks a contract.

Made anew by ``caopan contract schema --to FILE`` when the types of a contract change.
"""
FORM: Final = Form(
    Contract,
    "a contract",
    "caopan contract new MERCHANT",
    ("contract_id", "version", "effective_from"),
)
"""How a contract is read; without its name, version and beginning nothing of it can be judged."""
_TABS: Final = re.compile(r"^[\t ]+", re.MULTILINE)


def read_contract(text: str) -> Draft[Contract]:
    """Read a contract's text, YAML or JSON, with all that does not fit, each with its line.

    >>> draft = read_contract("{contract_id: c, version: 1, parties: [], effective_from: today}")
    >>> print(draft.misfits[0])
    line 1: effective_from: 'today' is no moment; give 2021-11-01 or 2021-11-01T20:00:00+08:00
    """
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        text = _TABS.sub(" ", text)  # JSON may be indented by tabs, YAML not
    return read_draft(text, FORM)


def load_contract(path: Path | str) -> Contract:
    """Load a contract from its file.

    Raises CaopanError if there is no such file, and with all that does not fit, line by line.
    """
    return load_document(path, FORM, read_contract)


def write_contract(contract: Contract, path: Path | str) -> None:
    """Write a contract to its file, whole or not at all; JSON if the name ends with .json.

    ``load_contract`` gives an equal one back. Raises CaopanError if the disk refuses.

    >>> import tempfile
    >>> text = "{contract_id: c, version: 1, effective_from: 2021-11-01, "
    >>> text += "parties: [{id: shop, role: merchant, name: Liuyi}]}"
    >>> contract = read_contract(text).value
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_contract(contract, Path(folder) / "c.json")
    ...     load_contract(Path(folder) / "c.json") == contract
    True
    """
    from caopan.commission.contract_writing import contract_json, contract_text
    from caopan.events.files import write_whole

    path = Path(path)
    made = contract_json if path.suffix.lower() == ".json" else contract_text
    write_whole({path: made(contract).encode()})


@cache
def contract_schema() -> dict[str, Any]:
    """The JSON Schema of a contract, fresh from its types.

    >>> contract_schema()["title"]
    'Commission contract'
    """
    made = Contract.model_json_schema()
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Commission contract",
        "description": "Who is due what of a merchant's sales, when it is paid, and who signed it.",
    }
    return head | {key: value for key, value in made.items() if key not in head}


def contract_schema_text() -> str:
    """The published schema as it stands in its file."""
    return json.dumps(contract_schema(), ensure_ascii=False, indent=1) + "\n"
