"""A contract to begin with: what a merchant's tables describe, and what else may be agreed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from caopan.commission.contract import Contract
from caopan.commission.contract_file import SCHEMA
from caopan.commission.contract_writing import HEAD, PARTS, plain
from caopan.commission.moments import moment
from caopan.documents.writing import part_text

EXAMPLE: Final = Path(__file__).with_name("contract.example.yaml")
"""A contract that passes every check, signed by all."""
FOR_EDITORS: Final = f"# yaml-language-server: $schema={SCHEMA.name}\n"
"""First line of a file beside which the schema lies: an editor then checks as one types."""
_MORE: Final = {
    "parties": """\
  # - {id: studio, role: mcn, name: who signed the anchors}
  # - {id: scout, role: agent, name: who brings creators}
  # - {id: links, role: promoter, name: who shares links}
""",
    "scope": """\
# scope: {anchors: [A1], skus: [K01, K02]}
""",
    "terms": """\
  # A share may also say:
  #   mode: whole                                  # the rung's rate holds for all: a cliff
  #   base: []                                     # this term counts no coupon as paid
  #   baseline: {amount: 200000.00 yuan, indexed: true}
  #   less_ads: true                               # the period's ad spend comes off first
  #   gates:
  #     - {measure: refund_rate, limit: 40 %, pays: 90 %}
  #     - {measure: on_time_rate, limit: 95 %, pays: 90 %}
  #   cap: 50000.00 yuan
  #   floor: 3000.00 yuan
  #   reserve: {share: 20 %, days: 30 days}        # held back, against returns
  #   passes_on: [{to: studio, share: 40 %}]       # the next hop, of what this one receives
  #   from: 2021-12-01
  #   until: 2022-01-01
  # - name: slot
  #   kind: fee
  #   party: host
  #   amount: 20000.00 yuan
  #   per: session
  #   guarantee: {roi: 300 % of the fee, after_days: 30 days, remedy: refund}
  # - {name: retainer, kind: fee, party: ops, amount: 8000.00 yuan, per: month}
  # - {name: ads-fronted, kind: ads, party: ops, does: fronts, share: 100 %}
  # - {name: ads-borne, kind: ads, party: ops, does: bears, share: 20 %}
""",
    "signatures": """\
# signatures come with: caopan contract sign FILE --party ID
""",
}


def begun_contract(merchant: str) -> Contract:
    """The next version of the contract that a merchant's tables describe, for the next month.

    The provider's ladder is counted per month. Nobody has signed it.
    Raises CaopanError as ``standing_contracts`` does.

    >>> from caopan.commission.contract_new import begun_contract
    >>> one = begun_contract("liuyi")
    >>> one.version, one.effective_from.isoformat()
    (2, '2021-11-01T00:00:00+08:00')
    """
    from caopan.commission.standing import standing_contracts
    from caopan.events import card

    last, known = standing_contracts(merchant)[-1], card(merchant)
    ends = moment(known.first_day) + timedelta(days=known.days)
    terms = tuple(
        term.model_copy(update={"per": "month"}) if term.name == "service" else term
        for term in last.terms
    )
    return last.model_copy(
        update={
            "version": last.version + 1,
            "title": f"{known.name_en}: service from the next month on",
            "terms": terms,
            "effective_from": _next_month(ends),
            "signatures": (),
        }
    )


def _next_month(at: datetime) -> datetime:
    """The first day of a month at or after a moment."""
    first = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if first == at:
        return at
    return moment(f"{first.year + first.month // 12}-{first.month % 12 + 1:02d}-01")


def begun_contract_text(merchant: str) -> str:
    """The text of a contract to begin with, and what else may be agreed, as comments.

    >>> begun_contract_text("liuyi").splitlines()[3]
    'contract_id: liuyi-c1'
    """
    return "".join(_parts(begun_contract(merchant)))


def _parts(contract: Contract) -> Iterator[str]:
    data = plain(contract)
    yield HEAD
    kept = dict.fromkeys((*(name for name in data if name not in {*PARTS, "cycle"}), *PARTS))
    for name in kept:
        if name in PARTS:
            yield f"\n# {PARTS[name]}\n"
        if name in data:
            yield part_text({name: data[name]})
        yield part_text({"cycle": data["cycle"]}) if name == "confirm_days" else ""
        yield _MORE.get(name, "")
