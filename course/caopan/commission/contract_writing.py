"""A contract as the text of its file: in reading order, a row a line, defaults written out."""

import json
import re
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from caopan.commission.contract import Contract
from caopan.commission.terms import Share
from caopan.documents.writing import part_text

HEAD: Final = """\
# Contract: what each party is due of a merchant's sales. The merchant gets what is left.
# Every value has its unit: 1000.00 yuan, 5 %, 30 days; a day means its 00:00 in Shanghai.
# Check it: caopan contract check FILE   Read it: caopan contract read FILE
"""
PARTS: Final = {
    "parties": "who takes part",
    "scope": "what it covers",
    "base": "coupons that count as paid; those of the merchant never do",
    "price_protection": "who bears price protection: the merchant, or the base of all",
    "terms": "what each is due",
    "confirm_days": "when it is payable, and when accounts are paid up",
    "signatures": "who signed which content",
}
"""What is said above a part of the file."""
_FIRST: Final = ("contract_id", "version", "title", "effective_from", "effective_until")
_STRANGE: Final = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
"""Letters that a reader of YAML takes for breaks of lines, or for no text at all."""
_NAMED: Final = ("name", "kind", "party")
_LAST: Final = ("reserve", "passes_on", "from", "until")
_ALWAYS: Final = frozenset(
    (
        *("kind", "per", "base", "price_protection", "confirm_days", "cycle", "every", "on"),
        *("after_days", "remedy", "share_bp", "from_fen", "indexed"),
    )
)
"""Fields that change money: they are written out even if they are what is meant by default."""


def plain(contract: Contract) -> dict[str, Any]:
    """Plain data with units, in reading order; fits into YAML and JSON, and is read back equal.

    >>> from caopan.commission.contract_file import read_contract
    >>> text = "{contract_id: c, version: 1, effective_from: 2021-11-01, "
    >>> text += "parties: [{id: shop, role: merchant, name: Liuyi}]}"
    >>> plain(read_contract(text).value)["base"]
    ['platform', 'channel']
    """
    made = _said(contract, contract.model_dump(mode="json", by_alias=True))
    return {key: made[key] for key in (*_FIRST, *made) if key in made}


def _said(part: BaseModel, dumped: dict[str, Any]) -> dict[str, Any]:
    out = {}
    for name, field in type(part).model_fields.items():
        value, key = getattr(part, name), field.alias or name
        said = name in _ALWAYS or (name == "mode" and isinstance(part, Share) and part.steps)
        by_default = not field.is_required() and value == field.get_default()
        if by_default and (not said or value is None):
            continue
        out[key] = _plain(value, dumped[key])
    return _as_read(out) if "kind" in out else out


def _as_read(term: dict[str, Any]) -> dict[str, Any]:
    """The fields of a term in reading order: whose it is, what it gives, what becomes of it."""
    last = [key for key in _LAST if key in term]
    between = [key for key in term if key not in {*_NAMED, *last}]
    return {key: term[key] for key in (*_NAMED, *between, *last)}


def _plain(value: Any, dumped: Any) -> Any:
    if isinstance(value, BaseModel):
        return _said(value, dumped)
    if isinstance(value, tuple):
        return [_plain(one, each) for one, each in zip(value, dumped, strict=True)]
    if isinstance(value, datetime):
        return dumped.removesuffix("T00:00:00+08:00")
    return dumped


def contract_text(contract: Contract) -> str:
    """Write a contract as YAML; reading it gives an equal one.

    >>> from caopan.commission.contract_file import load_contract
    >>> from caopan.commission.contract_new import EXAMPLE
    >>> contract_text(load_contract(EXAMPLE)).splitlines()[3]
    'contract_id: liuyi-ops'
    """
    lines = [HEAD]
    for name, part in plain(contract).items():
        if name in PARTS:
            lines.append(f"\n# {PARTS[name]}\n")
        lines.append(part_text({name: part}))
    return "".join(lines)


def contract_json(contract: Contract) -> str:
    """Write a contract as JSON; reading it gives an equal one.

    >>> from caopan.commission.contract_file import load_contract, read_contract
    >>> from caopan.commission.contract_new import EXAMPLE
    >>> one = load_contract(EXAMPLE)
    >>> read_contract(contract_json(one)).value == one
    True
    """
    made = json.dumps(plain(contract), ensure_ascii=False, indent=2)
    return _STRANGE.sub(lambda found: f"\\u{ord(found[0]):04x}", made) + "\n"
